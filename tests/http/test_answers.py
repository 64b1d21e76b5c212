"""An order that must be answered is found by whoever must answer it, by its own clock and not by the matter's."""

from typing import Any

import pytest

from tests.cast import LEAD, SUPPORT
from tests.http.conftest import Wire


@pytest.fixture
def handled(wire: Wire) -> list[str]:
    """Two matters that the handler's unit has in hand; the second was ordered about first."""
    made = [wire.report("worker")["id"] for _ in range(2)]
    for each in made:
        for step, who, said in (
            ("accept", "clerk", {}),
            ("dispatch", "colleague", {"lead": LEAD, "support": [SUPPORT]}),
            ("take", "handler", {}),
        ):
            answer = wire.do(step, each, who, wire.get(f"/matters/{each}", who).json["matter"]["version"], **said)
            assert answer.status == 200, answer.raw
    for each in reversed(made):
        wire.city.now = wire.city.now.replace(hour=wire.city.now.hour + 1)
        order(wire, each)
    return made


def order(wire: Wire, matter: str) -> None:
    seen = wire.get(f"/matters/{matter}", "supervisor").json["matter"]["version"]
    assert wire.do("supervise", matter, "supervisor", seen, remark="三日内回复。").status == 200


def waiting(wire: Wire, by: str, **more: str) -> list[dict[str, Any]]:
    unit = wire.get("/me", by).json["unit"]["code"]
    asked = "&".join(f"{name}={value}" for name, value in ({"waiting": "answer", "unit": unit} | more).items())
    answer = wire.get(f"/matters?{asked}", by)
    assert answer.status == 200, answer.raw
    rows: list[dict[str, Any]] = answer.json["rows"]
    return rows


def test_the_unit_finds_its_orders_the_first_due_first(wire: Wire, handled: list[str]) -> None:
    found = waiting(wire, "handler", order="due")
    assert [row["id"] for row in found] == handled[::-1]
    dues = [row["answer_due_at"] for row in found]
    assert dues == sorted(dues)
    assert {row["answer_light"] for row in found} <= {"green", "yellow"}
    assert [row["answer_due_at"] == row["due_at"] for row in found] == [False, False]


def test_page_after_page_goes_on_by_the_clock_of_the_order(wire: Wire, handled: list[str]) -> None:
    path = "/matters?waiting=answer&order=due&limit=1"
    first = wire.get(path, "supervisor").json
    second = wire.get(f"{path}&after={first['after']}", "supervisor").json
    assert [row["id"] for row in first["rows"] + second["rows"]] == handled[::-1]
    assert (first["total"], second["after"]) == (2, None)


def test_an_order_that_was_answered_is_no_longer_in_the_list(wire: Wire, handled: list[str]) -> None:
    first = handled[1]
    seen = wire.get(f"/matters/{first}", "handler").json["matter"]["version"]
    assert wire.do("answer_supervision", first, "handler", seen, remark="已约谈责任人。").status == 200
    assert [row["id"] for row in waiting(wire, "handler")] == handled[:1]
    assert wire.get(f"/matters/{first}", "handler").json["matter"]["answer_due_at"] is None


def test_another_unit_has_none_of_them(wire: Wire, handled: list[str]) -> None:
    assert waiting(wire, "clerk") == []


def test_kinds_and_channels_may_be_several(wire: Wire, handled: list[str]) -> None:
    made = wire.report("worker", kind="06007", channel="phone")["id"]
    found = wire.get("/matters?kind=06007,06013&channel=phone,hotline", "clerk").json["rows"]
    assert [row["id"] for row in found] == [made]
    assert len(wire.get("/matters?kind=06007,06013", "clerk").json["rows"]) == 3
    assert wire.get("/matters?kind=06007,06999", "clerk").code == "kind-unknown"
