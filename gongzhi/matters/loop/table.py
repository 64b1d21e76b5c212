"""What may happen to a matter stands in one table: each command, from which stages to which, and who may give it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from gongzhi.kernel import Actor
from gongzhi.matters.loop import (
    checking,
    closing,
    dispatching,
    ending,
    handling,
    importing,
    noting,
    reporting,
    triage,
)
from gongzhi.matters.loop.facts import Facts
from gongzhi.matters.loop.state import ENDED_EARLY, OPEN, Matter, Stage

Decide = Callable[[Matter, Any, Facts, Actor, datetime], tuple[object, ...]]


@dataclass(frozen=True, kw_only=True, slots=True)
class Step:
    """A command of the loop: from which stages, to which (empty: the same), and who may.

    `whom`: anyone · place (holds `duty` at the matter's place, or for its holder's unit) · spot (holds `duty` at the
    very place; where the matter has none, for its holder's unit) · unit (has a part in it, with `duty`) · unit-or-clock
    · concerned · reporter · reporter-or-checker · system. `late`: a phone may send it long after it was said.
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
STEPS = (
    Step(name="report", command=reporting.Report, decide=reporting.decide_report, before=(S.NEW,),
         after=(S.REPORTED, S.DISPATCHED, S.CLOSED), whom="anyone", late=True),
    Step(name="verify", command=triage.Verify, decide=triage.decide_verify, before=(S.REPORTED, S.ACCEPTED),
         duty="matters.verify", whom="spot"),
    Step(name="accept", command=triage.Accept, decide=triage.decide_accept, before=(S.REPORTED,),
         after=(S.ACCEPTED,), duty="matters.triage"),
    Step(name="decline", command=triage.Decline, decide=triage.decide_decline, before=(S.REPORTED,),
         after=(S.DECLINED,), duty="matters.triage"),
    Step(name="dispatch", command=dispatching.Dispatch, decide=dispatching.decide_dispatch, before=(S.ACCEPTED,),
         after=(S.DISPATCHED,), duty="matters.dispatch"),
    Step(name="take", command=dispatching.Take, decide=dispatching.decide_take, before=(S.DISPATCHED, S.HANDLING),
         after=(S.DISPATCHED, S.HANDLING), duty="matters.handle", whom="unit-or-clock"),
    Step(name="progress", command=handling.Progress, decide=handling.decide_progress, before=(S.HANDLING,),
         duty="matters.handle", whom="unit", late=True),
    Step(name="part_done", command=handling.PartDone, decide=handling.decide_part_done, before=(S.HANDLING,),
         duty="matters.handle", whom="unit", late=True),
    Step(name="done", command=handling.Done, decide=handling.decide_done, before=(S.HANDLING,),
         after=(S.CHECKING,), duty="matters.handle", whom="unit", late=True),
    Step(name="check", command=checking.Check, decide=checking.decide_check, before=(S.CHECKING,),
         after=(S.CALLBACK, S.CLOSED, S.HANDLING), duty="matters.check", whom="spot", late=True),
    Step(name="call_back", command=checking.CallBack, decide=checking.decide_call_back, before=(S.CALLBACK,),
         after=(S.CALLBACK, S.CLOSED, S.HANDLING), duty="matters.callback"),
    Step(name="close", command=checking.Close, decide=checking.decide_close, before=(S.CALLBACK,),
         after=(S.CLOSED,), duty="matters.callback"),
    Step(name="rate", command=closing.Rate, decide=closing.decide_rate, before=(S.CLOSED,), whom="reporter"),
    Step(name="reopen", command=closing.Reopen, decide=closing.decide_reopen, before=(S.CLOSED,),
         after=(S.DISPATCHED, S.ACCEPTED), duty="matters.check", whom="reporter-or-checker"),
    Step(name="archive", command=closing.Archive, decide=closing.decide_archive, before=(S.CLOSED, *ENDED_EARLY),
         after=(S.ARCHIVED,), whom="system"),
    Step(name="withdraw", command=ending.Withdraw, decide=ending.decide_withdraw, before=OPEN,
         after=(*OPEN, S.WITHDRAWN), whom="reporter"),
    Step(name="void", command=ending.Void, decide=ending.decide_void, before=OPEN, after=(*OPEN, S.VOID),
         duty="matters.void"),
    Step(name="comment", command=noting.Comment, decide=noting.decide_comment, before=(*OPEN, S.CLOSED),
         duty="matters.comment", whom="concerned", late=True),
    Step(name="attach", command=noting.Attach, decide=noting.decide_attach, before=(*OPEN, S.CLOSED),
         duty="matters.comment", whom="concerned", late=True),
    Step(name="correct", command=noting.Correct, decide=noting.decide_correct, before=OPEN, duty="matters.triage"),
    Step(name="relocate", command=noting.Relocate, decide=noting.decide_relocate, before=OPEN,
         duty="matters.triage"),
    Step(name="reclassify", command=noting.Reclassify, decide=noting.decide_reclassify, before=OPEN,
         duty="matters.triage"),
    Step(name="import_record", command=importing.ImportRecord, decide=importing.decide_import_record,
         before=(S.NEW,), after=(S.REPORTED, S.CLOSED), duty="matters.import", late=True),
    Step(name="import_close", command=importing.ImportClose, decide=importing.decide_import_close,
         before=(S.REPORTED, S.ACCEPTED), after=(S.CLOSED,), duty="matters.import", late=True),
    Step(name="adopt", command=importing.Adopt, decide=importing.decide_adopt, before=(S.REPORTED, S.ACCEPTED),
         duty="matters.triage"),
)  # fmt: skip
BY_NAME = {step.name: step for step in STEPS}
BY_COMMAND = {step.command: step for step in STEPS}
