"""A clock that was suspended or extended is counted anew from its start; nobody sets a due time by hand.

An extension is a leg of its own that begins where the leg before ended; suspended time is counted in none of them.
"""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from fractions import Fraction

from gongzhi.catalogue import Calendar, Limit, instant_of, moment_of
from gongzhi.matters.loop.clock import Due, due
from gongzhi.matters.loop.state import Clock, Extra, replace

HALF, FOUR_FIFTHS = Fraction(1, 2), Fraction(4, 5)


def policy(clock: Clock) -> Limit:
    """The limit that a clock counts; LookupError where another system gave its due time."""
    if clock.amount is None or clock.measure is None or clock.calendar is None:
        raise LookupError(f"the clock {clock.name} has no policy: its due time was given")
    return _limit(clock.name, clock.amount, clock.measure, clock.calendar, statutory=clock.statutory)


def _limit(name: str, amount: float, measure: str, calendar: str, *, statutory: bool = False) -> Limit:
    return Limit(
        name=name,
        amount=Decimal(str(amount)).normalize(),
        unit=measure,  # type: ignore[arg-type]
        calendar=calendar,
        statutory=statutory,
    )


def legs(clock: Clock, calendars: Mapping[str, Calendar]) -> tuple[Due, ...]:
    """The clock's own limit and each extension after it, counted; in the offset of the first leg's calendar."""
    limit = policy(clock)
    calendar = calendars[limit.calendar]
    counted = [due(limit, calendar, clock.started_at.astimezone(calendar.tz), clock.suspended)]
    for extra in clock.extended:
        more = _limit("extension", extra.amount, extra.measure, extra.calendar)
        counted.append(due(more, calendars[more.calendar], counted[-1].due_at, clock.suspended))
    return tuple(counted)


def recounted(clock: Clock, calendars: Mapping[str, Calendar]) -> Clock:
    """The clock with due time and lights as its policy, suspensions and extensions make them."""
    counted = legs(clock, calendars)
    first, last = counted[0], counted[-1]
    if len(counted) == 1:
        return replace(clock, due_at=first.due_at, yellow_at=first.yellow_at, orange_at=first.orange_at)
    return replace(
        clock,
        due_at=last.due_at,
        yellow_at=used_up(counted, HALF),
        orange_at=used_up(counted, FOUR_FIFTHS),
    )


def used_up(counted: tuple[Due, ...], share: Fraction) -> datetime:
    """The earliest instant at which that share of the counted time of all legs is used up."""
    running = [each for leg in counted for each in leg.intervals if each.counted]
    left = -(-sum(each.microseconds for each in running) * share.numerator // share.denominator)
    for each in running:
        if left <= each.microseconds:
            zone = each.start.tzinfo
            assert zone is not None
            return moment_of(instant_of(each.start) + left, zone)
        left -= each.microseconds
    return counted[-1].due_at


def suspended(clock: Clock, since: datetime, until: datetime) -> Clock:
    """The clock with the time from `since` to `until` taken out of what it counts."""
    return replace(clock, suspended=(*clock.suspended, (since, until)))


def resumed(clock: Clock, at: datetime) -> Clock:
    """The clock counting again from `at`: the suspension that would have lasted longer ends there."""
    kept = tuple((since, min(until, at)) for since, until in clock.suspended if since < at)
    return replace(clock, suspended=kept)


def extended(clock: Clock, limit: Limit) -> Clock:
    """The clock with a leg more."""
    leg = Extra(amount=float(limit.amount), measure=limit.unit, calendar=limit.calendar)
    return replace(clock, extended=(*clock.extended, leg))
