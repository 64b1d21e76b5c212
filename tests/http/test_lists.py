"""A list holds what one may see and wished for, page after page, also while new matters come in."""

from typing import Any

import pytest

from gongzhi.matters import outbox
from tests.http.conftest import Wire

pytestmark = pytest.mark.usefixtures("chief")

THERE = {"lon": 124.015, "lat": 43.005, "crs": "wgs84"}


def ids(wire: Wire, query: str, by: str = "clerk") -> list[str]:
    answer = wire.get(f"/matters?{query}", by)
    assert answer.status == 200, answer.raw
    return [row["id"] for row in answer.json["rows"]]


@pytest.fixture
def three(wire: Wire) -> list[str]:
    """A road here, accepted; a lamp there; one that is only an address."""
    made = [
        wire.report("worker"),
        wire.report("worker", kind="06007", point=THERE),
        wire.report("worker", point=None, address="英雄大街7号"),
    ]
    wire.do("accept", made[0]["id"], "clerk", 3)
    return [each["id"] for each in made]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("stage=accepted", {0}), ("stage=reported,accepted", {0, 1, 2}), ("stage=closed", set()),
        ("stage=,", {0, 1, 2}),
        ("kind=06007", {1}), ("area=220302001001001", {0}), ("area=220302001001002", {1}), ("area=220302", {0, 1}),
        ("area=220302001", {0, 1}), ("area=220300", {0, 1, 2}), ("unit=220302-ZZ", {0}), ("light=green", {0, 1, 2}),
        ("light=red", set()), ("since=2026-03-02T00:00:00Z", {0, 1, 2}), ("until=2026-03-02T00:00:00Z", set()),
        ("origin=import", set()), ("placed=unplaced", {2}), ("placed=inside", {0, 1}), ("order=due", {0, 1, 2}),
        ("stage=reported&kind=06007&text=路面", {1}),
    ],
)  # fmt: skip
def test_each_condition_narrows_the_list(wire: Wire, three: list[str], query: str, found: set[int]) -> None:
    seen = {three.index(one) for one in ids(wire, query, "chief")}
    assert seen == found


def test_a_page_goes_on_where_the_last_one_ended_while_matters_come_in(wire: Wire) -> None:
    made: list[str] = []
    for _ in range(12):
        made.append(wire.report("worker")["id"])
        wire.city.now = wire.city.now.replace(minute=wire.city.now.minute + (len(made) % 3 == 0))
    seen: list[str] = []
    after, first = "", None
    while True:
        page: dict[str, Any] = wire.get(f"/matters?limit=5&after={after}", "clerk").json
        first = first or page
        seen += [row["id"] for row in page["rows"]]
        wire.report("worker")
        if page["after"] is None:
            break
        after = page["after"]
    assert (first["total"], first["exact"]) == (12, True)
    assert set(seen) == set(made)
    assert len(seen) == 12


def test_what_is_due_first_comes_first(wire: Wire) -> None:
    late = wire.report("worker", kind="unsorted")["id"]
    wire.city.now = wire.city.now.replace(minute=30)
    soon = wire.report("worker")["id"]
    rows = wire.get("/matters?order=due", "clerk").json["rows"]
    assert [row["due_at"] for row in rows] == sorted(row["due_at"] for row in rows)
    assert {row["id"] for row in rows} == {late, soon}


def test_a_list_goes_place_by_place_and_its_pages_are_marked_for_that_order_alone(wire: Wire, three: list[str]) -> None:
    near, far, nowhere = three
    assert ids(wire, "order=place", "chief") == [nowhere, near, far]
    first = wire.get("/matters?order=place&limit=2", "chief").json
    assert ids(wire, f"order=place&limit=2&after={first['after']}", "chief") == [far]
    assert wire.get(f"/matters?after={first['after']}", "chief").code == "cursor-unknown"
    newest = wire.get("/matters?limit=2", "chief").json["after"]
    assert wire.get(f"/matters?order=place&after={newest}", "chief").code == "cursor-unknown"


def test_how_many_a_list_holds_may_be_asked_for_after_its_first_rows(wire: Wire, three: list[str]) -> None:
    assert wire.get("/matters?limit=2&counted=false", "chief").json["total"] is None
    assert wire.get("/matters?limit=3&counted=false", "chief").json["total"] == len(three)
    assert wire.get("/matters/count", "chief").json == {"total": len(three), "exact": True}
    assert wire.get("/matters/count?light=red", "chief").json == {"total": 0, "exact": True}
    assert wire.get("/matters/count?limit=2", "chief").code == "filter-unknown"


def test_lights_change_as_time_runs_out(wire: Wire) -> None:
    wire.report("worker")
    lights = []
    for hour, minute in ((1, 30), (3, 0), (5, 45), (7, 0)):
        wire.city.now = wire.city.now.replace(hour=hour, minute=minute)
        (row,) = wire.get("/matters", "clerk").json["rows"]
        lights.append(row["light"])
        assert ids(wire, f"light={row['light']}") == [row["id"]]
    assert lights == sorted(lights, key=["green", "yellow", "orange", "red"].index)
    assert lights[-1] == "red"


def test_everybody_sees_the_own_area_and_the_own_unit(wire: Wire, three: list[str]) -> None:
    assert set(ids(wire, "", "clerk")) == {three[0], three[1]}
    assert set(ids(wire, "", "worker")) == {three[0], three[1]}
    assert set(ids(wire, "", "chief")) == set(three)
    assert ids(wire, "", "handler") == []
    wire.do("dispatch", three[0], "colleague", 4)
    assert ids(wire, "", "handler") == [three[0]]
    assert ids(wire, "", "stranger") == []


def test_counts_are_told_for_what_one_sees(wire: Wire, three: list[str]) -> None:
    while outbox.sequence():
        outbox.consume("tally", outbox.tally)
    assert wire.get("/counts", "worker").json == {"220302": {"accepted": 1, "reported": 1}}
    assert wire.get("/counts", "clerk").json == {"220302": {"accepted": 1, "reported": 1}}
    assert wire.get("/counts", "chief").json == {"220302": {"accepted": 1, "reported": 1}, "": {"reported": 1}}
    assert wire.get("/counts", "stranger").code == "no-right"
