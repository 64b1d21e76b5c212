"""What stands in the way of a command before it is given, so that nobody is offered what would only be refused."""

from collections.abc import Callable
from datetime import datetime, timedelta

from gongzhi.kernel import Actor
from gongzhi.matters.loop.checking import TRIES
from gongzhi.matters.loop.closing import reopening_ends
from gongzhi.matters.loop.conversing import guarded
from gongzhi.matters.loop.levels import TRANSFERS
from gongzhi.matters.loop.roles import goes_on, over
from gongzhi.matters.loop.setting_aside import waiting_aside
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


def _appeal(matter: Matter, by: Actor, at: datetime) -> bool:
    return not matter.appealed and matter.ended_at is not None and at <= matter.ended_at + APPEAL


def _answer(matter: Matter, by: Actor, at: datetime) -> bool:
    return matter.urgency == "inquiry" and not matter.isolated and not matter.foreign_run


def _ours(matter: Matter, by: Actor, at: datetime) -> bool:
    return not matter.foreign_run


def _undecided(matter: Matter, by: Actor, at: datetime) -> bool:
    return not matter.foreign_run and not matter.arbitration


def _moves(matter: Matter, by: Actor, at: datetime) -> bool:
    return _undecided(matter, by, at) and matter.transfers < TRANSFERS


def _asked(what: str) -> Ready:
    def ready(matter: Matter, by: Actor, at: datetime) -> bool:
        return matter.asked is not None and matter.asked.what == what

    return ready


def _extend(matter: Matter, by: Actor, at: datetime) -> bool:
    return matter.asked is None and matter.urgency != "emergency"


def _suspend(matter: Matter, by: Actor, at: datetime) -> bool:
    return _extend(matter, by, at) and matter.suspended_until is None and not matter.on_ledger


def _recall(matter: Matter, by: Actor, at: datetime) -> bool:
    return all(part.state is not PartState.TAKEN for part in matter.parts)


def _reopen(matter: Matter, by: Actor, at: datetime) -> bool:
    return at <= reopening_ends(matter) and not (matter.final_answer and reported_by(matter, by))


def _spot_check(matter: Matter, by: Actor, at: datetime) -> bool:
    return matter.self_handled and matter.spot_check != "done" and at <= reopening_ends(matter)


READY: dict[str, Ready] = {
    "decline": lambda matter, by, at: not matter.isolated,
    "appeal": _appeal,
    "answer_directly": _answer,
    "hand_over": _ours,
    "write_to_reporter": lambda matter, by, at: not guarded(matter),
    "record_receipt": lambda matter, by, at: matter.clock("follow-up") is not None,
    "raise_up": _moves,
    "hand_down": _moves,
    "acknowledge": lambda matter, by, at: matter.transfer is not None and by.unit == matter.transfer.receiver,
    "merge": _ours,
    "mark_ownerless": _undecided,
    "dispatch": _undecided,
    "recall": _recall,
    "rule": lambda matter, by, at: matter.arbitration,
    "take": _offered,
    "return_part": lambda matter, by, at: not matter.locked,
    "extend": _extend,
    "grant_extension": _asked("extension"),
    "refuse_extension": _asked("extension"),
    "suspend": _suspend,
    "grant_suspension": _asked("suspension"),
    "refuse_suspension": _asked("suspension"),
    "resume": lambda matter, by, at: matter.suspended_until is not None,
    "put_on_ledger": lambda matter, by, at: matter.suspended_until is None,
    "take_off_ledger": lambda matter, by, at: matter.on_ledger,
    "rate_arrival": lambda matter, by, at: any(whistle.rating is None for whistle in matter.whistles),
    "part_done": lambda matter, by, at: _own(matter, by, PartState.TAKEN, lead=False),
    "milestone": lambda matter, by, at: by.id != "system" or goes_on(matter, at),
    "done": lambda matter, by, at: _own(matter, by, PartState.TAKEN, lead=True) and over(matter),
    "call_back": lambda matter, by, at: matter.contact,
    "close": lambda matter, by, at: not matter.contact or len(matter.calls) >= TRIES,
    "rate": lambda matter, by, at: not matter.rated and at <= reopening_ends(matter),
    "ask_aside": lambda matter, by, at: matter.rating is not None and matter.rating.aside is None,
    "grant_aside": lambda matter, by, at: waiting_aside(matter) is not None,
    "refuse_aside": lambda matter, by, at: waiting_aside(matter) is not None,
    "reopen": _reopen,
    "spot_check": _spot_check,
    "final_answer": lambda matter, by, at: bool(matter.reopened) and not matter.final_answer,
    "withdraw": lambda matter, by, at: not matter.withdrawn,
    "void": lambda matter, by, at: not matter.absorbed,
    "urge": _ours,
    "supervise": _ours,
    "list": lambda matter, by, at: _ours(matter, by, at) and matter.supervision < LISTED,
    "unlist": lambda matter, by, at: matter.supervision >= LISTED,
    "import_close": lambda matter, by, at: matter.foreign_run,
    "adopt": lambda matter, by, at: matter.foreign_run,
}
