"""A stored clock is counted anew from its policy, its calendar, what it left out and what it was given more."""

from collections.abc import Iterator
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist

from gongzhi.kernel import Refused
from gongzhi.matters import catalogues
from gongzhi.matters.loop.recount import recounted
from gongzhi.matters.loop.state import Clock, Matter

SHARE = 16
"""Of the clocks that were never moved those of one matter in so many are counted anew: the ones whose ids divide by it.

Counting takes a tenth of a millisecond: all clocks of a million matters would take ten minutes by themselves.
"""


def sampled(matter: UUID) -> bool:
    """Whether the matter is one of the share that is looked at more closely; the same ones every time."""
    return matter.int % SHARE == 0


def miscounted(matter: Matter) -> Iterator[str]:
    """Invariant 8: each clock that was suspended or extended, and every clock of a share of all matters, counted anew.

    It is counted by the hours that it began under, whatever the policy has become since.
    """
    every = sampled(matter.id)
    for clock in matter.clocks:
        if clock.amount is not None and (every or clock.suspended or clock.extended):
            yield from _counted(clock)


def _counted(clock: Clock) -> Iterator[str]:
    try:
        again = recounted(clock, catalogues.counted_with(clock))
    except (ObjectDoesNotExist, LookupError, ArithmeticError, ValueError, Refused) as error:
        yield f"{clock.name} cannot be counted by catalogue {clock.began_under} and {clock.counted_by}: {error!r}"
        return
    kept = (clock.yellow_at, clock.orange_at, clock.due_at)
    if kept != (again.yellow_at, again.orange_at, again.due_at):
        yield f"{clock.name} is due {clock.due_at}, counted anew {again.due_at}"
