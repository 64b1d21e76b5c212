"""A ruling about a kind is a precedent in its county: whoever dispatches the next one sees it with its clause."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from gongzhi.bodies.models import Person
from gongzhi.bodies.staffing import AppointmentRow, DutyRow, PersonRow, PostRow, UnitRow, bulk
from gongzhi.matters.models import MatterRow
from tests.cast import BEGUN, LEAD, SUPPORT
from tests.http.conftest import Wire

CLAUSE = "三定规定第七条：市政道路归住建"
POLICE = "220302-GA"


@pytest.fixture(autouse=True)
def police(wire: Wire) -> None:
    """A police bureau that gets what is not its own."""
    officer = PostRow(unit=POLICE, kind="handler", name="handler")
    bulk(
        at=BEGUN,
        units=[UnitRow(code=POLICE, name="公安局", type="GA", level="county", area="220302")],
        duties=[DutyRow(unit=POLICE, duty="traffic-police")],
        posts=[officer],
        people=[PersonRow(login="officer", name="officer")],
        appointments=[AppointmentRow(login="officer", post=officer)],
    )
    wire.city.people["officer"] = Person.objects.get(login="officer")


def version(wire: Wire, made: Any) -> int:
    found: int = MatterRow.objects.get(id=made["id"]).version
    return found


def done(wire: Wire, made: Any, command: str, by: str, **said: Any) -> None:
    answer = wire.do(command, made["id"], by, version(wire, made), **said)
    assert answer.status == 200, answer.raw


def ruled(wire: Wire, made: Any, lead: str = LEAD) -> Any:
    """Returned by the police three times, and ruled."""
    if MatterRow.objects.get(id=made["id"]).stage == "reported":
        done(wire, made, "accept", "clerk")
    for _ in range(3):
        done(wire, made, "dispatch", "colleague", lead=POLICE, support=[])
        done(wire, made, "return_part", "officer", reason="not-our-duty", clause="三定规定第三条")
    done(wire, made, "rule", "arbiter", lead=lead, basis=CLAUSE)
    return made


def route(wire: Wire, made: Any, by: str = "colleague") -> Any:
    return wire.get(f"/matters/{made['id']}", by).json["route"]


def test_the_next_one_of_the_kind_cites_the_ruling_with_lead_and_clause(wire: Wire) -> None:
    first = ruled(wire, wire.report())
    made = wire.report()
    done(wire, made, "accept", "clerk")
    seen = route(wire, made)
    assert [(each["number"], each["lead"], each["clause"]) for each in seen["precedents"]] == [
        (first["number"], LEAD, CLAUSE)
    ]
    assert f"先例 {first['number']}：裁定由 住建局（220302-ZJ） 主办；依据：{CLAUSE}" in seen["said"]["zh"]


def test_the_newest_three_are_cited_of_that_kind_and_county_alone(wire: Wire) -> None:
    numbers = [ruled(wire, wire.report())["number"] for _ in range(4)]
    ruled(wire, wire.report(kind="06017"), SUPPORT)
    MatterRow.objects.filter(number=numbers[3]).update(county="220303")
    made = wire.report()
    assert [each["number"] for each in route(wire, made, "clerk")["precedents"]] == numbers[2::-1]


def test_a_clause_that_is_sealed_with_its_matter_is_not_told(wire: Wire) -> None:
    ruled(wire, wire.report(kind="23003", text="欠薪"), SUPPORT)
    seen = route(wire, wire.report(kind="23003", text="又欠薪"), "clerk")
    assert [(each["lead"], each["clause"]) for each in seen["precedents"]] == [(SUPPORT, None)]
    assert CLAUSE not in str(seen)


def test_a_matter_that_was_ruled_says_so_and_is_no_precedent_of_itself(wire: Wire) -> None:
    made = ruled(wire, wire.report())
    assert route(wire, made)["rule"] == f"ruling:{made['number']}"
    done(wire, made, "recall", "colleague")
    seen = route(wire, made)
    assert (seen["suggested"], seen["rule"], seen["lead"], seen["precedents"]) == (
        True, f"ruling:{made['number']}", LEAD, []
    )  # fmt: skip
    refused = wire.do("dispatch", made["id"], "colleague", version(wire, made), lead=POLICE)
    assert (refused.status, refused.code) == (409, "locked-by-ruling")
    done(wire, made, "dispatch", "colleague", support=[])
    assert MatterRow.objects.get(id=made["id"]).lead == LEAD


def test_whoever_reports_asks_for_no_precedents(wire: Wire) -> None:
    ruled(wire, wire.report())
    with CaptureQueriesContext(connection) as asked:
        wire.report()
    said = [query["sql"] for query in asked.captured_queries]
    assert said
    assert not [sql for sql in said if sql.startswith("SELECT") and "locked" in sql]
