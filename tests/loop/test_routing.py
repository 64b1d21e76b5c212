"""A dispatch keeps why it went there, goes to no unit without the power, and never further down than the kind may."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongzhi.catalogue import Choice, Circumstance, choose
from gongzhi.kernel import Refused
from gongzhi.matters.codec import decode, encode
from gongzhi.matters.loop.answering import readable, shown_answers
from gongzhi.matters.loop.dispatching import Dispatch, Dispatched
from gongzhi.matters.loop.facts import Held
from gongzhi.matters.loop.noting import Correct, Reclassify
from gongzhi.matters.loop.routing import WON, Reach, Why, asked_of, every_rule, happened, needed, why
from gongzhi.matters.loop.state import Plain, Stage
from tests.loop import scene
from tests.loop.scene import CENTRE, CLERK, COLLEAGUE, LEAD, MONDAY, OTHER, SUPPORT, WORDS

NIGHT = datetime(2026, 3, 2, 15, 30, tzinfo=UTC)
"""23:30 in the city."""
MORNING = MONDAY.astimezone(ZoneInfo("Asia/Shanghai"))
ANSWERS = {"noise_source": "construction"}


def choice_of(kind: str = "06028", **said: Any) -> tuple[Circumstance, Choice]:
    found = scene.catalogue().kinds[kind]
    given: dict[str, Any] = {
        "kind": found, "areas": scene.place().areas, "urgency": found.urgency, "answers": {}, "at": MORNING,
        "channel": "web", "privacy": found.privacy, "calendars": scene.catalogue().calendars,
    }  # fmt: skip
    known = Circumstance(**(given | said))
    return known, choose(scene.catalogue().rules.of(found), known)


def why_of(kind: str = "06028", unit: str = SUPPORT, **said: Any) -> Why:
    known, choice = choice_of(kind, **said)
    lead = choice.won.lead if choice.won else known.kind.lead
    return why(choice, asked=asked_of(lead), unit=unit, via="duty", finding=None, powers=needed(known.kind, choice))


def test_a_dispatch_keeps_the_rule_that_won_what_it_looked_at_and_which_lost() -> None:
    known = why_of(answers=ANSWERS)
    play = scene.accepted(kind="06028").do(Dispatch(), COLLEAGUE, lead=Held(unit=SUPPORT), why=known)
    event = play.named("Dispatched")
    assert (event.lead, event.rule, event.why) == (SUPPORT, "route:noise-construction", known)
    assert known.inputs == {"answers.noise_source": "construction", "hours": "09:00"}
    assert known.lost[0] == ("route:noise-construction-night", "hours")
    assert known.lost[-1] == ("kind:06028", "order")
    assert (known.asked, known.powers) == ("urban-management/township", ("penalise",))


def test_where_a_hand_chose_otherwise_what_the_rules_said_is_kept_beside_it() -> None:
    known = why_of(answers=ANSWERS)
    play = scene.accepted(kind="06028").do(Dispatch(lead=LEAD, support=()), COLLEAGUE, why=known)
    event = play.named("Dispatched")
    assert (event.lead, event.rule, event.why.unit) == (LEAD, f"by-hand:{COLLEAGUE.id}", SUPPORT)


def test_a_dispatch_without_triage_keeps_it_too() -> None:
    known = why_of("01037", unit=LEAD)
    event = scene.Play(kind="01037").do(scene.report(kind="01037"), scene.REPORTER, why=known).named("Dispatched")
    assert (event.rule, event.why) == ("kind:01037", known)


def test_a_reclassified_matter_says_whom_the_rules_would_name_now_and_why() -> None:
    known = why_of(answers=ANSWERS)
    play = scene.in_hand().do(Reclassify(kind="06028"), CLERK, kind="06028", lead=Held(unit=SUPPORT), why=known)
    assert (play.named("Reclassified").lead, play.named("Reclassified").why) == (SUPPORT, known)
    assert play.matter.lead == LEAD


def test_a_dispatch_from_before_there_were_rules_is_read_back() -> None:
    event = scene.dispatched().named("Dispatched")
    old = encode(event).replace(',"why":null', "")
    assert '"why"' not in old
    assert decode("Dispatched", old) == replace(event, why=None)
    assert isinstance(decode("Dispatched", old), Dispatched)


def test_why_reads_back_from_the_journal_as_it_was() -> None:
    known = replace(why_of(answers=ANSWERS), inputs={"a": True, "b": 3, "c": 1.5, "d": None, "areas": ("1", "2")})
    event = replace(scene.dispatched().named("Dispatched"), why=known)
    assert decode("Dispatched", encode(event)) == event


def test_the_matter_knows_what_was_answered_but_no_words() -> None:
    play = scene.reported(kind="23002", answers={"violence": False, "willingness": "both"})
    assert play.matter.answers == {"violence": False, "willingness": "both"}
    assert shown_answers({"owner": WORDS, "households": 3}) == {"households": 3}
    play = scene.reported(kind="06013", answers={"impact": "none", "occurred_at": "2026-03-01T09:00:00+08:00"})
    play.do(Correct(answers={"impact": Plain("blocked")}), CLERK)
    assert play.matter.answers == {"impact": "blocked", "occurred_at": "2026-03-01T09:00:00+08:00"}


def test_an_answer_not_read_yet_is_looked_at_as_far_as_it_is_no_words() -> None:
    kinds = scene.catalogue().kinds
    given = {"impact": Plain("none"), "colour": Plain("red"), "contact": Plain("139"), "occurred_at": Plain("gestern")}
    assert readable(kinds["06013"], given) == {"impact": "none", "occurred_at": "gestern"}
    assert readable(kinds["22001"], {"owner": Plain("物业")}) == {}


@pytest.mark.parametrize("said", [None, "gestern", "2026-03-01T23:00:00", 7, True])
def test_what_nobody_dated_happened_when_it_was_reported(said: Any) -> None:
    assert happened({} if said is None else {"occurred_at": said}, MONDAY) == MONDAY


def test_what_somebody_dated_happened_then() -> None:
    assert happened({"occurred_at": "2026-03-02T23:30:00+08:00"}, MONDAY) == NIGHT


REACH = Reach(
    needed=("penalise", "enforce"),
    powers={LEAD: frozenset({"inspect", "penalise"}), SUPPORT: frozenset({"penalise", "enforce", "inspect"})},
    able=(SUPPORT, OTHER),
    stand_in=CENTRE,
)


def test_a_lead_that_lacks_a_power_is_refused_with_what_is_missing_and_who_has_it() -> None:
    with pytest.raises(Refused) as refusal:
        scene.accepted().do(Dispatch(lead=LEAD), COLLEAGUE, reach=REACH)
    assert (refusal.value.code, refusal.value.status) == ("power-lacking", 422)
    assert refusal.value.details == {"unit": LEAD, "powers": "enforce", "able": f"{SUPPORT}, {OTHER}"}


def test_a_lead_with_the_powers_may_be_helped_by_units_without_them() -> None:
    play = scene.accepted().do(Dispatch(lead=SUPPORT, support=(LEAD,)), COLLEAGUE, reach=REACH)
    assert (play.matter.stage, play.matter.lead) == (Stage.DISPATCHED, SUPPORT)


def test_the_centre_that_stands_in_for_want_of_a_unit_needs_no_power_and_keeps_the_finding() -> None:
    lacking = Held(unit=CENTRE, via="centre-above", finding="no-power:illegal-construction")
    play = scene.accepted().do(Dispatch(), COLLEAGUE, reach=REACH, lead=lacking)
    assert (play.matter.lead, play.named("Dispatched").finding) == (CENTRE, "no-power:illegal-construction")


def test_a_centre_that_does_not_stand_in_is_no_dumping_ground() -> None:
    with pytest.raises(Refused, match="power-lacking"):
        scene.accepted().do(
            Dispatch(lead=CENTRE), COLLEAGUE, reach=replace(REACH, stand_in=""), units=frozenset({CENTRE})
        )


@pytest.mark.parametrize("sent", [Dispatch(lead=SUPPORT), Dispatch(lead=LEAD, support=(SUPPORT,))])
def test_what_must_stay_above_is_sent_to_nobody_below_neither_to_lead_nor_to_help(sent: Dispatch) -> None:
    reach = Reach(kept_above=("township", "community"), levels={LEAD: "county", SUPPORT: "township"})
    with pytest.raises(Refused) as refusal:
        scene.accepted().do(sent, COLLEAGUE, reach=reach)
    assert (refusal.value.code, refusal.value.details["unit"]) == ("not-sent-down", SUPPORT)
    play = scene.accepted().do(Dispatch(lead=LEAD, support=(OTHER,)), COLLEAGUE, reach=reach)
    assert play.matter.lead == LEAD


def test_what_is_isolated_goes_by_no_rule() -> None:
    play = scene.reported(kind="23002", answers={"violence": True})
    play.matter = replace(play.matter, stage=Stage.ACCEPTED)
    with pytest.raises(Refused, match="isolated"):
        play.do(Dispatch(), COLLEAGUE, why=why_of("23002"))


KINDS = st.sampled_from(sorted(kind.code for kind in scene.catalogue().kinds.values() if kind.reportable))
SAID = st.fixed_dictionaries(
    {},
    optional={
        "noise_source": st.sampled_from(["living", "construction", "industrial"]),
        "impact": st.sampled_from(["none", "blocked"]),
        "households": st.integers(0, 60),
    },
)


@given(kind=KINDS, answers=SAID, hours=st.integers(0, 24 * 365))
def test_the_explanation_names_every_rule_once_and_exactly_one_of_them_won(
    kind: str, answers: dict[str, Any], hours: int
) -> None:
    known = why_of(kind, answers=answers, at=MORNING + timedelta(hours=hours))
    book = scene.catalogue().rules
    told = list(every_rule(book, scene.catalogue().kinds[kind], known))
    assert [rule for rule, _ in told] == [*(rule.named for rule in book.rules), f"kind:{kind}"]
    assert [rule for rule, verdict in told if verdict == WON] == [known.rule]
    assert told == list(every_rule(book, scene.catalogue().kinds[kind], why_of(kind, answers=answers,
                        at=MORNING + timedelta(hours=hours))))  # fmt: skip


@given(
    needs=st.lists(st.sampled_from("abcd"), unique=True), has=st.frozensets(st.sampled_from("abcd")),
    level=st.sampled_from(["county", "township"]), kept=st.booleans(), stands_in=st.booleans(),
)  # fmt: skip
def test_the_guard_lets_through_exactly_who_may(
    needs: list[str], has: frozenset[str], level: str, kept: bool, stands_in: bool
) -> None:
    reach = Reach(
        needed=tuple(needs), powers={LEAD: has}, levels={LEAD: level}, kept_above=("township",) if kept else (),
        stand_in=LEAD if stands_in else "",
    )  # fmt: skip
    lawful = (set(needs) <= has or stands_in) and not (kept and level == "township")
    try:
        reach.guard(LEAD, ())
    except Refused:
        assert not lawful
    else:
        assert lawful
