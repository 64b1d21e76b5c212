"""A clock explains itself: every minute from start to due was counted or not, and each has its reason."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from gongzhi.catalogue import Calendar, Lang, Limit, Text, Words, instant_of, moment_of
from gongzhi.matters.loop.counting import Span, lost_days, midnight_of

MINUTE = 60_000_000  # microseconds
COUNTED = frozenset({"work", "make-up", "elapsed", "day"})
Piece = tuple[int, int, str, Text | None]  # from, to, reason, holiday


@dataclass(frozen=True, kw_only=True, slots=True)
class Interval:
    """Time from `start` to `end`, half-open, and why it was counted (work, make-up, elapsed, day) or not
    (night, lunch, weekend, holiday, suspended, start-day, rolled)."""

    start: datetime
    end: datetime
    reason: str
    holiday: Text | None = None

    @property
    def counted(self) -> bool:
        """Whether the clock ran."""
        return self.reason in COUNTED

    @property
    def microseconds(self) -> int:
        """The length as elapsed time."""
        return instant_of(self.end) - instant_of(self.start)

    def why(self, words: Words, lang: Lang) -> str:
        """The reason in words, with the holiday that it is about."""
        reason = words.text(f"clock.reasons.{self.reason}", lang)
        return f"{reason} {self.holiday.say(lang)}" if self.holiday else reason


def intervals_of(
    limit: Limit, calendar: Calendar, start: datetime, end: datetime, suspended: list[Span]
) -> tuple[Interval, ...]:
    """The time from `start` to `end` without a gap, in the offset of `start`."""
    begun, ended = instant_of(start), instant_of(end)
    if begun == ended:
        return ()  # nothing was counted, because the year of the start is not published
    if limit.unit == "calendar_days":
        pieces = _whole_days(limit.days, calendar, start, ended, suspended)
    elif limit.unit == "clock_hours":
        pieces = _without(iter([(begun, ended, "elapsed", None)]), suspended)
    else:
        pieces = _without(_working(calendar, start, ended), suspended)
    zone = start.tzinfo
    assert zone is not None
    return tuple(
        Interval(start=moment_of(a, zone), end=moment_of(b, zone), reason=reason, holiday=holiday)
        for a, b, reason, holiday in _joined(_clipped(pieces, begun, ended))
    )


def lines_of(intervals: Sequence[Interval], words: Words, lang: Lang) -> list[str]:
    """One line for each interval, and the sum, which is that of the lines."""
    lines = []
    sums = {True: 0, False: 0}
    for each, minutes in zip(intervals, minutes_of(intervals), strict=True):
        sums[each.counted] += minutes
        lines.append(
            words.text(
                "clock.counted" if each.counted else "clock.not_counted",
                lang,
                start=short(each.start),
                end=short(each.end),
                minutes=minutes,
                reason=each.why(words, lang),
            )
        )
    return [*lines, words.text("clock.sum", lang, counted=sums[True], other=sums[False])]


def minutes_of(intervals: Sequence[Interval]) -> list[int]:
    """Whole minutes for each interval, cut from the running total of what was counted and of what was not, so that
    they add up to the whole minutes of both."""
    minutes = []
    totals = {True: 0, False: 0}
    for each in intervals:
        before = totals[each.counted]
        totals[each.counted] += each.microseconds
        minutes.append(totals[each.counted] // MINUTE - before // MINUTE)
    return minutes


def short(moment: datetime) -> str:
    """The moment as people write it, in its own zone: to the minute, with seconds where there are any."""
    return moment.strftime("%Y-%m-%d %H:%M" if moment.second == 0 else "%Y-%m-%d %H:%M:%S")


def _working(calendar: Calendar, start: datetime, ended: int) -> Iterator[Piece]:
    """Day by day: openings, the time between and around them, days off."""
    for ordinal in range(start.astimezone(calendar.tz).toordinal(), moment_of(ended, calendar.tz).toordinal() + 1):
        midnight, next_midnight = midnight_of(calendar, ordinal), midnight_of(calendar, ordinal + 1)
        if midnight >= ended:
            return
        day = calendar.day(date.fromordinal(ordinal))
        if not day.openings:
            yield midnight, next_midnight, day.reason, day.holiday
            continue
        reason = "make-up" if day.reason == "make-up" else "work"
        gap, since = "night", midnight
        for opening, closing in calendar.open_intervals(date.fromordinal(ordinal)):
            opens, closes = instant_of(opening), instant_of(closing)
            yield since, opens, gap, None
            yield opens, closes, reason, day.holiday
            gap, since = "lunch", closes
        yield since, next_midnight, "night", None


def _whole_days(days: int, calendar: Calendar, start: datetime, ended: int, suspended: list[Span]) -> Iterator[Piece]:
    """The rest of the start day, the days counted, the days that stood suspended, the days rolled over."""
    first = start.astimezone(calendar.tz).toordinal() + 1
    lost = lost_days(calendar, first, suspended)
    yield instant_of(start), midnight_of(calendar, first), "start-day", None
    ordinal = first
    while midnight_of(calendar, ordinal) < ended:
        since, until = midnight_of(calendar, ordinal), midnight_of(calendar, ordinal + 1)
        if any(a <= ordinal < b for a, b in lost):
            yield since, until, "suspended", None
        elif days > 0:
            days -= 1
            yield since, until, "day", None
        else:
            day = calendar.day(date.fromordinal(ordinal))
            yield since, until, "rolled" if day.openings else day.reason, day.holiday
        ordinal += 1


def _without(pieces: Iterable[Piece], suspended: list[Span]) -> Iterator[Piece]:
    """The pieces with the suspended time cut out and named."""
    for since, until, reason, holiday in pieces:
        at = since
        for a, b in suspended:
            if b <= at or a >= until:
                continue
            yield at, max(a, at), reason, holiday
            yield max(a, at), min(b, until), "suspended", None
            at = min(b, until)
        yield at, until, reason, holiday


def _clipped(pieces: Iterable[Piece], begun: int, ended: int) -> Iterator[Piece]:
    for since, until, reason, holiday in pieces:
        if max(since, begun) < min(until, ended):
            yield max(since, begun), min(until, ended), reason, holiday


def _joined(pieces: Iterable[Piece]) -> list[Piece]:
    joined: list[Piece] = []
    for since, until, reason, holiday in pieces:
        if joined and joined[-1][1:] == (since, reason, holiday):
            joined[-1] = (joined[-1][0], until, reason, holiday)
        else:
            joined.append((since, until, reason, holiday))
    return joined
