"""A clock by pencil: a calendar of plain sets, laid out minute by minute and walked one minute at a time.

It is slow and simple on purpose and shares nothing with the product: what it says is what the rules say.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta

DAY = 1440
Span = tuple[int, int]  # minutes, half-open: of one day, or since the first day
Hours = tuple[Span, ...]
Week = tuple[tuple[Hours, ...], Hours]  # Monday … Sunday; a make-up workday
LEAP = [(day.month, day.day) for day in (date(2000, 1, 1) + timedelta(n) for n in range(366))]


@dataclass(frozen=True)
class Pencil:
    """Openings by season and weekday, days off, days worked instead, and the years that are known (None: all)."""

    first: date
    days: int
    seasons: dict[tuple[int, int], Week]  # by the month and day on which they begin
    off: frozenset[date]
    worked: frozenset[date]
    known: frozenset[int] | None
    hours: list[Hours] = field(init=False, compare=False, repr=False)  # of each day
    minutes: bytearray = field(init=False, compare=False, repr=False)  # 1 where it is open

    def __post_init__(self) -> None:
        hours, minutes = [self.openings(day) for day in range(self.days)], bytearray(self.days * DAY)
        for day, openings in enumerate(hours):
            for opens, closes in openings:
                minutes[day * DAY + opens : day * DAY + closes] = b"\1" * (closes - opens)
        object.__setattr__(self, "hours", hours)
        object.__setattr__(self, "minutes", minutes)

    def when(self, day: int) -> date:
        return self.first + timedelta(days=day)

    def knows(self, day: int) -> bool:
        return self.known is None or self.when(day).year in self.known

    def openings(self, day: int) -> Hours:
        """The openings of the day; in a year that nobody knows there are none."""
        when = self.when(day)
        if not self.knows(day) or when in self.off:
            return ()
        week, make_up = self.seasons[self.season(when)]
        return make_up if when in self.worked else week[when.weekday()]

    def season(self, when: date) -> tuple[int, int]:
        """The last day on which a season began: back day by day through the year, and on from its end."""
        at = LEAP.index((when.month, when.day))
        while LEAP[at] not in self.seasons:
            at -= 1
        return LEAP[at]

    def lasts(self, start: int) -> int:
        """The minute at which the known years around `start` end."""
        day = start // DAY
        while day < self.days and self.knows(day):
            day += 1
        return day * DAY


@dataclass(frozen=True)
class End:
    """When it is due and its light changes, in tenths of a minute; how many minutes were counted, of which run; the
    year that is missing."""

    due: int
    yellow: int
    orange: int
    counted: int
    running: bytearray = field(compare=False, repr=False)
    missing: int | None = None


def laid(spans: list[Span], minutes: int) -> bytearray:
    """Every minute that stands suspended."""
    found = bytearray(minutes)
    for since, until in spans:
        found[since:until] = b"\1" * (until - since)
    return found


def without(minutes: bytearray, spans: list[Span]) -> bytearray:
    """The minutes that run though those stand suspended."""
    found = bytearray(minutes)
    for since, until in spans:
        found[since:until] = bytes(until - since)
    return found


def walk(running: bytearray, start: int, amount: int, until: int) -> int | None:
    """The end of the minute in which the last of `amount` running minutes passes; None when that is not by `until`."""
    at = start
    while amount and at < until:
        amount -= running[at]
        at += 1
    return None if amount else at


def lights(running: bytearray, start: int, amount: int) -> tuple[int, int]:
    """When half and four fifths of `amount` running minutes have passed, in tenths of a minute."""
    found, passed, at = [], 0, start
    for mark in (amount * 5, amount * 8):
        while passed + 10 * running[at] < mark:
            passed += 10 * running[at]
            at += 1
        found.append(at * 10 + mark - passed)
    return found[0], found[1]


def clock_hours(pencil: Pencil, amount: int, start: int, spans: list[Span]) -> End:
    """Every minute passes, but for those that stand suspended."""
    running = without(bytearray(b"\1" * (pencil.days * DAY)), spans)
    end = walk(running, start, amount, pencil.days * DAY)
    assert end is not None
    return End(end * 10, *lights(running, start, amount), amount, running)


def work_hours(pencil: Pencil, amount: int, start: int, spans: list[Span]) -> End:
    """Minutes pass while it is open."""
    running, lasts = without(pencil.minutes, spans), pencil.lasts(start)
    end = walk(running, start, amount, lasts)
    if end is None:
        return cut(pencil, running, start, lasts)
    return End(end * 10, *lights(running, start, amount), amount, running)


def work_days(pencil: Pencil, days: int, start: int, spans: list[Span]) -> End:
    """The same time of day, `days` open days on; open minutes that stood suspended on the way are worked after it,
    and then it is due when work goes on."""
    running, lasts = without(pencil.minutes, spans), pencil.lasts(start)
    plain = days_on(pencil, days, start, lasts)
    if plain is None:
        return cut(pencil, running, start, lasts)
    amount = sum(pencil.minutes[start:plain])
    end: int | None = plain
    if any(since < plain and any(pencil.minutes[max(since, start) : until]) for since, until in joined(spans)):
        still = laid(spans, len(running))
        end = walk(running, start, amount, lasts)
        while end is not None and not (pencil.minutes[end] and not (still[end] and still[end - 1])):
            end = end + 1 if end + 1 < lasts else None
    if end is None:
        return cut(pencil, running, start, lasts)
    return End(end * 10, *lights(running, start, amount), sum(running[start:end]), running)


def joined(spans: list[Span]) -> list[Span]:
    """Spans that overlap or touch are one."""
    found: list[Span] = []
    for since, until in sorted(spans):
        if found and since <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], until))
        else:
            found.append((since, until))
    return found


def days_on(pencil: Pencil, days: int, start: int, lasts: int) -> int | None:
    """The time of day at which work begins to pass, that many open days on; where that day has other hours, at the
    closing that has just passed, else at its opening."""
    begun = start
    while begun < lasts and not pencil.minutes[begun]:
        begun += 1
    day, left = begun // DAY, days
    while left and (day + 1) * DAY < lasts:
        day += 1
        left -= bool(pencil.hours[day])
    if left:
        return None
    plain = day * DAY + begun % DAY
    if not pencil.minutes[plain]:
        closed = [closes for _, closes in pencil.hours[day] if closes <= begun % DAY]
        plain = day * DAY + (closed[-1] if closed else pencil.hours[day][0][0])
    return plain


def cut(pencil: Pencil, running: bytearray, start: int, lasts: int) -> End:
    """As far as the calendar is known: the last closing, never before the start."""
    end = max(lasts, start)
    while end > start and not pencil.minutes[end - 1]:
        end -= 1
    amount = sum(running[start:end])
    return End(end * 10, *lights(running, start, amount), amount, running, pencil.when(lasts // DAY).year)


def calendar_days(pencil: Pencil, days: int, start: int, spans: list[Span], *, statutory: bool) -> End:
    """Whole days after the start day, without those of which any minute stands suspended; a statutory limit goes on
    to the end of an open day that does not, where that can be known."""
    still = laid(spans, pencil.days * DAY)
    day, left, running = start // DAY, days, bytearray(pencil.days * DAY)
    while left:
        day += 1
        if not any(still[day * DAY : (day + 1) * DAY]):
            left -= 1
            running[day * DAY : (day + 1) * DAY] = b"\1" * DAY
    end = day
    while statutory and pencil.knows(end) and (any(still[end * DAY : (end + 1) * DAY]) or not pencil.hours[end]):
        end += 1
    missing = pencil.when(end).year if statutory and not pencil.knows(end) else None
    due = (day if missing else end) + 1
    return End(due * DAY * 10, *lights(running, start, days * DAY), days * DAY, running, missing)


def lights_of(start: int, legs: list[End]) -> tuple[int, int]:
    """When half and four fifths of what all legs count have passed, each leg from where the one before ended."""
    total = sum(leg.counted for leg in legs)
    return shared(start, legs, total * 5), shared(start, legs, total * 8)


def shared(start: int, legs: list[End], mark: int) -> int:
    """When so many tenths of counted minutes have passed."""
    at = start
    for leg in legs:
        if mark <= leg.counted * 10:
            while mark > 10 * leg.running[at]:
                mark -= 10 * leg.running[at]
                at += 1
            return at * 10 + mark
        mark -= leg.counted * 10
        at = leg.due // 10
    return at * 10
