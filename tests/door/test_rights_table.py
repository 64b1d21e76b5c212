"""Who may do what, as a table written by hand: every post, every command, every privacy class, here and elsewhere."""

from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest

from gongzhi.bodies.duties import GRID_ROLES, ROLE_DUTIES, duties_at, scope_at_first
from gongzhi.kernel import Actor, Right
from gongzhi.matters import permission
from gongzhi.matters.loop import STEPS
from gongzhi.matters.loop.rights import UNASKED
from gongzhi.matters.loop.state import Matter, Part, PartState, Place, Stage, SupervisionOrder, Whistle
from gongzhi.matters.sight import sight_of
from tests.cast import GRIDS, LEAD, MONDAY, SUPPORT, City

COUNTY, TOWNSHIP, CITY, CALLED = "220302-ZZ", "220302001-ZZ", "ZZ", "220302-SW"
GROUPS = {
    "desk": "accept decline answer_directly hand_over record_receipt raise_up hand_down acknowledge merge split join "
    "correct relocate reclassify adopt",
    "send": "mark_ownerless dispatch recall reassign add_support withdraw_support",
    "look": "verify",
    "check": "check spot_check reopen",
    "call": "call_back close",
    "grant": "grant_extension refuse_extension grant_suspension refuse_suspension resume",
    "ledger": "put_on_ledger take_off_ledger",
    "urge": "urge",
    "press": "supervise list unlist ask_aside grant_aside refuse_aside",
    "whistle": "whistle rate_arrival",
    "blow": "whistle",
    "redact": "redact",
    "void": "void",
    "note": "comment attach",
    "tell": "write_to_reporter",
    "share": "take return_part progress extend part_done done",
    "lead": "suspend resume",
    "within": "assign_within",
    "last": "final_answer",
    "come": "arrive",
    "order": "answer_supervision",
    "own": "appeal rate reopen withdraw reply",
    "rule": "rule",
    "nothing": "",
}
TABLE = """
triage          220302-ZZ       | desk look call void whistle redact note tell        | the same
dispatcher      220302-ZZ       | desk send call void whistle grant urge redact note tell | the same
supervisor      220302-ZZ       | urge press grant whistle note                       | the same
centre_leader   220302-ZZ       | urge press grant ledger note                        | the same
checker         220302-ZZ       | look check note                                     | the same
callback        220302-ZZ       | call note                                           | the same
administrator   220302-ZZ       | unseen                                              | unseen
triage          220302001-ZZ    | look whistle redact note                            | unseen
dispatcher      220302001-ZZ    | whistle urge redact note                            | unseen
supervisor      220302001-ZZ    | urge whistle note                                   | unseen
centre_leader   220302001-ZZ    | urge note                                           | unseen
checker         220302001-ZZ    | look check note                                     | unseen
callback        220302001-ZZ    | note                                                | unseen
administrator   220302001-ZZ    | unseen                                              | unseen
triage          ZZ              | desk look call void whistle redact note             | unseen
dispatcher      ZZ              | desk send call void whistle grant urge redact note  | unseen
supervisor      ZZ              | urge press grant whistle note                       | unseen
centre_leader   ZZ              | urge press grant ledger note                        | unseen
checker         ZZ              | look check note                                     | unseen
callback        ZZ              | call note                                           | unseen
administrator   ZZ              | unseen                                              | unseen
secretary       220302-ZZ       | desk check note tell                                | the same
mediator        220302-ZZ       | call note tell                                      | the same
hotline         220302-ZZ       | desk call note                                      | the same
assessor        220302-ZZ       | note                                                | the same
archivist       220302-ZZ       | note                                                | the same
duty_commander  220302-ZZ       | urge press grant ledger whistle note                | the same
security_admin  220302-ZZ       | unseen                                              | unseen
audit_admin     220302-ZZ       | unseen                                              | unseen
secretary       220302001-ZZ    | check note                                          | unseen
mediator        220302001-ZZ    | unseen                                              | unseen
hotline         220302001-ZZ    | note                                                | unseen
assessor        220302001-ZZ    | note                                                | unseen
archivist       220302001-ZZ    | note                                                | unseen
duty_commander  220302001-ZZ    | urge whistle note                                   | unseen
secretary       ZZ              | desk check note                                     | unseen
mediator        ZZ              | unseen                                              | unseen
hotline         ZZ              | desk call note                                      | unseen
assessor        ZZ              | note                                                | unseen
archivist       ZZ              | note                                                | unseen
duty_commander  ZZ              | urge press grant ledger whistle note                | unseen
security_admin  ZZ              | unseen                                              | unseen
audit_admin     ZZ              | unseen                                              | unseen
mediator        220302-ZJ       | share lead blow order note tell                     | the same
handler         220302-ZJ       | share lead blow order note tell                     | the same
head            220302-ZJ       | share lead blow order note within last tell         | the same
handler         220302-CG       | share note tell                                     | the same
head            220302-CG       | share note within tell                              | the same
handler         220302-SW       | come note tell                                      | the same
head            220302-SW       | come note tell                                      | the same
handler         220302-GA       | unseen                                              | unseen
head            220302-GA       | unseen                                              | unseen
grid_worker     220302001001001 | look check note                                     | unseen
grid_leader     220302001001001 | look check note                                     | unseen
building_leader 220302001001001 | unseen                                              | unseen
villager_rep    220302001001001 | unseen                                              | unseen
grid_worker     220302001001002 | unseen                                              | unseen
grid_leader     220302001001002 | unseen                                              | unseen
building_leader 220302001001002 | unseen                                              | unseen
villager_rep    220302001001002 | unseen                                              | unseen
"""
"""Post, where · what it may do about a matter of P0 or P1 · of P2, and of P3 where not one of OUTSIDE. The county's
centre dispatched it; 220302-ZJ leads and was given an order, 220302-CG supports, 220302-SW was called to the spot."""
OUTSIDE = {"secretary", "mediator", "hotline", "assessor", "archivist", "grid_worker", "grid_leader"}
"""Posts that have nothing to do with P3, also in a unit that holds it, until two people lay down otherwise."""
ROWS = [tuple(cell.strip() for cell in line.split("|")) for line in TABLE.strip().splitlines()]
HERE = ("220300", "220302", "220302001", "220302001001", GRIDS[0])
THERE = ("220300", "220399", "220399001", "220399001001", "220399001001001")
AT = {COUNTY: "220302", TOWNSHIP: "220302001", CITY: "220300"}


