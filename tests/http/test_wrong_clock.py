"""A phone whose clock is wrong says both times: what its clock showed, and when it was by the house's clock."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from gongzhi.matters import replay
from tests.http.conftest import REPORT, Wire


def times(wire: Wire) -> dict[str, str]:
    """What a phone says that is a day ahead: the report was written an hour ago."""
    true = wire.city.now - timedelta(hours=1)
    return {"captured_at": true.isoformat(), "device_at": (true + timedelta(days=1)).isoformat()}


def line_of(wire: Wire, matter: str, event: str) -> Any:
    journal = wire.get(f"/matters/{matter}", "clerk").json["journal"]
    (line,) = [each for each in journal if each["event"] == event]
    return line


def same(left: str, right: str) -> bool:
    return left.replace("Z", "+00:00") == right.replace("Z", "+00:00")


@pytest.mark.parametrize("batched", [False, True])
def test_of_a_report_both_times_stand_in_the_journal(wire: Wire, batched: bool) -> None:
    said = times(wire)
    report = REPORT | {"id": str(uuid4())} | said
    if batched:
        assert wire.post("/reports:batch", {"reports": [report]}, "worker").json["answers"][0]["status"] == 201
    else:
        assert wire.post("/reports", report, "worker").status == 201
    line = line_of(wire, report["id"], "Reported")
    assert same(line["device_at"], said["device_at"])
    assert same(line["data"]["captured_at"], said["captured_at"])
    assert list(replay.matters([report["id"]])) == []


def test_of_a_command_both_times_stand_in_the_journal(wire: Wire) -> None:
    matter = wire.report("worker")["id"]
    said = times(wire)
    assert wire.post(f"/matters/{matter}/comment", {"remark": "还在漏"} | said, "worker").status == 200
    line = line_of(wire, matter, "Commented")
    assert same(line["device_at"], said["device_at"])
    assert same(line["data"]["captured_at"], said["captured_at"])


def test_a_clock_that_is_right_is_said_once_and_stands_as_before(wire: Wire) -> None:
    said = times(wire)["captured_at"]
    matter = wire.report("worker", captured_at=said)["id"]
    line = line_of(wire, matter, "Reported")
    assert same(line["device_at"], said)
    assert same(line["data"]["captured_at"], said)
