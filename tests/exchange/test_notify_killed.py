"""A listener killed at any instant has told everything once: rows and position are committed together."""

import os
import random
import subprocess
import sys
import time
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.db import connection

from gongzhi.exchange.notify.models import Message
from gongzhi.matters import outbox
from gongzhi.matters.models import Consumer
from tests.cast import City
from tests.door.crowd import crowd

__all__ = ["crowd"]
LISTENER = """
import time, django
django.setup()
from django.utils import timezone
from gongzhi.exchange.notify.configured import Configured
from gongzhi.exchange.notify.hear import hear
from gongzhi.matters import outbox
from gongzhi.site.warm import warm

def slowly(sent):
    hear(sent, timezone.now(), Configured())
    time.sleep(0.02)

warm()
print("ready", flush=True)
while outbox.consume("messages", slowly, 3):
    pass
"""


def database() -> str:
    """The database of this test as the house is told of it."""
    known = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{known['NAME']}"
    return urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{known['NAME']}").geturl()


def listen_and_be_killed(after: float | None) -> None:
    """A listener as a process of its own, killed so many seconds after it began; None: let it come to an end."""
    home = {"GONGZHI_HOME": str(settings.HOME), "DATABASE_URL": database()}
    known = {**os.environ, **home, "DJANGO_SETTINGS_MODULE": "gongzhi.site.settings"}
    command = [sys.executable, "-c", LISTENER]
    with subprocess.Popen(command, env=known, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"ready\n"
        if after is None:
            assert process.wait(60) == 0
            return
        time.sleep(after)
        process.kill()


@pytest.mark.slow
def test_a_killed_listener_has_told_everything_once(crowd: City) -> None:
    for _ in range(60):
        crowd.report()
    while outbox.sequence():
        pass
    moment, positions = random.Random(11), [0]
    while len(set(positions)) < 4 and len(positions) < 20:
        listen_and_be_killed(moment.uniform(0.02, 0.25))
        positions.append(Consumer.objects.filter(name="messages").values_list("position", flat=True).first() or 0)
        told = Message.objects.count()
        assert told == 2 * Message.objects.filter(position__lte=positions[-1]).values("matter_id").distinct().count()
        assert not Message.objects.filter(position__gt=positions[-1]).exists()
    assert len(set(positions) - {0, 180}) >= 2, positions
    listen_and_be_killed(None)
    assert Message.objects.filter(code="arrived").count() == 120
    assert Message.objects.values("matter_id", "recipient").distinct().count() == 120
