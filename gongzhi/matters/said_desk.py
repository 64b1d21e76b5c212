"""What may be said at the desks of centres and units beside the straight path: each command's fields and limits."""

from typing import Annotated
from uuid import UUID

from pydantic import Field, StringConstraints

from gongzhi.matters.loop import (
    appealing,
    extending,
    joint,
    levels,
    listing,
    merging,
    noting,
    outside,
    ownerless,
    returning,
    sampling,
    setting_aside,
    shelving,
    suspending,
    urging,
    whistling,
)
from gongzhi.matters.wire import Blobs, Body, Captured, Code, Flag, Moment, Name, Short, Whole, Words

Units = Annotated[list[Code], Field(max_length=20)]
Count = Annotated[Whole, Field(ge=0, le=1000)]


class Nothing(Body):
    """A command that needs no more than its name."""


class Maybe(Body):
    """Words that may go with a command."""

    remark: Words | None = None


class Must(Body):
    """A command that needs a ground in words."""

    remark: Words


class ReturnIn(Maybe):
    reason: Code
    clause: Words | None = None


class RuleIn(Body):
    lead: Code
    basis: Words
    support: Units | None = None


class ReassignIn(Maybe):
    lead: Code
    support: Units | None = None


class WithinIn(Body):
    """`person` is the id of somebody of the unit (`GET /api/colleagues`)."""

    section: Annotated[str, StringConstraints(pattern=r"^[\w./:-]{0,64}$")] = ""
    person: Annotated[str, Field(max_length=80)] = ""


class SupportIn(Maybe):
    units: Units


class OneUnitIn(Maybe):
    unit: Code


class CalledIn(Must):
    unit: Code


class ExtendIn(Must):
    days: Count


class SuspendIn(Maybe):
    reason: Code
    until: Moment


class LedgerIn(Must):
    sponsor: Code
    days: Count


class ArriveIn(Maybe, Captured):
    files: Blobs = []


class ArrivalIn(Maybe):
    number: Count
    rating: Count


class HandOverIn(Maybe):
    target: Code
    phoned_at: Moment | None = None


class ReceiptIn(Maybe):
    taken: Flag
    reference: Short | None = None


class MergeIn(Maybe):
    into: UUID


class JoinIn(Maybe):
    other: UUID


class AnswerIn(Body):
    answer: Words


class FinalIn(AnswerIn):
    files: Blobs = []


class AsideIn(Must):
    reason: Code


class SpotCheckIn(Maybe, Captured):
    passed: Flag
    files: Blobs = []


class OrderAnswerIn(Must):
    files: Blobs = []


class RedactIn(Body):
    refs: Annotated[list[Name], Field(min_length=1, max_length=20)]
    reason: Code


DESK: dict[str, tuple[type[Body], type]] = {
    "appeal": (Must, appealing.Appeal),
    "answer_directly": (AnswerIn, appealing.AnswerDirectly),
    "final_answer": (FinalIn, appealing.AnswerFinally),
    "hand_over": (HandOverIn, outside.HandOver),
    "record_receipt": (ReceiptIn, outside.RecordReceipt),
    "raise_up": (Must, levels.RaiseUp),
    "hand_down": (CalledIn, levels.HandDown),
    "acknowledge": (Nothing, levels.Acknowledge),
    "merge": (MergeIn, merging.Merge),
    "split": (Must, merging.Split),
    "join": (JoinIn, merging.Join),
    "mark_ownerless": (Must, ownerless.MarkOwnerless),
    "recall": (Maybe, returning.Recall),
    "return_part": (ReturnIn, returning.ReturnPart),
    "rule": (RuleIn, returning.Rule),
    "reassign": (ReassignIn, joint.Reassign),
    "assign_within": (WithinIn, joint.AssignWithin),
    "add_support": (SupportIn, joint.AddSupport),
    "withdraw_support": (OneUnitIn, joint.WithdrawSupport),
    "whistle": (CalledIn, whistling.Blow),
    "arrive": (ArriveIn, whistling.Arrive),
    "rate_arrival": (ArrivalIn, whistling.RateArrival),
    "extend": (ExtendIn, extending.Extend),
    "grant_extension": (Maybe, extending.GrantExtension),
    "refuse_extension": (Must, extending.RefuseExtension),
    "suspend": (SuspendIn, suspending.Suspend),
    "grant_suspension": (Maybe, suspending.GrantSuspension),
    "refuse_suspension": (Must, suspending.RefuseSuspension),
    "resume": (Maybe, suspending.Resume),
    "put_on_ledger": (LedgerIn, shelving.EnterLedger),
    "take_off_ledger": (Must, shelving.LeaveLedger),
    "spot_check": (SpotCheckIn, sampling.SpotCheck),
    "ask_aside": (AsideIn, setting_aside.AskAside),
    "grant_aside": (Maybe, setting_aside.GrantAside),
    "refuse_aside": (Must, setting_aside.RefuseAside),
    "urge": (Must, urging.Urge),
    "supervise": (Must, urging.Supervise),
    "answer_supervision": (OrderAnswerIn, urging.AnswerSupervision),
    "list": (Must, listing.Post),
    "unlist": (Must, listing.Unlist),
    "redact": (RedactIn, noting.Redact),
}
