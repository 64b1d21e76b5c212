"""What stands in the way of a command before it is given, so that nobody is offered what would only be refused."""

from collections.abc import Callable
from datetime import datetime, timedelta

from gongzhi.kernel import Actor
from gongzhi.matters.loop.checking import TRIES
from gongzhi.matters.loop.closing import reopening_ends
from gongzhi.matters.loop.conversing import guarded
from gongzhi.matters.loop.levels import TRANSFERS
from gongzhi.matters.loop.roles import goes_on, over
from gongzhi.matters.loop.state import Matter, PartState, reported_by
from gongzhi.matters.loop.urging import LISTED

APPEAL = timedelta(days=31)
"""About the term of appeal; the exact one is in the catalogue and is looked at when the appeal is made."""
Ready = Callable[[Matter, Actor, datetime], bool]


def _own(matter: Matter, by: Actor, state: PartState, *, lead: bool) -> bool:
    part = matter.part_of(by.unit)
    return part is not None and part.state is state and part.lead is lead


def _offered(matter: Matter, by: Actor, at: datetime) -> bool:
    part = matter.part_of(by.unit)
    return part is not None and part.state is PartState.OFFERED


def _another_clerk(matter: Matter, by: Actor, at: datetime) -> bool:
    return not (matter.appealed and by.id == matter.declined_by)


def _appeal(matter: Matter, by: Actor, at: datetime) -> bool:
    return not matter.appealed and matter.ended_at is not None and at <= matter.ended_at + APPEAL


def _answer(matter: Matter, by: Actor, at: datetime) -> bool:
    open_to_answer = matter.urgency == "inquiry" and not matter.isolated and not matter.foreign_run
    return open_to_answer and _another_clerk(matter, by, at)


def _ours(matter: Matter, by: Actor, at: datetime) -> bool:
    return not matter.foreign_run


def _undecided(matter: Matter, by: Actor, at: datetime) -> bool:
    return not matter.foreign_run and not matter.arbitration


def _moves(matter: Matter, by: Actor, at: datetime) -> bool:
    return _undecided(matter, by, at) and matter.transfers < TRANSFERS


def _asked(what: str) -> Ready:
    def ready(matter: Matter, by: Actor, at: datetime) -> bool:
        asked = matter.asked
        return asked is not None and asked.what == what and by.id != asked.by and by.unit != asked.unit

    return ready


def _extend(matter: Matter, by: Actor, at: datetime) -> bool:
    return matter.asked is None and matter.urgency != "emergency"


def _suspend(matter: Matter, by: Actor, at: datetime) -> bool:
    return _extend(matter, by, at) and matter.suspended_until is None and not matter.on_ledger


def _outside(matter: Matter, by: Actor, at: datetime) -> bool:
    """Whether the actor looks at it from outside: who handles it does not urge or supervise it."""
    return not matter.foreign_run and by.id not in matter.handlers and matter.part_of(by.unit) is None


def _rule(matter: Matter, by: Actor, at: datetime) -> bool:
    returned = {part.unit for part in matter.parts if part.lead and part.state is PartState.RETURNED}
    return matter.arbitration and by.id != matter.dispatched_by and by.unit not in returned


def _recall(matter: Matter, by: Actor, at: datetime) -> bool:
    return all(part.state is not PartState.TAKEN for part in matter.parts)


def _reopen(matter: Matter, by: Actor, at: datetime) -> bool:
    return at <= reopening_ends(matter) and not (matter.final_answer and reported_by(matter, by))


def _spot_check(matter: Matter, by: Actor, at: datetime) -> bool:
    waits = matter.self_handled and matter.spot_check != "done" and by.id not in matter.handlers
    return waits and at <= reopening_ends(matter)


READY: dict[str, Ready] = {
    "accept": _another_clerk,
    "decline": lambda matter, by, at: _another_clerk(matter, by, at) and not matter.isolated,
    "appeal": _appeal,
    "answer_directly": _answer,
    "hand_over": lambda matter, by, at: _ours(matter, by, at) and _another_clerk(matter, by, at),
    "write_to_reporter": lambda matter, by, at: not guarded(matter),
    "record_receipt": lambda matter, by, at: matter.clock("follow-up") is not None,
    "raise_up": _moves,
    "hand_down": _moves,
    "acknowledge": lambda matter, by, at: matter.transfer is not None and by.unit == matter.transfer.receiver,
    "merge": lambda matter, by, at: _ours(matter, by, at) and _another_clerk(matter, by, at),
    "mark_ownerless": _undecided,
    "dispatch": _undecided,
    "recall": _recall,
    "rule": _rule,
    "take": _offered,
    "return_part": lambda matter, by, at: not matter.locked,
    "extend": _extend,
    "grant_extension": _asked("extension"),
    "refuse_extension": _asked("extension"),
    "suspend": _suspend,
    "grant_suspension": _asked("suspension"),
    "refuse_suspension": _asked("suspension"),
    "resume": lambda matter, by, at: matter.suspended_until is not None,
    "put_on_ledger": lambda matter, by, at: matter.suspended_until is None and by.unit != matter.lead,
    "take_off_ledger": lambda matter, by, at: matter.on_ledger,
    "rate_arrival": lambda matter, by, at: any(
        whistle.rating is None and whistle.unit != by.unit for whistle in matter.whistles
    ),
    "part_done": lambda matter, by, at: _own(matter, by, PartState.TAKEN, lead=False),
    "milestone": lambda matter, by, at: by.id != "system" or goes_on(matter, at),
    "done": lambda matter, by, at: _own(matter, by, PartState.TAKEN, lead=True) and over(matter),
    "check": lambda matter, by, at: by.id not in matter.handlers,
    "call_back": lambda matter, by, at: matter.contact,
    "close": lambda matter, by, at: not matter.contact or len(matter.calls) >= TRIES,
    "rate": lambda matter, by, at: not matter.rated and at <= reopening_ends(matter),
    "reopen": _reopen,
    "spot_check": _spot_check,
    "final_answer": lambda matter, by, at: bool(matter.reopened) and not matter.final_answer,
    "withdraw": lambda matter, by, at: not matter.withdrawn,
    "void": lambda matter, by, at: matter.void_asked_by != by.id and not matter.absorbed,
    "urge": _outside,
    "supervise": _outside,
    "list": lambda matter, by, at: _outside(matter, by, at) and matter.supervision < LISTED,
    "unlist": lambda matter, by, at: matter.supervision >= LISTED and matter.part_of(by.unit) is None,
    "import_close": lambda matter, by, at: matter.foreign_run,
    "adopt": lambda matter, by, at: matter.foreign_run,
}
