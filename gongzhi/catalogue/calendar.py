"""A calendar says when offices are open: weekly hours by season, public holidays and make-up workdays."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property
from typing import Literal
from zoneinfo import ZoneInfo

from gongzhi.catalogue.text import Text
from gongzhi.catalogue.timetable import Timetable, timetable_of
from gongzhi.kernel import Refused

DayReason = Literal["workday", "make-up", "weekend", "holiday"]
Opening = tuple[int, int]  # minutes of the day, half-open; 1440 is midnight at its end


@dataclass(frozen=True, kw_only=True, slots=True)
class Season:
    """Weekly hours in force from a day of the year until the next season begins."""

    begins: tuple[int, int]  # month, day
    week: tuple[tuple[Opening, ...], ...]  # seven days, Monday first; no opening: the day is off
    make_up: tuple[Opening, ...]  # the hours of a make-up workday, also on a weekday that has hours of its own


@dataclass(frozen=True, kw_only=True, slots=True)
class Holiday:
    """One holiday of a notice: the days off and the days worked instead."""

    name: Text
    off: tuple[date, ...]
    make_up: tuple[date, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Notice:
    """The published notice for one year (国务院办公厅关于节假日安排的通知)."""

    year: int
    source: str
    holidays: tuple[Holiday, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Day:
    """What a day is: its openings, why, and the holiday it belongs to."""

    openings: tuple[Opening, ...]
    reason: DayReason
    holiday: Text | None = None


@dataclass(frozen=True, kw_only=True)
class Calendar:
    """Weekly hours with holidays. `notices` is None where no holidays are kept: then every year is known."""

    code: str
    name: Text
    zone: str
    seasons: tuple[Season, ...]
    notices: tuple[Notice, ...] | None = None

    @cached_property
    def tz(self) -> ZoneInfo:
        """The zone in whose civil time the hours are written."""
        return ZoneInfo(self.zone)

    @cached_property
    def years(self) -> frozenset[int]:
        """The years with a published notice; empty where the calendar keeps no holidays."""
        return frozenset(notice.year for notice in self.notices or ())

    @cached_property
    def _named(self) -> dict[date, tuple[DayReason, Text]]:
        named: dict[date, tuple[DayReason, Text]] = {}
        for holiday in (each for notice in self.notices or () for each in notice.holidays):
            named |= dict.fromkeys(holiday.off, ("holiday", holiday.name))
            named |= dict.fromkeys(holiday.make_up, ("make-up", holiday.name))
        return named

    @cached_property
    def _timetables(self) -> dict[tuple[int, int], Timetable]:
        return {}

    def knows(self, year: int) -> bool:
        """Whether the holidays of `year` are published, or the calendar keeps none."""
        return self.notices is None or year in self.years

    def require(self, year: int) -> None:
        """Refuse with 422 `calendar-year-unpublished` unless the year is known."""
        if not self.knows(year):
            raise Refused("calendar-year-unpublished", status=422, year=year, calendar=self.code)

    def day(self, day: date) -> Day:
        """What `day` is; refuses with 422 `calendar-year-unpublished`, never guesses."""
        self.require(day.year)
        season = self._season(day)
        reason, name = self._named.get(day, (None, None))
        if reason == "holiday":
            return Day(openings=(), reason="holiday", holiday=name)
        openings = season.week[day.weekday()]
        if reason == "make-up":
            return Day(openings=season.make_up or openings, reason="make-up", holiday=name)
        return Day(openings=openings, reason="workday" if openings else "weekend")

    def open_intervals(self, day: date) -> tuple[tuple[datetime, datetime], ...]:
        """When offices are open on `day`: aware times of the calendar's zone, half-open."""
        return tuple((self.at(day, opens), self.at(day, closes)) for opens, closes in self.day(day).openings)

    def at(self, day: date, minute: int) -> datetime:
        """The instant of a minute of the day in civil time; 1440 is the midnight that ends it."""
        days, rest = divmod(minute, 1440)
        return datetime.combine(day + timedelta(days=days), time(rest // 60, rest % 60), self.tz)

    def published(self, year: int) -> tuple[int, int] | None:
        """First and last year of the unbroken run of known years around `year`; None when it is unknown."""
        if year not in self.years:
            return None
        first = last = year
        while first - 1 in self.years:
            first -= 1
        while last + 1 in self.years:
            last += 1
        return first, last

    def timetable(self, first: int, last: int) -> Timetable:
        """All openings of the years `first` to `last`, built once; refuses like `day`."""
        found = self._timetables.get((first, last))
        if found is None:
            days = (date.fromordinal(n) for n in range(date(first, 1, 1).toordinal(), date(last + 1, 1, 1).toordinal()))
            found = timetable_of((day.toordinal(), self.open_intervals(day)) for day in days)
            self._timetables[first, last] = found
        return found

    def _season(self, day: date) -> Season:
        here = (day.month, day.day)
        begun = [season for season in self.seasons if season.begins <= here]
        return max(begun or self.seasons, key=lambda season: season.begins)
