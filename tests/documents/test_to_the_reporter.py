"""The reporter fetches by the query code what is addressed to the reporter, and nothing that is for others."""

from typing import Any
from uuid import uuid4

import pytest

from gongzhi.audit.models import Event
from gongzhi.bodies.models import Person
from gongzhi.bodies.staffing import AppointmentRow, PersonRow, PostRow, bulk
from tests.cast import BEGUN
from tests.documents.conftest import text_of
from tests.documents.test_issuing import file, issued
from tests.http.conftest import Wire

NOTICE, SHEET = "notice-accepted", "dispatch-sheet"


def told(wire: Wire, made: dict[str, Any]) -> list[dict[str, Any]]:
    answer = wire.get(f"/follow/{made['query_code']}/documents")
    assert answer.status == 200, answer.raw
    found: list[dict[str, Any]] = answer.json["documents"]
    return found


def test_a_notice_is_fetched_by_the_code_to_the_byte_as_it_was_issued(wire: Wire) -> None:
    made = wire.report()
    assert told(wire, made) == []
    wire.do("accept", made["id"], "clerk", 3)
    paper = issued(wire, made["id"], NOTICE)
    (one,) = told(wire, made)
    assert (one["id"], one["number"], one["unit"]) == (paper["id"], paper["number"], "county综治中心")
    assert one["name"]["zh"]
    taken = wire.get(one["file"].removeprefix("/api"))
    assert taken.headers["Content-Type"] == "application/pdf"
    assert taken.raw == file(wire, paper).raw
    assert made["number"] in text_of(taken.raw)
    event = Event.objects.filter(name="document.taken").order_by("-id").values_list("actor", flat=True)
    assert f"reporter:{made['id']}" in event


def test_what_is_for_others_is_not_there(wire: Wire) -> None:
    made, other = wire.report(), wire.report()
    wire.do("accept", made["id"], "clerk", 3)
    wire.do("accept", other["id"], "clerk", 3)
    wire.do("dispatch", made["id"], "colleague", 4)
    inside = issued(wire, made["id"], SHEET, "colleague", requirement="先行围挡")
    foreign = issued(wire, other["id"], NOTICE)
    assert told(wire, made) == []
    for document in (inside["id"], foreign["id"], str(uuid4())):
        refused = wire.get(f"/follow/{made['query_code']}/documents/{document}/file")
        assert (refused.status, refused.code) == (404, "document-unknown")
    assert wire.get("/follow/000000000000/documents").code == "code-unknown"


@pytest.mark.parametrize(("named", "number"), [({}, 1), ({"addressee": "李小红"}, 0)])
def test_between_people_only_what_names_nobody_else_as_its_addressee_is_for_the_reporter(
    wire: Wire, named: dict[str, str], number: int
) -> None:
    made = wire.report(kind="23001", text="邻居占了过道")
    paper = issued(wire, made["id"], NOTICE, "secretary", **named)
    assert len(told(wire, made)) == number
    answer = wire.get(f"/follow/{made['query_code']}/documents/{paper['id']}/file")
    assert answer.status == (200 if number else 404)


def test_where_the_reporter_is_not_safe_to_be_written_to_there_is_nothing(wire: Wire) -> None:
    made = wire.report(kind="26001", text="家里打人")
    issued(wire, made["id"], NOTICE)
    assert told(wire, made) == []


@pytest.fixture(autouse=True)
def secretary(wire: Wire) -> None:
    """Somebody in the centre of the community who may write for it."""
    post = PostRow(unit="220302001001-ZZ", kind="triage", name="triage")
    person, seat = PersonRow(login="secretary", name="secretary"), AppointmentRow(login="secretary", post=post)
    bulk(at=BEGUN, posts=[post], people=[person], appointments=[seat])
    wire.city.people["secretary"] = Person.objects.get(login="secretary")
