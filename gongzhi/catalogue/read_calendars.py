"""Calendars are read from `calendars/<code>.toml`, the notices they follow from `calendars/<set>/<year>.toml`."""

from collections.abc import Mapping
from datetime import date
from itertools import pairwise
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from gongzhi.catalogue.calendar import Calendar, Holiday, Notice, Opening, Season
from gongzhi.catalogue.table import Table

WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def calendars_in(files: Mapping[str, Table]) -> dict[str, Calendar]:
    """All calendars by code, each with the notices of the set it follows."""
    notices: dict[str, list[Notice]] = {}
    for path, at in files.items():
        if path.count("/") == 2:
            notices.setdefault(path.split("/")[1], []).append(_notice(at, path))
    return {
        code: _calendar(at, code, notices)
        for code, at in ((path.split("/")[1].removesuffix(".toml"), at) for path, at in files.items())
        if f"calendars/{code}.toml" in files and code not in notices
    }


def _calendar(at: Table, code: str, notices: Mapping[str, list[Notice]]) -> Calendar:
    name, zone = at.name("name"), _zone(at)
    follows = at.text("holidays") if at.has("holidays") else None
    seasons = tuple(sorted((_season(each) for each in at.tables("seasons")), key=lambda season: season.begins))
    if not seasons or not all(any(season.week) for season in seasons):
        at.fault("value-wrong", "seasons", value="—", expected="at least one season with open hours")
    if follows is not None and follows not in notices:
        at.fault("reference-unknown", "holidays", value=follows)
    at.done()
    kept = tuple(sorted(notices.get(follows, ()), key=lambda notice: notice.year)) if follows is not None else None
    return Calendar(code=code, name=name, zone=zone, seasons=seasons, notices=kept)


def _zone(at: Table) -> str:
    zone = at.text("zone")
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        at.fault("value-wrong", "zone", value=zone, expected="Asia/Shanghai, …")
        return "UTC"
    return zone


def _season(at: Table) -> Season:
    """Hours of a season: `days` have `hours`; a day in `on` has its own."""
    begins = _month_day(at, "begins")
    days = at.choices("days", WEEK)
    hours = _openings(at, "hours")
    own = at.table("on") if at.has("on") else Table({}, at.file, at.path("on"), at.found)
    week = tuple(_openings(own, day) if own.has(day) else (hours if day in days else ()) for day in WEEK)
    own.done()
    at.done()
    return Season(begins=begins, week=week, make_up=hours)


def _month_day(at: Table, key: str) -> tuple[int, int]:
    said = at.text(key)
    try:
        day = date.fromisoformat(f"2000-{said}")
    except ValueError:
        at.fault("value-wrong", key, value=said, expected="MM-DD")
        return (1, 1)
    return (day.month, day.day)


def _openings(at: Table, key: str) -> tuple[Opening, ...]:
    """ "08:30-11:30" and so on, in order and apart."""
    found = [_opening(at, key, said) for said in at.strings(key)]
    for earlier, later in pairwise(found):
        if later[0] < earlier[1]:
            at.fault("value-wrong", key, value="overlap", expected="hours in order and apart")
            return tuple(found[:1])
    return tuple(found)


def _opening(at: Table, key: str, said: str) -> Opening:
    opens, _, closes = said.partition("-")
    start, end = _minute(opens), _minute(closes)
    if start is None or end is None or start >= end:
        at.fault("value-wrong", key, value=said, expected="HH:MM-HH:MM")
        return (0, 1440)
    return (start, end)


def _minute(said: str) -> int | None:
    hour, _, minute = said.partition(":")
    if not (len(hour) == len(minute) == 2 and said.isascii() and hour.isdigit() and minute.isdigit()):
        return None
    total = int(hour) * 60 + int(minute)
    return total if int(minute) < 60 and total <= 1440 else None


def _notice(at: Table, path: str) -> Notice:
    year = at.whole("year", least=1949, most=2200)
    if path.rpartition("/")[2] != f"{year}.toml":
        at.fault("value-wrong", "year", value=year, expected=path.rpartition("/")[2].removesuffix(".toml"))
    source = at.text("source")
    holidays = tuple(_holiday(each, year) for each in at.tables("holidays"))
    at.done()
    return Notice(year=year, source=source, holidays=holidays)


def _holiday(at: Table, year: int) -> Holiday:
    found = Holiday(name=at.name("name"), off=at.dates("off"), make_up=at.dates("make_up"))
    for day in (*found.off, *found.make_up):
        if abs(day.year - year) > 1:
            at.fault("value-wrong", "off", value=day, expected=f"{year}")
    for day in sorted({day for day in found.off if day in found.make_up}):
        at.fault("code-twice", "make_up", value=day, other=at.path("off"))
    at.done()
    return found
