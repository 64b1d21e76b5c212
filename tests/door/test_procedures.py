"""What a procedure keeps is kept in its place: words in the vault, days in the journal, and nobody judges himself."""

from typing import Any
from uuid import UUID

import pytest

from gongzhi.kernel import Refused
from gongzhi.matters import journal, replay
from gongzhi.matters.loop.dispatching import Dispatch, Take
from gongzhi.matters.loop.noting import Reclassify
from gongzhi.matters.loop.procedures import ReachMilestone
from gongzhi.matters.loop.state import Personal, Plain, Stage
from gongzhi.matters.loop.triage import Accept
from gongzhi.matters.models import Entry, MatterRow, TextRow
from gongzhi.vault.models import Value
from tests.cast import LEAD, City
from tests.door.promises import IN_WORDS, NAME, broken

SAID = Plain(f"请联系 {IN_WORDS}，收入证明不符")
REFUSED: dict[str, Any] = {"decided_on": "2026-03-02", "refused_because": "means", "why": SAID, "ways_told": True}


@pytest.fixture
def aid(city: City) -> UUID:
    """An application for legal aid that was refused, and whose objection waits to be looked at."""
    made = city.report(by="clerk", kind="26001", text=SAID)
    for command, by in ((Accept(), "clerk"), (Dispatch(lead=LEAD, support=()), "colleague"), (Take(), "handler")):
        city.do(command, by, made.id)
    city.do(ReachMilestone(milestone="examine", outcome="refused", evidence=REFUSED), "handler", made.id)
    raised = ReachMilestone(milestone="objection", outcome="raised", evidence={"objected_on": "2026-03-02"})
    city.do(raised, "handler", made.id)
    return made.id


def test_the_words_of_a_milestone_are_sealed_and_its_days_are_in_the_journal(city: City, aid: UUID) -> None:
    line = Entry.objects.filter(matter_id=aid, event="MilestoneReached").order_by("version")[0]
    assert '"decided_on":"2026-03-02"' in line.data
    assert '"refused_because":"means"' in line.data
    assert IN_WORDS not in line.data
    assert Value.objects.filter(matter_id=aid, ref=f"{line.version}.evidence.why", field="text").exists()
    assert not TextRow.objects.filter(matter_id=aid).exists()
    assert broken(city.now) == []


UPHELD = ReachMilestone(milestone="review", outcome="upheld", evidence={
    "decided_on": "2026-03-02", "why": SAID, "ways_told": True})  # fmt: skip


def test_whoever_refused_does_not_decide_on_the_objection(city: City, aid: UUID) -> None:
    with pytest.raises(Refused, match="no-right"):
        city.do(UPHELD, "handler", aid)
    city.do(UPHELD, "mate", aid)
    assert MatterRow.objects.get(id=aid).procedure == "legal-aid/refused"
    assert broken(city.now) == []


def test_verify_names_whoever_decided_on_the_own_decision(
    city: City, aid: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gongzhi.matters.loop.run.Run.decided_by", lambda run, outcomes: None)
    city.do(UPHELD, "handler", aid)
    monkeypatch.undo()
    found = [(finding.rule, finding.what) for finding in replay.matters([aid])]
    who = city.actor("handler").id
    assert found == [("invariant-9", f"{who} decided at review on what {who} had decided")]


def test_a_name_is_kept_with_the_matter_s_own_key_and_nowhere_else(city: City, aid: UUID) -> None:
    city.do(ReachMilestone(milestone="review", outcome="corrected", evidence={"decided_on": "2026-03-02"}), "mate", aid)
    appointed = ReachMilestone(
        milestone="appoint",
        outcome="appointed",
        evidence={"appointed_on": "2026-03-02", "firm": SAID, "recipient_told": True},
        personal=Personal({"adviser": NAME}),
    )
    city.do(appointed, "handler", aid)
    assert Value.objects.filter(matter_id=aid, field="adviser").count() == 1
    assert broken(city.now) == []
    with pytest.raises(Refused, match="evidence-missing"):
        city.do(ReachMilestone(milestone="aid", outcome="provided", evidence={"result_told": SAID}), "handler", aid)


def test_words_follow_when_another_kind_is_between_people_and_the_old_procedure_is_over(city: City) -> None:
    made = city.report(text=SAID)
    for command, by in ((Accept(), "clerk"), (Dispatch(support=()), "colleague"), (Take(), "handler")):
        city.do(command, by, made.id)
    city.do(Reclassify(kind="23002"), "clerk", made.id)
    state = journal.state(made.id)
    assert state.run is not None
    assert (state.stage, state.run.going, state.privacy) == (Stage.HANDLING, True, "P2")
    assert not TextRow.objects.filter(matter_id=made.id).exists()
    city.do(ReachMilestone(milestone="consent", evidence={"violence": True}, remark=SAID), "handler", made.id)
    state = journal.state(made.id)
    assert (state.stage, state.privacy, state.isolated) == (Stage.ACCEPTED, "P3", "police-110")
    assert broken(city.now) == []
