"""A clock is due at the earliest instant at which its time is used up; suspended time is never counted.

Hours are counted where the calendar is open (work-hours) or as they pass (clock-hours). Working days end at the same
time of day, n working days on; a start outside hours counts from the next opening. Calendar days end with the n-th
day after the start day: at 24:00, which is written as 00:00 of the day that follows. All intervals are half-open.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property

from gongzhi.catalogue import Calendar, Lang, Limit, Words, instant_of, moment_of
from gongzhi.kernel import Refused
from gongzhi.matters.loop.counting import COUNT, Span
from gongzhi.matters.loop.intervals import Interval, intervals_of, lines_of, short

EARLIEST, LATEST = 1900, 2200


@dataclass(frozen=True, kw_only=True)
class Due:
    """When a clock is due and when its light changes, in the offset of its start.

    `yellow_at` and `orange_at` are the earliest instants at which 50 % and 80 % are used (what is left counts, so
    50 % and 20 % remain). Where the calendar is not published far enough, `complete` is False, `unpublished` names
    the year, `until` the last known day, and `due_at` is the last known closing (never before the start); statutory
    calendar days whose rolling is unknown end unrolled.
    """

    due_at: datetime
    yellow_at: datetime
    orange_at: datetime
    limit: Limit
    start: datetime
    suspended: tuple[tuple[datetime, datetime], ...] = ()
    unpublished: int | None = None
    until: date | None = None
    calendar: Calendar = field(repr=False, compare=False)

    @property
    def complete(self) -> bool:
        """Whether the calendar was known to the end of the clock."""
        return self.unpublished is None

    @cached_property
    def intervals(self) -> tuple[Interval, ...]:
        """The time from start to due without a gap: what was counted, what was not, and why."""
        spans = _spans(self.suspended, instant_of(self.start))
        return intervals_of(self.limit, self.calendar, self.start, self.due_at, spans)


def due(
    limit: Limit,
    calendar: Calendar,
    start: datetime,
    suspended: tuple[tuple[datetime, datetime], ...] = (),
) -> Due:
    """When `limit`, counted by `calendar` from `start`, is used up; `suspended` are half-open (from, to).

    Refuses with 422 `time-without-offset`, `time-out-of-range` or `suspension-backwards`. Source: loop.md, Clocks.
    """
    for moment in (start, *(each for pair in suspended for each in pair)):
        _require_time(moment)
    begun = instant_of(start)
    ends = COUNT[limit.unit](limit, calendar, start, begun, _spans(suspended, begun))
    zone = start.tzinfo
    assert zone is not None
    return Due(
        due_at=moment_of(ends.due, zone),
        yellow_at=moment_of(ends.yellow, zone),
        orange_at=moment_of(ends.orange, zone),
        limit=limit,
        start=start,
        suspended=suspended,
        unpublished=ends.unpublished,
        until=_last_known_day(calendar, start, ends.unpublished),
        calendar=calendar,
    )


def due_published(
    limit: Limit,
    calendar: Calendar,
    start: datetime,
    suspended: tuple[tuple[datetime, datetime], ...] = (),
) -> Due:
    """As `due`, but refuses with 422 `calendar-year-unpublished` where the calendar is not known far enough."""
    found = due(limit, calendar, start, suspended)
    if found.unpublished is not None:
        raise Refused("calendar-year-unpublished", status=422, year=found.unpublished, calendar=calendar.code)
    return found


def explain(due: Due, words: Words, lang: Lang = "zh", *, begins: str = "clock.policy") -> list[str]:
    """The clock in words: its policy, each interval with its reason and minutes, and a sum that comes out exactly.

    `begins` is the key of the first line: `clock.extension` for a leg that goes on where another ended.
    """
    policy = words.text(
        begins,
        lang,
        start=short(due.start),
        amount=f"{Decimal(due.limit.amount).normalize():f}",
        unit=words.text(f"time_units.{due.limit.unit}", lang),
        calendar=due.calendar.name.say(lang),
    )
    end = words.text("clock.due", lang, due=short(due.due_at))
    lines = [policy, *lines_of(due.intervals, words, lang), end]
    if due.unpublished is not None:
        lines.append(words.text("clock.unpublished", lang, year=due.unpublished, until=due.until or "—"))
    return lines


def _require_time(moment: datetime) -> None:
    if moment.tzinfo is None or moment.utcoffset() is None:
        raise Refused("time-without-offset", status=422, time=moment.isoformat())
    if not EARLIEST <= moment.year <= LATEST:
        raise Refused("time-out-of-range", status=422, time=moment.isoformat(), first=EARLIEST, last=LATEST)


def _spans(suspended: Sequence[tuple[datetime, datetime]], begun: int) -> list[Span]:
    """The suspended time from the start on, in order, each instant once."""
    merged: list[Span] = []
    for start, end in sorted((instant_of(each[0]), instant_of(each[1])) for each in suspended):
        if end < start:
            raise Refused("suspension-backwards", status=422)
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        elif end > max(start, begun):
            merged.append((max(start, begun), end))
    return merged


def _last_known_day(calendar: Calendar, start: datetime, unpublished: int | None) -> date | None:
    """The last published day before the year that is missing; None when nothing was published before it."""
    if unpublished is None:
        return None
    before = [year for year in calendar.years if year < unpublished]
    return date(max(before), 12, 31) if before else None
