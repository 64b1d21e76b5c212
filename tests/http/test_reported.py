"""Who reported something finds it for good: whole where it may be seen, else as its code tells it; others do not."""

from typing import Any

import pytest

from gongzhi.exchange.notify.models import Message
from tests.exchange.messages import listen, told
from tests.http.conftest import Wire

ELSEWHERE = {"lon": 124.015, "lat": 43.005, "crs": "wgs84"}


def mine(wire: Wire, who: str, **more: Any) -> list[Any]:
    answer = wire.get(f"/reports/mine?{'&'.join(f'{name}={value}' for name, value in more.items())}", who)
    assert answer.status == 200, answer.raw
    rows: list[Any] = answer.json["rows"]
    return rows


def test_everybody_finds_the_own_reports_and_nobody_those_of_others(wire: Wire) -> None:
    first = wire.report("worker")["id"]
    wire.report("stranger")
    wire.report()
    second = wire.report("worker", kind="06007")["id"]
    wire.do("comment", second, "neighbour", remark="我也看到了")
    assert {row["id"] for row in mine(wire, "worker")} == {first, second}
    assert [row["id"] for row in mine(wire, "neighbour")] == []
    assert wire.get("/reports/mine").status == 401
    assert wire.get("/reports/mine?reporter=stranger", "worker").code == "filter-unknown"


def test_what_the_reporter_may_not_see_is_told_as_its_code_tells_it(wire: Wire) -> None:
    made = wire.report("stranger", kind="23002", text="夫妻争吵", answers={"willingness": "both"})
    (row,) = mine(wire, "stranger")
    assert row["matter"] is None
    assert row["followed"] == wire.get(f"/follow/{made['query_code']}").json
    seen = wire.report("worker")
    (row,) = mine(wire, "worker")
    assert (row["matter"]["number"], row["followed"]) == (seen["number"], None)


def test_pages_go_on_where_the_last_one_ended(wire: Wire) -> None:
    made = [wire.report("worker")["id"] for _ in range(7)]
    found: list[str] = []
    after: Any = ""
    for _ in range(4):
        page = wire.get(f"/reports/mine?limit=2&after={after}", "worker").json
        found += [row["id"] for row in page["rows"]]
        after = page["after"]
    assert after is None
    assert sorted(found) == sorted(made)
    assert wire.get("/reports/mine?after=x", "worker").code == "cursor-unknown"


@pytest.mark.parametrize(("channel", "heard"), [("field", {"worker"}), ("phone", set())])
def test_who_reports_from_the_field_hears_in_the_inbox_what_becomes_of_it(
    wire: Wire, channel: str, heard: set[str]
) -> None:
    made = wire.report("worker", channel=channel)
    assert wire.do("accept", made["id"], "clerk", 3).status == 200
    listen(wire.city)
    assert told(wire.city, "reporter_accepted") == heard
    assert Message.objects.filter(code="reporter_accepted").count() == len(heard)