def matter(privacy: str, **more: Any) -> Matter:
    """In hand, with everybody who can have to do with it."""
    parts = (
        Part(number=1, unit=LEAD, lead=True, offered_at=MONDAY, state=PartState.TAKEN),
        Part(number=2, unit=SUPPORT, lead=False, offered_at=MONDAY, state=PartState.TAKEN),
    )
    order = SupervisionOrder(number=1, unit=LEAD, centre=COUNTY, ground="by-hand", ordered_at=MONDAY)
    whistle = Whistle(number=1, unit=CALLED, called_by="person:1", called_at=MONDAY)
    given: dict[str, Any] = {
        "id": UUID(int=7), "stage": Stage.HANDLING, "privacy": privacy, "place": Place(areas=HERE), "holder": LEAD,
        "lead": LEAD, "centre": COUNTY, "parts": parts, "orders": (order,), "whistles": (whistle,),
    }  # fmt: skip
    return Matter(**given | more)


ELSEWHERE: dict[str, Any] = {
    "place": Place(areas=THERE), "holder": "220399-ZJ", "lead": "220399-ZJ", "centre": "220399-ZZ", "parts": (),
    "orders": (), "whistles": (),
}  # fmt: skip


def somebody(post: str, where: str) -> Actor:
    """Whoever sits there, with the duties that the post gives there."""
    if post in GRID_ROLES.values():
        rights = {Right(duty=duty, area=where, scope=scope_at_first(post, duty)) for duty in ROLE_DUTIES[post]}
        return Actor(id="person:9", unit="220302001001-ZZ", rights=frozenset(rights))
    duties = duties_at(post, at_centre=where in AT)
    area = AT.get(where, "")
    rights = {Right(duty=duty, area=area, scope=scope_at_first(post, duty)) for duty in duties}
    return Actor(id="person:9", unit=where, rights=frozenset(rights))


