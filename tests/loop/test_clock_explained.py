"""A clock prints its own explanation, in both languages, and the lines add up to the minute."""

import re
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from gongzhi.catalogue import Calendar, Lang, Limit, Season, Text, read
from gongzhi.matters.loop.clock import due, explain

CATALOGUE = read(Path(__file__).parents[2] / "catalogue")
STANDARD = CATALOGUE.calendars["standard"]
EVE = datetime.fromisoformat("2025-09-30T16:00:00+08:00")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_lines_add_up_to_the_minute(lang: Lang) -> None:
    start = EVE + timedelta(seconds=17)
    suspended = ((start + timedelta(seconds=605), start + timedelta(seconds=1299)),)
    found = due(Limit(name="handle", amount=4, unit="work_hours"), STANDARD, start, suspended)
    lines = explain(found, CATALOGUE.words, lang)
    minutes = [int(n) for line in lines[1:-2] for n in re.findall(r"(\d+) (?:分钟|min)", line)]
    assert [int(n) for n in re.findall(r"(\d+) (?:分钟|min)", lines[-2])] == [240, sum(minutes) - 240]
    assert lines[0].startswith(("自 2025-09-30 16:00:17 起", "From 2025-09-30 16:00:17")), lines[0]
    assert lines[-1].endswith(f"{found.due_at:%Y-%m-%d %H:%M:%S}")


@pytest.mark.parametrize(("amount", "said"), [("30.0", " 30 "), ("3E+1", " 30 "), ("3.50", " 3.5 ")])
def test_the_amount_is_written_plainly(amount: str, said: str) -> None:
    found = due(Limit(name="handle", amount=Decimal(amount), unit="clock_hours"), STANDARD, EVE)
    assert said in explain(found, CATALOGUE.words, "en")[0]


def test_the_reasons_of_the_eve_of_a_holiday() -> None:
    found = due(Limit(name="handle", amount=4, unit="work_hours"), STANDARD, EVE)
    assert [piece.reason for piece in found.intervals] == ["work", "night", "holiday", "night", "work"]
    assert found.intervals[2].holiday == Text("国庆节、中秋节", "National Day and Mid-Autumn Festival")


def test_weekend_make_up_day_and_lunch_are_named() -> None:
    saturday = datetime.fromisoformat("2025-09-27T10:00:00+08:00")
    found = due(Limit(name="handle", amount=4, unit="work_hours"), STANDARD, saturday)
    assert [piece.reason for piece in found.intervals] == ["weekend", "night", "make-up", "lunch", "make-up"]


def test_rolled_days_are_named() -> None:
    found = due(Limit(name="handle", amount=3, unit="calendar_days", statutory=True), STANDARD, EVE)
    assert [piece.reason for piece in found.intervals] == ["start-day", "day", "holiday", "rolled"]


def test_an_unpublished_year_is_said() -> None:
    late = datetime.fromisoformat("2026-12-31T16:00:00+08:00")
    found = due(Limit(name="handle", amount=4, unit="work_hours"), STANDARD, late)
    assert "2027" in explain(found, CATALOGUE.words)[-1]
    assert "2027" in explain(found, CATALOGUE.words, "en")[-1]


def test_a_clock_that_begins_in_an_unpublished_year_says_so_and_counts_nothing() -> None:
    later = datetime.fromisoformat("2027-01-05T10:00:00+08:00")
    found = due(Limit(name="handle", amount=4, unit="work_hours"), STANDARD, later)
    assert (found.due_at, found.intervals) == (later, ())
    assert "2027" in explain(found, CATALOGUE.words, "en")[-1]


def seasonal(zone: str) -> Calendar:
    """Summer until 17:30, winter until 16:30, weekends off, no holidays kept."""
    off: tuple[tuple[int, int], ...] = ()
    summer, winter = ((540, 720), (840, 1050)), ((540, 720), (840, 990))
    return Calendar(
        code="seasonal",
        name=Text("两季", "Two seasons"),
        zone=zone,
        seasons=(
            Season(begins=(5, 1), week=(summer,) * 5 + (off,) * 2, make_up=summer),
            Season(begins=(10, 1), week=(winter,) * 5 + (off,) * 2, make_up=winter),
        ),
    )


def test_a_season_lasts_until_the_next_begins_also_over_new_year() -> None:
    calendar = seasonal("Asia/Shanghai")
    assert [calendar.day(date(2030, *day)).openings[-1][1] for day in ((1, 2), (4, 30), (5, 1), (10, 1))] == [
        990,
        990,
        1050,
        990,
    ]


def test_a_time_of_day_after_closing_in_the_new_season_ends_at_closing() -> None:
    start = datetime(2030, 9, 30, 17, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
    found = due(Limit(name="handle", amount=1, unit="work_days"), seasonal("Asia/Shanghai"), start)
    assert found.due_at == datetime(2030, 10, 1, 16, 30, tzinfo=ZoneInfo("Asia/Shanghai"))
    lunch = ((start.replace(month=10, day=1, hour=12), start.replace(month=10, day=1, hour=13)),)
    again = due(Limit(name="handle", amount=1, unit="work_days"), seasonal("Asia/Shanghai"), start, lunch)
    assert again.due_at == found.due_at


def test_hours_are_local_when_the_clocks_of_a_zone_change() -> None:
    start = datetime(2030, 3, 8, 16, 0, tzinfo=ZoneInfo("America/New_York"))  # Friday before the change
    calendar = seasonal("America/New_York")
    found = due(Limit(name="handle", amount=2, unit="work_hours"), calendar, start)
    assert found.due_at.isoformat() == "2030-03-11T10:30:00-04:00"
    days = due(Limit(name="handle", amount=2, unit="calendar_days"), calendar, start)
    assert days.due_at.isoformat() == "2030-03-11T00:00:00-04:00"
