"""An example or two of every command that somebody may give through the door about a matter that is there."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from gongzhi.matters.loop.appealing import AnswerDirectly, AnswerFinally, Appeal
from gongzhi.matters.loop.checking import CallBack, Check, Close
from gongzhi.matters.loop.closing import Archive, Rate, Reopen
from gongzhi.matters.loop.conversing import Reply, WriteToReporter
from gongzhi.matters.loop.dispatching import Dispatch, Take
from gongzhi.matters.loop.ending import Void, Withdraw
from gongzhi.matters.loop.extending import Extend, GrantExtension, RefuseExtension
from gongzhi.matters.loop.handling import Done, PartDone, Progress
from gongzhi.matters.loop.importing import Adopt, ImportClose
from gongzhi.matters.loop.joint import AddSupport, AssignWithin, Reassign, WithdrawSupport
from gongzhi.matters.loop.levels import Acknowledge, HandDown, RaiseUp
from gongzhi.matters.loop.listing import Circulate, Post, Unlist
from gongzhi.matters.loop.merging import Join, Merge, PassAnswer, Split
from gongzhi.matters.loop.noting import Attach, Comment, Correct, Reclassify, Redact, Relocate
from gongzhi.matters.loop.outside import HandOver, RecordReceipt
from gongzhi.matters.loop.ownerless import MarkOwnerless
from gongzhi.matters.loop.procedures import ReachMilestone
from gongzhi.matters.loop.rehoming import Rehome
from gongzhi.matters.loop.returning import Recall, ReturnPart, Rule
from gongzhi.matters.loop.sampling import Recognise, SpotCheck
from gongzhi.matters.loop.setting_aside import AskAside, GrantAside, RefuseAside
from gongzhi.matters.loop.shelving import EnterLedger, LeaveLedger
from gongzhi.matters.loop.state import Personal, Plain
from gongzhi.matters.loop.suspending import GrantSuspension, RefuseSuspension, Resume, Suspend
from gongzhi.matters.loop.triage import Accept, Decline, Verify
from gongzhi.matters.loop.urging import AnswerSupervision, Supervise, Urge
from gongzhi.matters.loop.whistling import Arrive, Blow, RateArrival
from tests.cast import HERE, LEAD, MONDAY, SEA, SUPPORT, THERE
from tests.door.promises import IDENTITY, IN_WORDS, NAME, PHONE

SAID = Plain(f"请联系 {IN_WORDS}，身份证{IDENTITY}，门口有坑")
CONTACT = Personal({"name": NAME, "phone": PHONE})
ANOTHER = UUID(int=0)
"""Stands for another matter, until one is drawn."""
ABOUT_ANOTHER = {"merge": "into", "join": "other", "recognise": "of"}
BEGINNING = frozenset(["report", "import_record"])
UNGIVEN = frozenset(["absorb", "release", "tie", "remind", "amend"])
"""The other halves, which the door gives itself, and what only the clock can say, for it must name the step."""
KINDS = ("06013", "06010", "06052", "21004", "23001", "23002", "25001", "27003", "unsorted")
SEAT, COUNTY = "220302001-ZZ", "220302-ZZ"
COMMANDS: dict[str, list[Any]] = {
    "verify": [Verify(question=SAID), Verify(found=SAID)],
    "accept": [Accept(remark=SAID)],
    "decline": [Decline(reason="not-found", remark=SAID)],
    "appeal": [Appeal(remark=SAID)],
    "answer_directly": [AnswerDirectly(answer=SAID)],
    "hand_over": [HandOver(target="fire-119", phoned_at=MONDAY, remark=SAID), HandOver(target="petition")],
    "record_receipt": [RecordReceipt(taken=True, reference=SAID), RecordReceipt(taken=False, remark=SAID)],
    "raise_up": [RaiseUp(remark=SAID)],
    "hand_down": [HandDown(unit=SEAT, remark=SAID)],
    "acknowledge": [Acknowledge()],
    "merge": [Merge(into=ANOTHER, remark=SAID)],
    "split": [Split(remark=SAID)],
    "join": [Join(other=ANOTHER, remark=SAID)],
    "pass_answer": [PassAnswer()],
    "mark_ownerless": [MarkOwnerless(remark=SAID)],
    "dispatch": [Dispatch(remark=SAID), Dispatch(lead=LEAD, support=(SUPPORT,))],
    "recall": [Recall(remark=SAID)],
    "rule": [Rule(lead=SUPPORT, basis=SAID), Rule(lead=LEAD, basis=SAID, support=(SUPPORT,))],
    "reassign": [Reassign(lead=SUPPORT, remark=SAID), Reassign(lead=LEAD, support=())],
    "rehome": [Rehome()],
    "take": [Take()],
    "return_part": [ReturnPart(reason="not-our-duty", clause=SAID, remark=SAID)],
    "assign_within": [AssignWithin(section="二科")],
    "add_support": [AddSupport(units=(SUPPORT,), remark=SAID), AddSupport(units=(SEAT,))],
    "withdraw_support": [WithdrawSupport(unit=SUPPORT, remark=SAID)],
    "progress": [Progress(remark=SAID)],
    "milestone": [
        ReachMilestone(milestone="consent", outcome="agreed", remark=SAID,
                       evidence={"rights_told": True, "side_one_agrees": True, "side_two_agrees": True}),
        ReachMilestone(milestone="consent", outcome="refused", evidence={"refused_by": "one", "ways_told": True}),
        ReachMilestone(milestone="mediators", outcome="set", personal=Personal({"mediators": NAME}),
                       evidence={"chosen_by": "parties", "openness": "closed"}),
        ReachMilestone(milestone="session", outcome="again", evidence={"held_on": "2026-03-02", "minutes": SAID}),
        ReachMilestone(milestone="session", outcome="oral", evidence={
            "held_on": "2026-03-02", "terms": SAID, "clause.1": SAID, "in_force_on": "2026-03-02"}),
        ReachMilestone(milestone="fulfilment", outcome="fulfilled", member=1, evidence={"fulfilled_on": "2026-03-02"}),
        ReachMilestone(milestone="consent", evidence={"violence": True}, remark=SAID),
    ],
    "whistle": [Blow(unit=SUPPORT, remark=SAID)],
    "arrive": [Arrive(remark=SAID)],
    "rate_arrival": [RateArrival(number=1, rating=4, remark=SAID)],
    "extend": [Extend(days=2, remark=SAID)],
    "grant_extension": [GrantExtension(remark=SAID)],
    "refuse_extension": [RefuseExtension(remark=SAID)],
    "suspend": [Suspend(reason="season", until=MONDAY + timedelta(days=100), remark=SAID)],
    "grant_suspension": [GrantSuspension(remark=SAID)],
    "refuse_suspension": [RefuseSuspension(remark=SAID)],
    "resume": [Resume(remark=SAID)],
    "put_on_ledger": [EnterLedger(remark=SAID, sponsor=COUNTY, days=60)],
    "take_off_ledger": [LeaveLedger(remark=SAID)],
    "part_done": [PartDone(remark=SAID)],
    "done": [Done(remark=SAID, explanation=SAID)],
    "check": [Check(passed=True), Check(passed=False, remark=SAID)],
    "call_back": [CallBack(reached=True, solved=True), CallBack(reached=True, solved=False, remark=SAID),
                  CallBack(reached=False)],
    "close": [Close()],
    "rate": [Rate(solved=True, satisfied=True, remark=SAID)],
    "reopen": [Reopen(remark=SAID)],
    "spot_check": [SpotCheck(passed=True), SpotCheck(passed=False, remark=SAID)],
    "ask_aside": [AskAside(reason="another-matter", remark=SAID)],
    "grant_aside": [GrantAside(remark=SAID)],
    "refuse_aside": [RefuseAside(remark=SAID)],
    "recognise": [Recognise(of=ANOTHER)],
    "final_answer": [AnswerFinally(answer=SAID)],
    "withdraw": [Withdraw(remark=SAID)],
    "void": [Void(reason="test")],
    "urge": [Urge(remark=SAID)],
    "supervise": [Supervise(remark=SAID)],
    "answer_supervision": [AnswerSupervision(remark=SAID)],
    "list": [Post(remark=SAID)],
    "unlist": [Unlist(remark=SAID)],
    "circulate": [Circulate(month="2026-03")],
    "write_to_reporter": [WriteToReporter(remark=SAID)],
    "reply": [Reply(remark=SAID)],
    "comment": [Comment(remark=SAID)],
    "attach": [Attach(blobs=("a" * 64,))],
    "correct": [Correct(text=SAID, contact=CONTACT), Correct(address=SAID)],
    "relocate": [Relocate(point=THERE), Relocate(point=SEA), Relocate(point=HERE), Relocate(area="220302001")],
    "reclassify": [Reclassify(kind=kind) for kind in KINDS],
    "redact": [Redact(refs=("1.text",), reason="others")],
    "adopt": [Adopt()],
    "import_close": [ImportClose(closed_at=MONDAY, resolution=SAID)],
    "archive": [Archive()],
}  # fmt: skip
