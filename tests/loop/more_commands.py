"""The commands beside the straight path: from → to written by hand from loop.md, and one or two examples of each."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from gongzhi.matters.loop import (
    appealing,
    extending,
    joint,
    levels,
    listing,
    merging,
    outside,
    ownerless,
    rehoming,
    returning,
    sampling,
    setting_aside,
    shelving,
    suspending,
    urging,
    whistling,
)
from gongzhi.matters.loop.noting import Amend, Redact
from gongzhi.matters.loop.urging import Rung
from tests.loop.scene import COMMUNITY, LEAD, MONDAY, OTHER, STREET, SUPPORT, WORDS

OPEN = ("reported", "accepted", "dispatched", "handling", "checking", "callback")
EARLY = ("declined", "merged", "handed_over", "withdrawn", "void")


def same(*stages: str) -> str:
    """From each of the stages to itself."""
    return " ".join(f"{stage}>{stage}" for stage in stages)


FOLLOWED = same(*OPEN, "handed_over")
ALL = same(*OPEN, "closed", "archived", *EARLY)
MORE_TABLE = {
    "appeal": "declined>reported",
    "answer_directly": "reported>callback accepted>callback reported>closed accepted>closed",
    "hand_over": "reported>handed_over accepted>handed_over",
    "record_receipt": "handed_over>handed_over handed_over>reported",
    "raise_up": same("reported", "accepted"),
    "hand_down": same("reported", "accepted"),
    "acknowledge": same("reported", "accepted"),
    "merge": " ".join(f"{stage}>merged" for stage in OPEN),
    "absorb": same(*OPEN),
    "split": " ".join(f"merged>{stage}" for stage in OPEN),
    "release": ALL,
    "join": same(*OPEN, "closed"),
    "tie": ALL,
    "pass_answer": "merged>merged",
    "mark_ownerless": "accepted>accepted",
    "recall": "dispatched>accepted",
    "rule": "accepted>dispatched",
    "reassign": "dispatched>dispatched handling>dispatched",
    "rehome": f"{same(*OPEN)} dispatched>accepted handling>accepted",
    "return_part": "dispatched>accepted handling>accepted dispatched>dispatched handling>handling",
    "assign_within": same("accepted", "dispatched", "handling"),
    "add_support": same("dispatched", "handling"),
    "withdraw_support": same("dispatched", "handling"),
    "whistle": "handling>handling",
    "arrive": "handling>handling",
    "rate_arrival": same("handling", "checking", "callback"),
    "extend": same("dispatched", "handling"),
    "grant_extension": same("dispatched", "handling"),
    "refuse_extension": same("dispatched", "handling"),
    "suspend": "handling>handling",
    "grant_suspension": "handling>handling",
    "refuse_suspension": "handling>handling",
    "resume": "handling>handling",
    "put_on_ledger": "handling>handling",
    "take_off_ledger": "handling>handling",
    "spot_check": "closed>closed closed>accepted",
    **dict.fromkeys(("ask_aside", "grant_aside", "refuse_aside"), "closed>closed"),
    "recognise": same(*OPEN, "closed"),
    "final_answer": same("handling", "checking", "callback", "closed"),
    "remind": FOLLOWED,
    "urge": FOLLOWED,
    "supervise": FOLLOWED,
    "answer_supervision": FOLLOWED,
    "list": FOLLOWED,
    "unlist": FOLLOWED,
    "circulate": FOLLOWED,
    "redact": ALL,
    "amend": same("closed", "archived", *EARLY),
}
"""loop.md, Commands, and what a triage clerk needs beside them (docs/adr/0016)."""

ANOTHER = UUID(int=2)
SOON = MONDAY + timedelta(days=60)


def rungs(make: Any, step: int) -> list[Any]:
    """The step of the ladder for each of the clocks that may stand on it."""
    names = (
        "triage",
        "verify",
        "handling",
        "part:2",
        "check",
        "callback",
        "ledger",
        "follow-up",
        "receipt",
        "answer:1",
    )
    return [make(rung=Rung(clock=name, step=step, fell_due=MONDAY)) for name in names]


MORE_COMMANDS: dict[str, list[Any]] = {
    "appeal": [appealing.Appeal(remark=WORDS)],
    "answer_directly": [appealing.AnswerDirectly(answer=WORDS)],
    "hand_over": [outside.HandOver(target="police-110", phoned_at=MONDAY), outside.HandOver(target="court")],
    "record_receipt": [outside.RecordReceipt(taken=True, reference=WORDS),
                       outside.RecordReceipt(taken=False, remark=WORDS)],
    "raise_up": [levels.RaiseUp(remark=WORDS)],
    "hand_down": [levels.HandDown(unit=STREET, remark=WORDS)],
    "acknowledge": [levels.Acknowledge()],
    "merge": [merging.Merge(into=ANOTHER)],
    "absorb": [merging.Absorb(matter=ANOTHER)],
    "split": [merging.Split(remark=WORDS)],
    "release": [merging.Release(matter=ANOTHER)],
    "join": [merging.Join(other=ANOTHER)],
    "tie": [merging.Tie(matter=ANOTHER)],
    "pass_answer": [merging.PassAnswer()],
    "mark_ownerless": [ownerless.MarkOwnerless(remark=WORDS)],
    "recall": [returning.Recall()],
    "rule": [returning.Rule(lead=OTHER, basis=WORDS)],
    "reassign": [joint.Reassign(lead=OTHER), joint.Reassign(lead=SUPPORT, support=(OTHER,)), joint.Reassign(lead=LEAD)],
    "rehome": [rehoming.Rehome()],
    "return_part": [returning.ReturnPart(reason="not-our-duty", clause=WORDS)],
    "assign_within": [joint.AssignWithin(person="person:handler"), joint.AssignWithin(section="two")],
    "add_support": [joint.AddSupport(units=(OTHER,)), joint.AddSupport(units=(SUPPORT,))],
    "withdraw_support": [joint.WithdrawSupport(unit=SUPPORT), joint.WithdrawSupport(unit=f"{COMMUNITY}-ZZ")],
    "whistle": [whistling.Blow(unit=SUPPORT, remark=WORDS), whistling.Blow(unit=OTHER, remark=WORDS)],
    "arrive": [whistling.Arrive()],
    "rate_arrival": [whistling.RateArrival(number=1, rating=4)],
    "extend": [extending.Extend(days=3, remark=WORDS), extending.Extend(days=1, remark=WORDS)],
    "grant_extension": [extending.GrantExtension()],
    "refuse_extension": [extending.RefuseExtension(remark=WORDS)],
    "suspend": [suspending.Suspend(reason="season", until=SOON)],
    "grant_suspension": [suspending.GrantSuspension()],
    "refuse_suspension": [suspending.RefuseSuspension(remark=WORDS)],
    "resume": [suspending.Resume()],
    "put_on_ledger": [shelving.EnterLedger(remark=WORDS, sponsor=LEAD, days=60)],
    "take_off_ledger": [shelving.LeaveLedger(remark=WORDS)],
    "spot_check": [sampling.SpotCheck(passed=True), sampling.SpotCheck(passed=False, remark=WORDS)],
    "ask_aside": [setting_aside.AskAside(reason="another-matter", remark=WORDS)],
    "grant_aside": [setting_aside.GrantAside()],
    "refuse_aside": [setting_aside.RefuseAside(remark=WORDS)],
    "recognise": [sampling.Recognise(of=ANOTHER)],
    "final_answer": [appealing.AnswerFinally(answer=WORDS)],
    "remind": rungs(urging.Remind, 0),
    "urge": [urging.Urge(remark=WORDS), *rungs(urging.Urge, 1)],
    "supervise": [urging.Supervise(remark=WORDS), *rungs(urging.Supervise, 2)],
    "answer_supervision": [urging.AnswerSupervision(remark=WORDS)],
    "list": [listing.Post(remark=WORDS), *rungs(listing.Post, 3)],
    "unlist": [listing.Unlist(remark=WORDS)],
    "circulate": [listing.Circulate(month="2026-03")],
    "amend": [Amend(request="7", text=WORDS)],
    "redact": [Redact(refs=("1.text",), reason="personal")],
}  # fmt: skip
