"""What may happen to a matter stands in one table: each command, from which stages to which, and who may give it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from gongzhi.kernel import Actor
from gongzhi.matters.loop import (
    appealing,
    checking,
    closing,
    conversing,
    dispatching,
    ending,
    extending,
    handling,
    importing,
    joint,
    levels,
    listing,
    merging,
    noting,
    outside,
    ownerless,
    procedures,
    reaching,
    rehoming,
    reporting,
    returning,
    sampling,
    setting_aside,
    shelving,
    suspending,
    triage,
    urging,
    whistling,
)
from gongzhi.matters.loop.facts import Facts
from gongzhi.matters.loop.state import ENDED, ENDED_EARLY, OPEN, Matter, Stage

Decide = Callable[[Matter, Any, Facts, Actor, datetime], tuple[object, ...]]


@dataclass(frozen=True, kw_only=True, slots=True)
class Step:
    """A command of the loop: from which stages, to which (empty: the same), and who may.

    `whom`: anyone · place (holds `duty` at the matter's place, or for its holder's unit) · spot (holds `duty` at the
    very place; where the matter has none, for its holder's unit) · unit (has a part in it, with `duty`) · lead (has
    the lead's part) · was-lead (of the unit that leads or led) · called (to the spot) · told (to answer an order) ·
    house (of a unit that has to do with it, with `duty`) · arbiter (of the centre that rules) · concerned · reporter ·
    procedure (whom an open milestone names) · system · door (the other half of a command, given by the door itself) ·
    and two of them with `or`. `late`: a phone may send it long after it was said.
    """

    name: str
    command: type
    decide: Decide
    before: tuple[Stage, ...]
    after: tuple[Stage, ...] = ()
    duty: str = ""
    whom: str = "place"
    late: bool = False


S = Stage
TRIAGE = (S.REPORTED, S.ACCEPTED)
WORK = (S.DISPATCHED, S.HANDLING)
SEEN = (*OPEN, S.CLOSED)
FOLLOWED = (*OPEN, S.HANDED_OVER)
ALL = tuple(stage for stage in Stage if stage is not S.NEW)
"""A line about another matter may be written down whatever has become of this one."""

STEPS = (
    Step(name="report", command=reporting.Report, decide=reporting.decide_report, before=(S.NEW,),
         after=(S.REPORTED, S.DISPATCHED, S.CLOSED), whom="anyone", late=True),
    Step(name="verify", command=triage.Verify, decide=triage.decide_verify, before=TRIAGE,
         duty="matters.verify", whom="spot"),
    Step(name="accept", command=triage.Accept, decide=triage.decide_accept, before=(S.REPORTED,),
         after=(S.ACCEPTED,), duty="matters.triage"),
    Step(name="decline", command=triage.Decline, decide=triage.decide_decline, before=(S.REPORTED,),
         after=(S.DECLINED,), duty="matters.triage"),
    Step(name="appeal", command=appealing.Appeal, decide=appealing.decide_appeal, before=(S.DECLINED,),
         after=(S.REPORTED,), whom="reporter"),
    Step(name="answer_directly", command=appealing.AnswerDirectly, decide=appealing.decide_answer_directly,
         before=TRIAGE, after=(S.CALLBACK, S.CLOSED), duty="matters.triage"),
    Step(name="hand_over", command=outside.HandOver, decide=outside.decide_hand_over, before=TRIAGE,
         after=(S.HANDED_OVER,), duty="matters.triage"),
    Step(name="record_receipt", command=outside.RecordReceipt, decide=outside.decide_record_receipt,
         before=(S.HANDED_OVER,), after=(S.HANDED_OVER, S.REPORTED), duty="matters.triage"),
    Step(name="raise_up", command=levels.RaiseUp, decide=levels.decide_raise_up, before=TRIAGE, duty="matters.triage"),
    Step(name="hand_down", command=levels.HandDown, decide=levels.decide_hand_down, before=TRIAGE,
         duty="matters.triage"),
    Step(name="acknowledge", command=levels.Acknowledge, decide=levels.decide_acknowledge, before=TRIAGE,
         duty="matters.triage"),
    Step(name="merge", command=merging.Merge, decide=merging.decide_merge, before=OPEN, after=(S.MERGED,),
         duty="matters.triage"),
    Step(name="absorb", command=merging.Absorb, decide=merging.decide_absorb, before=OPEN, whom="door"),
    Step(name="split", command=merging.Split, decide=merging.decide_split, before=(S.MERGED,), after=OPEN,
         duty="matters.triage"),
    Step(name="release", command=merging.Release, decide=merging.decide_release, before=ALL, whom="door"),
    Step(name="join", command=merging.Join, decide=merging.decide_join, before=SEEN, duty="matters.triage"),
    Step(name="tie", command=merging.Tie, decide=merging.decide_tie, before=ALL, whom="door"),
    Step(name="pass_answer", command=merging.PassAnswer, decide=merging.decide_pass_answer, before=(S.MERGED,),
         whom="system"),
    Step(name="mark_ownerless", command=ownerless.MarkOwnerless, decide=ownerless.decide_mark_ownerless,
         before=(S.ACCEPTED,), duty="matters.dispatch"),
    Step(name="dispatch", command=dispatching.Dispatch, decide=dispatching.decide_dispatch, before=(S.ACCEPTED,),
         after=(S.DISPATCHED,), duty="matters.dispatch"),
    Step(name="recall", command=returning.Recall, decide=returning.decide_recall, before=(S.DISPATCHED,),
         after=(S.ACCEPTED,), duty="matters.dispatch"),
    Step(name="rule", command=returning.Rule, decide=returning.decide_rule, before=(S.ACCEPTED,),
         after=(S.DISPATCHED,), duty="matters.rule", whom="arbiter"),
    Step(name="reassign", command=joint.Reassign, decide=joint.decide_reassign, before=WORK,
         after=(S.DISPATCHED,), duty="matters.dispatch"),
    Step(name="rehome", command=rehoming.Rehome, decide=rehoming.decide_rehome, before=OPEN,
         after=(*OPEN,), whom="system"),
    Step(name="take", command=dispatching.Take, decide=dispatching.decide_take, before=(S.ACCEPTED, *WORK),
         after=(S.ACCEPTED, *WORK), duty="matters.handle", whom="unit-or-clock"),
    Step(name="return_part", command=returning.ReturnPart, decide=returning.decide_return_part, before=WORK,
         after=(S.ACCEPTED, *WORK), duty="matters.handle", whom="unit"),
    Step(name="assign_within", command=joint.AssignWithin, decide=joint.decide_assign_within,
         before=(S.ACCEPTED, *WORK), duty="matters.assign", whom="unit"),
    Step(name="add_support", command=joint.AddSupport, decide=joint.decide_add_support, before=WORK,
         duty="matters.dispatch"),
    Step(name="withdraw_support", command=joint.WithdrawSupport, decide=joint.decide_withdraw_support, before=WORK,
         duty="matters.dispatch"),
    Step(name="progress", command=handling.Progress, decide=handling.decide_progress, before=(S.ACCEPTED, S.HANDLING),
         duty="matters.handle", whom="unit", late=True),
    Step(name="milestone", command=procedures.ReachMilestone, decide=reaching.decide_milestone, before=(S.HANDLING,),
         after=(S.HANDLING, S.ACCEPTED), whom="procedure"),
    Step(name="whistle", command=whistling.Blow, decide=whistling.decide_whistle, before=(S.HANDLING,),
         duty="matters.whistle", whom="place-or-lead"),
    Step(name="arrive", command=whistling.Arrive, decide=whistling.decide_arrive, before=(S.HANDLING,),
         duty="matters.handle", whom="called", late=True),
    Step(name="rate_arrival", command=whistling.RateArrival, decide=whistling.decide_rate_arrival,
         before=(S.HANDLING, S.CHECKING, S.CALLBACK), duty="matters.whistle"),
    Step(name="extend", command=extending.Extend, decide=extending.decide_extend, before=WORK,
         duty="matters.handle", whom="unit"),
    Step(name="grant_extension", command=extending.GrantExtension, decide=extending.decide_grant_extension,
         before=WORK, duty="matters.grant"),
    Step(name="refuse_extension", command=extending.RefuseExtension, decide=extending.decide_refuse_extension,
         before=WORK, duty="matters.grant"),
    Step(name="suspend", command=suspending.Suspend, decide=suspending.decide_suspend, before=(S.HANDLING,),
         duty="matters.handle", whom="lead"),
    Step(name="grant_suspension", command=suspending.GrantSuspension, decide=suspending.decide_grant_suspension,
         before=(S.HANDLING,), duty="matters.grant"),
    Step(name="refuse_suspension", command=suspending.RefuseSuspension, decide=suspending.decide_refuse_suspension,
         before=(S.HANDLING,), duty="matters.grant"),
    Step(name="resume", command=suspending.Resume, decide=suspending.decide_resume, before=(S.HANDLING,),
         duty="matters.handle", whom="lead-or-granter"),
    Step(name="put_on_ledger", command=shelving.EnterLedger, decide=shelving.decide_put_on_ledger,
         before=(S.HANDLING,), duty="matters.ledger"),
    Step(name="take_off_ledger", command=shelving.LeaveLedger, decide=shelving.decide_take_off_ledger,
         before=(S.HANDLING,), duty="matters.ledger"),
    Step(name="part_done", command=handling.PartDone, decide=handling.decide_part_done,
         before=(S.ACCEPTED, *WORK), duty="matters.handle", whom="unit", late=True),
    Step(name="done", command=handling.Done, decide=handling.decide_done, before=(S.HANDLING,),
         after=(S.CHECKING,), duty="matters.handle", whom="unit", late=True),
    Step(name="check", command=checking.Check, decide=checking.decide_check, before=(S.CHECKING,),
         after=(S.CALLBACK, S.CLOSED, S.HANDLING), duty="matters.check", whom="spot-or-asked", late=True),
    Step(name="call_back", command=checking.CallBack, decide=checking.decide_call_back, before=(S.CALLBACK,),
         after=(S.CALLBACK, S.CLOSED, S.HANDLING, S.ACCEPTED), duty="matters.callback"),
    Step(name="close", command=checking.Close, decide=checking.decide_close, before=(S.CALLBACK,),
         after=(S.CLOSED,), duty="matters.callback"),
    Step(name="rate", command=closing.Rate, decide=closing.decide_rate, before=(S.CLOSED,), whom="reporter"),
    Step(name="ask_aside", command=setting_aside.AskAside, decide=setting_aside.decide_ask_aside, before=(S.CLOSED,),
         duty="matters.supervise"),
    Step(name="grant_aside", command=setting_aside.GrantAside, decide=setting_aside.decide_grant_aside,
         before=(S.CLOSED,), duty="matters.supervise"),
    Step(name="refuse_aside", command=setting_aside.RefuseAside, decide=setting_aside.decide_refuse_aside,
         before=(S.CLOSED,), duty="matters.supervise"),
    Step(name="reopen", command=closing.Reopen, decide=closing.decide_reopen, before=(S.CLOSED,),
         after=(S.DISPATCHED, S.ACCEPTED), duty="matters.check", whom="reporter-or-checker"),
    Step(name="spot_check", command=sampling.SpotCheck, decide=sampling.decide_spot_check, before=(S.CLOSED,),
         after=(S.CLOSED, S.ACCEPTED), duty="matters.check", whom="spot", late=True),
    Step(name="recognise", command=sampling.Recognise, decide=sampling.decide_recognise, before=SEEN, whom="system"),
    Step(name="final_answer", command=appealing.AnswerFinally, decide=appealing.decide_final_answer,
         before=(S.HANDLING, S.CHECKING, S.CALLBACK, S.CLOSED), duty="matters.assign", whom="was-lead"),
    Step(name="archive", command=closing.Archive, decide=closing.decide_archive, before=(S.CLOSED, *ENDED_EARLY),
         after=(S.ARCHIVED,), whom="system"),
    Step(name="withdraw", command=ending.Withdraw, decide=ending.decide_withdraw, before=OPEN,
         after=(*OPEN, S.WITHDRAWN), whom="reporter"),
    Step(name="void", command=ending.Void, decide=ending.decide_void, before=OPEN, after=(*OPEN, S.VOID),
         duty="matters.void"),
    Step(name="remind", command=urging.Remind, decide=urging.decide_remind, before=FOLLOWED, whom="system"),
    Step(name="urge", command=urging.Urge, decide=urging.decide_urge, before=FOLLOWED, duty="matters.urge",
         whom="place-or-clock"),
    Step(name="supervise", command=urging.Supervise, decide=urging.decide_supervise, before=FOLLOWED,
         duty="matters.supervise", whom="place-or-clock"),
    Step(name="answer_supervision", command=urging.AnswerSupervision, decide=urging.decide_answer_supervision,
         before=FOLLOWED, whom="told"),
    Step(name="list", command=listing.Post, decide=listing.decide_list, before=FOLLOWED, duty="matters.supervise",
         whom="place-or-clock"),
    Step(name="unlist", command=listing.Unlist, decide=listing.decide_unlist, before=FOLLOWED,
         duty="matters.supervise"),
    Step(name="circulate", command=listing.Circulate, decide=listing.decide_circulate, before=FOLLOWED,
         whom="system"),
    Step(name="comment", command=noting.Comment, decide=noting.decide_comment, before=SEEN,
         duty="matters.comment", whom="concerned", late=True),
    Step(name="write_to_reporter", command=conversing.WriteToReporter, decide=conversing.decide_write, before=SEEN,
         duty="matters.handle", whom="house"),
    Step(name="reply", command=conversing.Reply, decide=conversing.decide_reply, before=SEEN, whom="reporter"),
    Step(name="attach", command=noting.Attach, decide=noting.decide_attach, before=(*SEEN, *ENDED_EARLY),
         duty="matters.comment", whom="concerned", late=True),
    Step(name="correct", command=noting.Correct, decide=noting.decide_correct, before=OPEN, after=OPEN,
         duty="matters.triage"),
    Step(name="amend", command=noting.Amend, decide=noting.decide_amend, before=ENDED, whom="door"),
    Step(name="relocate", command=noting.Relocate, decide=noting.decide_relocate, before=OPEN,
         duty="matters.triage"),
    Step(name="reclassify", command=noting.Reclassify, decide=noting.decide_reclassify, before=OPEN,
         duty="matters.triage"),
    Step(name="redact", command=noting.Redact, decide=noting.decide_redact, before=ALL, duty="matters.redact",
         whom="place-or-clock"),
    Step(name="import_record", command=importing.ImportRecord, decide=importing.decide_import_record,
         before=(S.NEW,), after=(S.REPORTED, S.CLOSED), duty="matters.import", late=True),
    Step(name="import_close", command=importing.ImportClose, decide=importing.decide_import_close,
         before=TRIAGE, after=(S.CLOSED,), duty="matters.import", late=True),
    Step(name="adopt", command=importing.Adopt, decide=importing.decide_adopt, before=TRIAGE,
         duty="matters.triage"),
)  # fmt: skip
BY_NAME = {step.name: step for step in STEPS}
BY_COMMAND = {step.command: step for step in STEPS}
