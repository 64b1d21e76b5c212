"""The openings of some years laid end to end, so that working time can be counted without walking through it."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def instant_of(moment: datetime) -> int:
    """Microseconds since 1970-01-01T00:00Z, exact."""
    past = moment - EPOCH
    return (past.days * 86_400 + past.seconds) * 1_000_000 + past.microseconds


def moment_of(instant: int, zone: tzinfo) -> datetime:
    """The aware time of an instant, in `zone`."""
    seconds, micros = divmod(instant, 1_000_000)
    return datetime.fromtimestamp(seconds, zone).replace(microsecond=micros)


@dataclass(frozen=True, slots=True)
class Timetable:
    """Openings in order, as instants. A position is the working time before an instant, in microseconds."""

    opens: list[int]
    closes: list[int]
    before: list[int]  # position of each opening
    workdays: list[int]  # ordinals of the days with an opening
    total: int  # position of the end

    def position(self, instant: int) -> int:
        """How much working time lies before `instant`."""
        last = bisect_right(self.opens, instant) - 1
        if last < 0:
            return 0
        return self.before[last] + min(instant, self.closes[last]) - self.opens[last]

    def earliest(self, position: int) -> int | None:
        """The first instant with so much working time before it; None when the timetable ends earlier."""
        if position > self.total or not self.opens:
            return None
        at = max(bisect_left(self.before, position) - 1, 0)
        return self.opens[at] + position - self.before[at]

    def onward(self, position: int) -> int | None:
        """The instant at which work goes on from a position; None when the timetable ends there."""
        if position >= self.total:
            return None
        at = bisect_right(self.before, position) - 1
        return self.opens[at] + position - self.before[at]

    def workday_after(self, day: int, count: int) -> int | None:
        """The ordinal of the working day `count` working days after the working day `day`."""
        at = bisect_left(self.workdays, day) + count
        return self.workdays[at] if at < len(self.workdays) else None


def timetable_of(days: Iterable[tuple[int, Iterable[tuple[datetime, datetime]]]]) -> Timetable:
    """A timetable from (ordinal of the day, its openings), days in order."""
    opens: list[int] = []
    closes: list[int] = []
    before: list[int] = []
    workdays: list[int] = []
    total = 0
    for day, openings in days:
        for opening, closing in openings:
            start, end = instant_of(opening), instant_of(closing)
            opens.append(start)
            closes.append(end)
            before.append(total)
            total += end - start
            if not workdays or workdays[-1] != day:
                workdays.append(day)
    return Timetable(opens, closes, before, workdays, total)
