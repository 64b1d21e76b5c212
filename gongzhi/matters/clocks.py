"""What is due is found by the clock alone, and done by the system through the door, once, however many workers look."""

import logging
from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import partial
from os import getpid
from socket import gethostname
from typing import Any
from uuid import UUID, uuid4, uuid5

from django.db import OperationalError, transaction
from django.db.models import QuerySet

from gongzhi.bodies import reading as bodies
from gongzhi.kernel import SYSTEM
from gongzhi.matters import catalogues, claiming, many, rows
from gongzhi.matters.door import Order
from gongzhi.matters.loop.rehoming import Rehome
from gongzhi.matters.loop.state import OPEN, Matter
from gongzhi.matters.loop.timing import Falling, falling
from gongzhi.matters.many import Due, Outcome, Saying
from gongzhi.matters.models import KeptBack, MatterRow, PartRow
from gongzhi.matters.turns import turn

log = logging.getLogger(__name__)
BATCH, PIECE = 500, 100
"""Clocks that a worker works off in a round, and how many of them it claims and takes through the door at a time: who
waits to write about one of these matters, or (SQLite) about any, waits for a tenth of a second."""
_NEXT_AT = rows.CLOCK.index("next_at")


def work(at: datetime, limit: int = BATCH) -> int:
    """Do what is due by `at`, for up to `limit` clocks and as many ended matters; returns how many steps were taken.

    What fell due first is done first, over all matters: a machine that slept says on Monday what it missed on Saturday
    before what it missed on Sunday. Each step is recorded now and names the moment at which it fell due.
    """
    return _due(at, limit) + _over(at, limit) + _hold(at, limit)


def _due(at: datetime, limit: int) -> int:
    worker = f"{gethostname()[:20]}:{getpid()}:{uuid4().hex[:12]}"
    matters, done = dict[UUID, None](), 0
    for size in _pieces(limit):
        claimed = claiming.claim(at, size, worker)
        piece = list(dict.fromkeys(matter for matter, _ in claimed))
        # Where there is more to claim, nothing is said that fell due later than what others are still to hear.
        until = claimed[-1][1] if len(claimed) == size else at
        done += _through_the_door(piece, partial(_next, until=until), at)
        matters |= dict.fromkeys(piece)
        if len(claimed) < size:
            break
    claiming.release(matters, worker)
    return done


def _pieces(limit: int) -> Iterator[int]:
    """How much of a round is done at a time."""
    for first in range(0, limit, PIECE):
        yield min(PIECE, limit - first)


def _over(at: datetime, limit: int) -> int:
    """Archive what has been over for thirty days."""
    done = 0
    for size in _pieces(limit):
        archived = _over_at_once(at, size)
        done += archived
        if archived < size:
            break
    return done


def _over_at_once(at: datetime, limit: int) -> int:
    with turn(), transaction.atomic():
        ended = MatterRow.objects.filter(archive_at__lte=at).exclude(id__in=_kept(at)).order_by("archive_at")
        found = list(ended.select_for_update(skip_locked=True).values_list("id", flat=True)[:limit])
        return _through_the_door(found, partial(_next, until=at), at)


def _kept(at: datetime) -> QuerySet[Any]:
    return KeptBack.objects.filter(until__gt=at).values("matter_id")


def _next(state: Matter, until: datetime) -> Due | None:
    """What fell due first of what the system has to say; LookupError where a clock is due and nothing is to be said."""
    due = falling(state, catalogues.of(int(state.catalogue)).ladders, until)
    if due:
        return _order(state.id, due[0])
    silent = [row for row in rows.clock_rows(state) if row[_NEXT_AT] is not None and row[_NEXT_AT] <= until]
    if silent:
        raise LookupError(f"clock {silent[0][1]} is due, and nothing says what follows")
    return None


def _order(matter: UUID, falls: Falling) -> Due:
    """The order; its key follows from what fell due, so that nothing is done twice, whatever crashes."""
    moment, name, command = falls
    rung = getattr(command, "rung", "")
    key = uuid5(matter, f"{name} {rung} {moment:%Y-%m-%dT%H:%M:%S.%f%z}")
    return Due(moment, Order(command=command, by=SYSTEM, key=key, matter=matter))


def _hold(at: datetime, limit: int) -> int:
    """Give what units held or shared that are there no longer to the nearest centre that is."""
    gone = bodies.gone(at)
    if not gone:
        return 0
    held = MatterRow.objects.filter(holder__in=gone, stage__in=OPEN).exclude(id__in=_kept(at))
    shared = PartRow.objects.filter(unit__in=gone, state__in=("offered", "taken")).exclude(matter_id__in=_kept(at))
    found = [*held.values_list("id", flat=True)[:limit], *shared.values_list("matter_id", flat=True)[:limit]]
    return _through_the_door(list(dict.fromkeys(found)), _rehoming(gone, at), at)


def _rehoming(gone: frozenset[str], at: datetime) -> Saying:
    def say(state: Matter) -> Due | None:
        left = state.holder in gone or any(part.open and part.unit in gone for part in state.parts)
        return _order(state.id, (at, f"rehome {state.version}", Rehome())) if left and state.open else None

    return say


def _through_the_door(matters: Sequence[UUID], say: Saying, at: datetime) -> int:
    """Let the matters go on; how many steps were taken. Those that cannot are named in the log and kept back."""
    outcomes = _outcomes(matters, say, at)
    for matter, outcome in outcomes.items():
        if outcome.fault is not None:
            until = claiming.keep_back(matter, _named(outcome.fault), at)
            log.error("The clock of %s is kept back until %s", matter, until, exc_info=outcome.fault)
    claiming.let_go(matter for matter, outcome in outcomes.items() if outcome.fault is None)
    return sum(len(outcome.done) for outcome in outcomes.values())


def _outcomes(matters: Sequence[UUID], say: Saying, at: datetime) -> dict[UUID, Outcome]:
    """As `many.execute`; where the writing fails, in halves, until the matter is found that cannot be written."""
    if not matters:
        return {}
    try:
        return many.execute(matters, say, at=at)
    except OperationalError:
        # The database is away or in a hurry: that is no fault of a matter, and the round is done again.
        raise
    except Exception as fault:  # noqa: BLE001 - it is named, in the log and beside the matter, where it is one matter's
        if len(matters) == 1:
            return {matters[0]: Outcome(fault=fault)}
        half = len(matters) // 2
        return _outcomes(matters[:half], say, at) | _outcomes(matters[half:], say, at)


def _named(fault: Exception) -> str:
    """The kind of fault and where it is; never what it says, for that may be somebody's words."""
    trace = fault.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    code = getattr(fault, "code", "")
    where = f"{trace.tb_frame.f_code.co_name}:{trace.tb_lineno}" if trace is not None else ""
    return " ".join(filter(None, (type(fault).__name__, code, where)))
