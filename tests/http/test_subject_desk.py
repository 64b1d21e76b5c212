"""A clerk sees of a request what must be done next, by when, and what stands against it."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from gongzhi.vault.models import Hold
from tests.http.conftest import Wire

CONTACT = {"name": "王小明", "phone": "13900001111"}


@pytest.fixture
def mine(wire: Wire) -> dict[str, Any]:
    """A report of somebody without an account, who left a telephone number."""
    return wire.report(contact=CONTACT)


def ask(wire: Wire, code: str, right: str) -> str:
    answer = wire.post(f"/follow/{code}/rights", {"right": right, "text": "请办理"})
    assert answer.status == 201, answer.raw
    return str(answer.json["id"])


def standing(wire: Wire, asked: str, by: str = "clerk") -> dict[str, Any]:
    found: dict[str, Any] = wire.get(f"/rights-requests/{asked}", by).json
    return found


@pytest.mark.parametrize("right", ["copy", "correction", "deletion"])
def test_a_request_names_the_matter_that_it_is_about_and_the_day_of_the_answer(
    wire: Wire, mine: dict[str, Any], right: str
) -> None:
    found = standing(wire, ask(wire, mine["query_code"], right))
    assert (found["right"], found["may"], found["held"]) == (right, True, False)
    assert found["about"] == {"matter": mine["id"], "number": mine["number"]}
    assert found["centre"] == "220302-ZZ"
    assert found["due_at"] > found["at"]
    assert datetime.fromisoformat(found["answer_by"]) - datetime.fromisoformat(found["at"]) == timedelta(days=30)


def test_what_was_granted_or_refused_is_told_and_can_not_be_granted_again(wire: Wire, mine: dict[str, Any]) -> None:
    first, other = ask(wire, mine["query_code"], "copy"), ask(wire, mine["query_code"], "deletion")
    assert wire.post(f"/rights-requests/{first}/grant", {"answer": "已备好"}, "clerk").status == 200
    found = standing(wire, first)
    assert (found["may"], found["granted_at"] is None, found["until"] is None) == (False, False, False)
    seen = wire.get(f"/matters/{other}", "clerk").json["matter"]["version"]
    assert wire.do("decline", other, "clerk", seen, reason="kept-by-law").status == 200
    found = standing(wire, other)
    assert (found["may"], found["stage"]) == (False, "declined")
    assert found["refused"]["basis"]


def test_a_hold_is_told_before_anybody_tries(wire: Wire, mine: dict[str, Any]) -> None:
    asked = ask(wire, mine["query_code"], "deletion")
    Hold.objects.create(matter_id=mine["id"], reason="court", by="person:x", at=wire.city.now)
    assert standing(wire, asked)["held"] is True


def test_who_has_no_part_in_it_learns_nothing(wire: Wire, mine: dict[str, Any]) -> None:
    asked = ask(wire, mine["query_code"], "copy")
    assert wire.get(f"/rights-requests/{asked}", "stranger").code == "matter-unknown"
    assert wire.get(f"/rights-requests/{mine['id']}", "clerk").code == "subject-request-unknown"
    assert standing(wire, asked, "supervisor")["may"] is False