def done(state: Matter, by: Actor) -> set[str] | str:
    """What the actor may do about it at one stage or another; `unseen` where it is not even shown."""
    units = {state.holder, state.centre, *(part.unit for part in state.parts), *(call.unit for call in state.whistles)}
    if not sight_of(by).sees(kind=state.kind, privacy=state.privacy, areas=state.place.areas, units=units):
        return "unseen"
    asked = [step.name for step in STEPS if step.whom not in UNASKED]
    return {name for name in asked if permission.permitted(name, state, by)}


def named(groups: str) -> set[str] | str:
    return "unseen" if groups == "unseen" else {name for group in groups.split() for name in GROUPS[group].split()}


def test_the_table_has_every_post_and_every_command() -> None:
    assert {row[0].split()[0] for row in ROWS} == set(ROLE_DUTIES)
    known = {name for names in GROUPS.values() for name in names.split()}
    assert known | {"milestone", "import_record", "import_close"} == {s.name for s in STEPS if s.whom not in UNASKED}


@pytest.mark.usefixtures("city")
@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
def test_a_post_may_do_what_the_table_says_and_nothing_else(row: tuple[str, str, str]) -> None:
    (post, where), open_to_all, between = row[0].split(), row[1], row[2]
    by = somebody(post, where)
    for privacy in ("P0", "P1"):
        assert done(matter(privacy), by) == named(open_to_all), privacy
    inside = named(open_to_all if between == "the same" else between)
    assert done(matter("P2"), by) == inside
    assert done(matter("P3"), by) == ("unseen" if post in OUTSIDE else inside)


@pytest.mark.usefixtures("city")
@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
def test_of_another_county_only_the_city_sees_and_does_anything(row: tuple[str, str, str]) -> None:
    post, where = row[0].split()
    for privacy in ("P0", "P1", "P2", "P3"):
        seen = where == CITY and privacy in ("P0", "P1")
        assert done(matter(privacy, **ELSEWHERE), somebody(post, where)) == named(row[1] if seen else "unseen"), privacy


@pytest.mark.usefixtures("city")
def test_who_reported_it_may_do_what_a_reporter_may_and_a_stranger_nothing() -> None:
    for privacy in ("P0", "P1", "P2", "P3"):
        state = matter(privacy)
        reporter, stranger = Actor(id=f"reporter:{state.id}"), Actor(id=f"reporter:{UUID(int=8)}")
        asked = [step.name for step in STEPS if step.whom not in UNASKED]
        assert {name for name in asked if permission.permitted(name, state, reporter)} == named("own note")
        assert not [name for name in asked if permission.permitted(name, state, stranger)]
        assert "check" in {name for name in asked if permission.permitted(name, _asked(state), reporter)}


def _asked(state: Matter) -> Matter:
    return replace(state, checked_by="reporter")


@pytest.mark.usefixtures("city")
def test_a_ruling_is_given_by_the_centre_that_was_asked_for_it() -> None:
    state = matter("P1", arbitration=True, stage=Stage.ACCEPTED, holder=COUNTY, centre=TOWNSHIP, lead="")
    may_rule = [row[0] for row in ROWS if permission.permitted("rule", state, somebody(*row[0].split()))]
    assert [" ".join(each.split()) for each in may_rule] == [f"dispatcher {COUNTY}", f"centre_leader {COUNTY}"]


def test_why_it_is_not_to_be_done_is_said(city: City) -> None:
    held = matter("P1", stage=Stage.REPORTED, holder=COUNTY, lead="", parts=())
    clerk, above, handler = somebody("triage", TOWNSHIP), somebody("triage", COUNTY), somebody("handler", LEAD)
    said = {
        who: {one.command: one.because for one in permission.rulings(held, by, city.now)}
        for who, by in (("below", clerk), ("there", above), ("unit", handler))
    }
    assert [said[who]["accept"] for who in said] == ["centre-above", "post", "no-duty"]
    assert (said["there"]["dispatch"], said["there"]["take"], said["there"]["appeal"]) == ("stage", "stage", "stage")
    far = {one.command: one.because for one in permission.rulings(replace(held, **ELSEWHERE), above, city.now)}
    assert far["accept"] == "elsewhere"
    allowed = [one.command for one in permission.rulings(held, above, city.now) if one.allowed]
    assert tuple(allowed) == permission.may(held, above, city.now)
