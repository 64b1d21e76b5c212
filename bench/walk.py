"""One round of the straight path in a process of its own, by the code of the tree it runs in (`bench.straight`)."""

import json
import os
import resource
import sys
import time
from typing import Any

import django
from django.conf import settings
from django.test.utils import get_runner, setup_test_environment
from django.utils import timezone

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
django.setup()

from gongzhi.vault.keys import forget_keys, make_keys  # noqa: E402
from tests.cast import build, forget  # noqa: E402
from tests.http.conftest import Wire  # noqa: E402


def walked(matters: int) -> dict[str, float]:
    """Walk that many matters, after a few to warm up; seconds of processor time, and of the clock, a matter."""
    setup_test_environment()
    settings.WHITENOISE_USE_FINDERS = False  # a server looks up its static files once, the tests' client each time
    runner = get_runner(settings)(verbosity=0, interactive=False)
    made = runner.setup_databases()
    try:
        if not (settings.HOME_KEYS / "master").exists():
            make_keys(settings.HOME_KEYS)
        forget_keys()
        forget()
        wire = Wire(build())
        timezone.now = lambda: wire.city.now
        for _ in range(5):
            walk(wire)
        begun, wall = _processor(), time.monotonic()
        for _ in range(matters):
            walk(wire)
        return {"seconds": (_processor() - begun) / matters, "wall": (time.monotonic() - wall) / matters}
    finally:
        runner.teardown_databases(made)


def walk(wire: Any) -> None:
    """One matter from a phone to its close, as the tests of the API have it, with what each desk looks at first."""
    at = wire.report("worker", contact={"name": "王小明", "phone": "13900001111"})["id"]
    wire.get("/matters?stage=reported&limit=20", "clerk")
    wire.get(f"/matters/{at}", "clerk")
    steps: list[tuple[str, str, int | None, dict[str, Any]]] = [
        ("accept", "clerk", 3, {}),
        ("dispatch", "colleague", 4, {"support": ["220302-CG"]}),
        ("take", "handler", 5, {}),
        ("progress", "handler", None, {"remark": "已到现场"}),
        ("done", "handler", None, {"remark": "已补平", "explanation": "协办无需到场"}),
        ("check", "neighbour", None, {"passed": True}),
        ("call_back", "clerk", 9, {"reached": True, "solved": True, "satisfied": True}),
    ]
    for command, by, seen, said in steps:
        answer = wire.do(command, at, by, seen, **said)
        assert answer.status == 200, (command, answer.raw)
    wire.get("/matters?unit=220302-ZJ&limit=20", "handler")
    wire.get("/counts", "clerk")


def _processor() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    sys.stdout.write(json.dumps(walked(int(sys.argv[1]))) + "\n")
