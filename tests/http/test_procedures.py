"""A dispute is mediated over the wire: the matter offers milestones and their fields, and they are said."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection

from gongzhi.bodies.models import Person
from gongzhi.bodies.staffing import AppointmentRow, DutyRow, PersonRow, PostRow, UnitRow, bulk
from gongzhi.matters import clocks, replay
from gongzhi.matters.models import ClockRow, Entry, MatterRow
from gongzhi.vault.values import read_for_handling
from tests.cast import BEGUN
from tests.http.conftest import Answer, Wire

CENTRE, COMMITTEE, POLICE = "220302001001-ZZ", "220302001001-TJ", "220302-GA"
MEDIATOR, CLAUSE, SECRET = "李调解", "三日内拆除楼道杂物并赔偿八百元", "邻居把楼道堵死了，吵了半年"
SEATS = {
    "secretary": (CENTRE, "dispatcher"),
    "mediator": (COMMITTEE, "handler"),
    "partner": (COMMITTEE, "handler"),
    "officer": (POLICE, "handler"),
}


@pytest.fixture
def dispute(wire: Wire) -> str:
    """A dispute between neighbours that the mediation committee of the community has taken."""
    units = [
        UnitRow(code=COMMITTEE, name="第一社区人民调解委员会", type="ZZ", level="community", area="220302001001"),
        UnitRow(code=POLICE, name="公安分局", type="GA", level="county", area="220302"),
    ]
    posts = {where: PostRow(unit=where[0], kind=where[1], name=where[1]) for where in SEATS.values()}
    bulk(
        at=BEGUN,
        units=units,
        duties=[DutyRow(unit=COMMITTEE, duty="mediation")],
        posts=list(posts.values()),
        people=[PersonRow(login=login, name=login) for login in SEATS],
        appointments=[AppointmentRow(login=login, post=posts[where]) for login, where in SEATS.items()],
    )
    wire.city.people.update({person.login: person for person in Person.objects.filter(login__in=SEATS)})
    made = wire.report(kind="23001", text=SECRET, contact={"phone": "13900001111"})
    for command, by in (("accept", "secretary"), ("dispatch", "secretary"), ("take", "mediator")):
        assert done(wire, command, made["id"], by).status == 200
    return str(made["id"])


def seen(wire: Wire, matter: str, by: str = "mediator") -> dict[str, Any]:
    answer = wire.get(f"/matters/{matter}", by)
    assert answer.status == 200, answer.raw
    found: dict[str, Any] = answer.json
    return found


def done(wire: Wire, command: str, matter: str, by: str, **given: Any) -> Answer:
    """The command on the version that is there."""
    return wire.do(command, matter, by, MatterRow.objects.get(id=matter).version, **given)


Fill = Callable[[dict[str, Any], date], Any]
FILLS: dict[str, Fill] = {
    "yes_no": lambda field, today: field["must"] is not False,
    "choice": lambda field, today: field["choices"][0]["code"],
    "date": lambda field, today: today.isoformat(),
    "planned": lambda field, today: (today + timedelta(days=20)).isoformat(),
    "text": lambda field, today: CLAUSE,
}


def say(wire: Wire, matter: str, step: str, by: str = "mediator", **given: Any) -> Answer:
    """Fill in the form that the matter offers for `milestone.outcome`, and send it."""
    milestone, _, code = step.partition(".")
    spot = next(each for each in seen(wire, matter, by)["run"]["open"] if each["code"] == milestone)
    outcome = next(each for each in spot["outcomes"] if each["code"] == code)
    today = (wire.city.now + timedelta(hours=8)).date()
    needed = [field for field in outcome["evidence"] if field["required"]]
    evidence = {
        f"{field['name']}.1" if field["each"] else field["name"]: FILLS[field["type"]](field, today)
        for field in needed
        if field["type"] not in ("personal", "files")
    }
    body = {"milestone": milestone, "outcome": code, "evidence": evidence | given.pop("evidence", {})} | given
    body["personal"] = {field["name"]: MEDIATOR for field in needed if field["type"] == "personal"}
    if outcome["member"]:
        body.setdefault("member", spot["left"][0])
    return done(wire, "milestone", matter, by, **body)


def said(wire: Wire, matter: str, *steps: str) -> None:
    for step in steps:
        answer = say(wire, matter, step)
        assert answer.status == 200, (step, answer.raw)


def offered(wire: Wire, matter: str, by: str = "mediator") -> dict[str, list[str]]:
    """The open milestones with the outcomes that are offered."""
    run = seen(wire, matter, by)["run"]
    return {spot["code"]: [outcome["code"] for outcome in spot["outcomes"]] for spot in run["open"]}


def sound(matter: str) -> None:
    assert list(replay.matters([UUID(matter)])) == []


def test_a_dispute_is_mediated_confirmed_fulfilled_and_closed(wire: Wire, dispute: str) -> None:
    assert offered(wire, dispute) == {"consent": ["agreed", "refused"]}
    assert "done" not in seen(wire, dispute)["may"]
    said(wire, dispute, "consent.agreed", "mediators.set", "session.again", "session.written")
    row = MatterRow.objects.get(id=dispute)
    assert row.procedure == "mediation/fulfilment"
    assert (row.due_at, row.stage) == (ClockRow.objects.get(name="milestone:application").due_at, "handling")
    said(wire, dispute, "application.applied", "court-takes.taken", "court-decides.longer", "court-decides.confirmed")
    said(wire, dispute, "fulfilment.fulfilled")
    run = seen(wire, dispute)["run"]
    assert (run["result"], run["result_name"]["zh"], run["open"]) == ("fulfilled", "协议已履行", [])
    documents = [each["document"] for each in run["reached"] if each["document"]]
    assert documents == ["mediation-agreement", "judicial-confirmation"]
    assert MatterRow.objects.get(id=dispute).procedure == "mediation/fulfilled"
    assert done(wire, "done", dispute, "mediator", remark="已履行").json["stage"] == "checking"
    sound(dispute)


def test_what_was_agreed_and_who_mediated_is_in_the_vault_alone(wire: Wire, dispute: str) -> None:
    said(wire, dispute, "consent.agreed", "mediators.set", "session.written")
    lines = list(Entry.objects.filter(matter_id=dispute))
    assert not [line for line in lines if any(word in line.data for word in (MEDIATOR, CLAUSE, SECRET))]
    with connection.cursor() as cursor:
        for table in ("matters_matter", "matters_text", "matters_search", "matters_clock", "matters_feed"):
            cursor.execute(f"SELECT * FROM {table}")
            assert not [row for row in cursor.fetchall() if CLAUSE in str(row) or MEDIATOR in str(row)]
    named = next(line for line in lines if '"personal":{' in line.data)
    assert read_for_handling(UUID(dispute), f"{named.version}.personal", "mediators") == MEDIATOR
    whole = wire.get(f"/matters/{dispute}", "partner")
    assert CLAUSE in whole.json["words"].values()
    assert MEDIATOR.encode() not in whole.raw
    sound(dispute)


def test_one_refusal_ends_it_with_the_ways_that_remain(wire: Wire, dispute: str) -> None:
    refused = say(wire, dispute, "consent.refused", evidence={"ways_told": False})
    assert (refused.status, refused.code) == (422, "evidence-bars")
    assert done(wire, "done", dispute, "mediator", remark="x").code == "procedure-not-over"
    spot = seen(wire, dispute)["run"]["open"][0]
    tells = [way["zh"] for way in spot["outcomes"][1]["tells"]]
    assert tells == ["仲裁机构", "行政复议机关", "人民法院（诉讼）"]
    said(wire, dispute, "consent.refused")
    run = seen(wire, dispute)["run"]
    assert (run["result"], run["reached"][-1]["document"]) == ("refused", "mediation-ended")
    assert "done" in seen(wire, dispute)["may"]
    assert done(wire, "done", dispute, "mediator", remark="已告知").json["stage"] == "checking"
    sound(dispute)


@pytest.mark.parametrize("before", [(), ("consent.agreed", "mediators.set", "session.written")])
def test_violence_takes_it_out_of_mediation_at_once(wire: Wire, dispute: str, before: tuple[str, ...]) -> None:
    said(wire, dispute, *before)
    milestone = seen(wire, dispute)["run"]["open"][0]["code"]
    body = {"milestone": milestone, "evidence": {"violence": True}, "remark": "一方动了手"}
    receipt = done(wire, "milestone", dispute, "mediator", **body).json
    assert (receipt["stage"], receipt["holder"]) == ("accepted", CENTRE)
    row = MatterRow.objects.get(id=dispute)
    assert (row.privacy, row.urgency, row.lead, row.procedure) == ("P3", "emergency", "", "mediation/isolated")
    assert row.due_at == wire.city.now + timedelta(minutes=30)
    assert "milestone" not in seen(wire, dispute, "secretary")["may"]
    assert done(wire, "dispatch", dispute, "secretary").code == "isolated"
    assert done(wire, "dispatch", dispute, "secretary", lead=POLICE).json["holder"] == POLICE
    assert done(wire, "take", dispute, "officer").json["stage"] == "handling"
    assert seen(wire, dispute, "officer")["run"]["result"] == "isolated"
    assert done(wire, "milestone", dispute, "officer", **body).code == "no-right"
    assert done(wire, "done", dispute, "officer", remark="已出警").json["stage"] == "checking"
    sound(dispute)


def test_an_application_that_nobody_makes_lapses_by_the_clock_once(wire: Wire, dispute: str) -> None:
    said(wire, dispute, "consent.agreed", "mediators.set", "session.written")
    assert clocks.work(wire.city.now + timedelta(days=31)) == 0
    later = wire.city.now + timedelta(days=40)
    assert (clocks.work(later), clocks.work(later)) == (1, 0)
    assert offered(wire, dispute).keys() == {"fulfilment"}
    line = Entry.objects.filter(matter_id=dispute).order_by("-version")[0]
    assert (line.command, line.event, line.actor) == ("milestone", "MilestoneReached", "system")
    assert not ClockRow.objects.filter(name="milestone:application", next_at__isnull=False).exists()
    sound(dispute)


def test_what_does_not_fit_is_refused_by_name_and_nothing_is_kept(wire: Wire, dispute: str) -> None:
    before = MatterRow.objects.get(id=dispute).version
    for body, code in (
        ({"milestone": "session", "outcome": "failed"}, "milestone-not-open"),
        ({"milestone": "consent", "outcome": "won"}, "outcome-unknown"),
        ({"milestone": "consent", "outcome": "agreed", "evidence": {"income": 5}}, "evidence-unknown"),
        ({"milestone": "consent", "outcome": "agreed", "evidence": {"rights_told": "yes"}}, "answer-unfit"),
        ({"milestone": "consent", "outcome": "agreed", "personal": {"mediators": "x"}}, "evidence-unknown"),
        ({"milestone": "consent", "outcome": "agreed"}, "evidence-missing"),
        ({"milestone": "consent", "outcome": "agreed", "evidence": {"rights_told": None}}, "request-invalid"),
    ):
        answer = done(wire, "milestone", dispute, "mediator", **body)
        assert answer.code == code, (body, answer.raw)
    refusal = {"milestone": "consent", "outcome": "refused", "evidence": {"refused_by": "one", "ways_told": True}}
    assert done(wire, "milestone", dispute, "secretary", **refusal).code == "no-right"
    assert MatterRow.objects.get(id=dispute).version == before


def test_the_same_milestone_sent_again_is_reached_once(wire: Wire, dispute: str) -> None:
    version, key = MatterRow.objects.get(id=dispute).version, str(uuid4())
    body = {"milestone": "consent", "outcome": "refused", "evidence": {"refused_by": "one", "ways_told": True}}
    head = {"if_match": f'"{version}"', "idempotency_key": key}
    first, again = (wire.post(f"/matters/{dispute}/milestone", body, "mediator", **head) for _ in range(2))
    assert first.raw == again.raw
    assert Entry.objects.filter(matter_id=dispute, event="MilestoneReached").count() == 1
    without = wire.post(f"/matters/{dispute}/milestone", body, "mediator")
    assert (without.status, without.code) == (428, "version-needed")


def test_a_kind_names_its_procedure_and_a_matter_without_one_has_no_run(wire: Wire) -> None:
    kinds = {kind["code"]: kind["procedure"] for kind in wire.get("/kinds").json["kinds"]}
    assert {code: found for code, found in kinds.items() if found} == {
        "23001": "mediation", "23002": "mediation", "26001": "legal-aid", "27002": "proposal",
    }  # fmt: skip
    assert seen(wire, wire.report()["id"], "clerk")["run"] is None
