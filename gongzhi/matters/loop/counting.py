"""Time is used up by counting it: working time on a timetable, hours as they pass, days by their midnights.

Everything here is in whole microseconds since 1970 ("instants"), so that nothing is ever rounded away.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from gongzhi.catalogue import Calendar, Limit, Timetable, instant_of, moment_of

Span = tuple[int, int]  # instants, half-open
AHEAD = (1, 20, 130)  # years laid out for a calendar that keeps no holidays, until the clock fits


@dataclass(frozen=True, slots=True)
class Ends:
    """The three instants, or the year that is not published."""

    due: int
    yellow: int
    orange: int
    unpublished: int | None = None


def _reach(
    position: Callable[[int], int], land: Callable[[int], int | None], used_up: int, suspended: Iterable[Span]
) -> int | None:
    """The instant at `used_up`, moved on by the counted time that each suspension before it took away."""
    end = land(used_up)
    for start, stop in suspended:
        if end is None or start >= end:
            break
        used_up += position(stop) - position(start)
        end = land(used_up)
    return end


def _lights(begun: int, amount: int) -> tuple[int, int]:
    """The positions at which 50 % and 80 % are used, rounded up to the microsecond."""
    return begun - (-amount // 2), begun - (-amount * 4 // 5)


def _same(instant: int) -> int:
    return instant


def _clock_hours(limit: Limit, calendar: Calendar, start: datetime, begun: int, suspended: list[Span]) -> Ends:
    return _elapsed(begun, limit.microseconds, suspended)


def _elapsed(begun: int, amount: int, suspended: list[Span]) -> Ends:
    yellow, orange = (_reach(_same, _same, at, suspended) for at in _lights(begun, amount))
    end = _reach(_same, _same, begun + amount, suspended)
    assert end is not None
    assert yellow is not None
    assert orange is not None
    return Ends(end, yellow, orange)


def _by_timetable(limit: Limit, calendar: Calendar, start: datetime, begun: int, suspended: list[Span]) -> Ends:
    """Working time: over the published years, or as many years as needed where no holidays are kept."""
    year = start.astimezone(calendar.tz).year
    if calendar.notices is None:
        runs = [(year, year + ahead) for ahead in AHEAD]
    else:
        run = calendar.published(year)
        if run is None:
            return Ends(begun, begun, begun, year)
        runs = [run]
    for first, last in runs:
        table = calendar.timetable(first, last)
        found = _working(limit, calendar, table, start, begun, suspended)
        if found is not None:
            return found
    end = max(begun, table.closes[-1])
    return Ends(end, *_cut(table, begun, end, suspended), last + 1)


def _working(
    limit: Limit, calendar: Calendar, table: Timetable, start: datetime, begun: int, suspended: list[Span]
) -> Ends | None:
    at = table.position(begun)
    if limit.unit == "work_hours":
        amount = limit.microseconds
        end = _reach(table.position, table.earliest, at + amount, suspended)
    else:
        plain = _days_on(limit.days, calendar, table, start, at)
        if plain is None:
            return None
        amount = table.position(plain) - at
        end = _moved(table, plain, suspended)
    if end is None:
        return None
    yellow, orange = (_reach(table.position, table.earliest, each, suspended) for each in _lights(at, amount))
    return None if yellow is None or orange is None else Ends(end, yellow, orange)


def _cut(table: Timetable, begun: int, end: int, suspended: list[Span]) -> tuple[int, int]:
    """The lights of a clock that was cut off at `end`: they share what was known."""
    at = table.position(begun)
    lost = sum(table.position(min(stop, end)) - table.position(min(since, end)) for since, stop in suspended)
    marks = _lights(at, max(table.position(end) - at - lost, 0))
    yellow, orange = (_reach(table.position, table.earliest, mark, suspended) for mark in marks)
    return (min(max(yellow or end, begun), end), min(max(orange or end, begun), end))


def _days_on(days: int, calendar: Calendar, table: Timetable, start: datetime, at: int) -> int | None:
    """The same time of day, `days` working days after the start or the opening that follows it."""
    opening = table.onward(at)
    if opening is None:
        return None
    first = moment_of(opening, calendar.tz)
    target = table.workday_after(first.toordinal(), days)
    if target is None:
        return None
    same = instant_of(first + timedelta(days=target - first.toordinal()))
    return _within_hours(table, same, target, calendar)


def _within_hours(table: Timetable, instant: int, day: int, calendar: Calendar) -> int:
    """`instant`, or where that day's hours differ (another season): its opening, or the closing just passed."""
    opening = table.onward(table.position(instant))
    if opening == instant:
        return instant
    openings = [(instant_of(a), instant_of(b)) for a, b in calendar.open_intervals(date.fromordinal(day))]
    passed = [closes for _, closes in openings if closes <= instant]
    return max(passed) if passed else openings[0][0]


def _moved(table: Timetable, plain: int, suspended: list[Span]) -> int | None:
    """The end of working days, moved on by the working time of each suspension that began before it."""
    end: int | None = plain
    used_up = table.position(plain)
    for since, stop in suspended:
        if end is None or since >= end:
            break
        lost = table.position(stop) - table.position(since)
        if lost:
            used_up += lost
            end = table.onward(used_up)
    return end


def _calendar_days(limit: Limit, calendar: Calendar, start: datetime, begun: int, suspended: list[Span]) -> Ends:
    """Whole days after the start day; a day with any suspended time in it is not counted."""
    first = start.astimezone(calendar.tz).toordinal() + 1
    lost = lost_days(calendar, first, suspended)
    end = _reach(_same, _same, first + limit.days, lost)
    assert end is not None
    begins = midnight_of(calendar, first)
    away = [(midnight_of(calendar, a), midnight_of(calendar, b)) for a, b in lost if a < end]
    counted = midnight_of(calendar, end) - begins - sum(b - a for a, b in away)
    lights = _elapsed(begins, counted, away)
    if not limit.statutory:
        return Ends(midnight_of(calendar, end), lights.yellow, lights.orange)
    rolled, unpublished = _rolled(calendar, end - 1, lost)
    return Ends(midnight_of(calendar, rolled + 1), lights.yellow, lights.orange, unpublished)


def lost_days(calendar: Calendar, first: int, suspended: list[Span]) -> list[Span]:
    """Ordinals of the days touched by suspended time, half-open, in order, each once, from `first` on."""
    lost: list[Span] = []
    for since, stop in suspended:
        a = max(moment_of(since, calendar.tz).toordinal(), lost[-1][1] if lost else first)
        b = moment_of(stop - 1, calendar.tz).toordinal() + 1
        if b > a:
            lost.append((a, b))
    return lost


def _rolled(calendar: Calendar, day: int, lost: list[Span]) -> tuple[int, int | None]:
    """The working day on which a statutory limit ends; where a year is unknown: `day` itself and that year."""
    last = day
    while True:
        when = date.fromordinal(last)
        if not calendar.knows(when.year):
            return day, when.year
        if calendar.day(when).openings and not any(a <= last < b for a, b in lost):
            return last, None
        last += 1


def midnight_of(calendar: Calendar, day: int) -> int:
    return instant_of(calendar.at(date.fromordinal(day), 0))


COUNT = {
    "work_hours": _by_timetable,
    "work_days": _by_timetable,
    "clock_hours": _clock_hours,
    "calendar_days": _calendar_days,
}
