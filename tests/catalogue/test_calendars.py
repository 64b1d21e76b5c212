"""The calendar agrees with the maintained package on every day, and a new year comes only from a notice."""

import csv
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import chinese_calendar
import pytest

from gongzhi.catalogue import Catalogue, import_notice, read
from gongzhi.kernel import Refused
from gongzhi.site.cli.frame import main

HEAD = "date,name,is_off_day,source_year,notice_url\n"
DAYS = [date(2025, 1, 1) + timedelta(days=n) for n in range(730)]


def test_every_day_of_2025_and_2026_is_as_the_maintained_package_says(catalogue: Catalogue) -> None:
    standard = catalogue.calendars["standard"]
    different = [day for day in DAYS if bool(standard.day(day).openings) != chinese_calendar.is_workday(day)]
    assert different == []


def test_make_up_days_and_holidays_say_which_holiday_they_belong_to(catalogue: Catalogue) -> None:
    day = catalogue.calendars["standard"].day(date(2026, 2, 14))
    assert (day.reason, day.holiday and day.holiday.en) == ("make-up", "Spring Festival")
    assert catalogue.calendars["standard"].day(date(2025, 10, 8)).reason == "holiday"
    assert catalogue.calendars["standard"].day(date(2025, 10, 12)).reason == "weekend"


def test_offices_open_at_half_past_eight_and_after_lunch(catalogue: Catalogue) -> None:
    openings = catalogue.calendars["standard"].open_intervals(date(2025, 9, 28))
    assert [(a.isoformat(), b.isoformat()) for a, b in openings] == [
        ("2025-09-28T08:30:00+08:00", "2025-09-28T11:30:00+08:00"),
        ("2025-09-28T13:00:00+08:00", "2025-09-28T17:00:00+08:00"),
    ]


def test_an_unpublished_year_is_an_error_and_never_a_guess(catalogue: Catalogue) -> None:
    with pytest.raises(Refused, match="calendar-year-unpublished") as refused:
        catalogue.calendars["standard"].day(date(2027, 1, 4))
    title, way_out = catalogue.words.refusal(refused.value.code, "en", **refused.value.details)
    assert "2027" in title
    assert "standard" in title
    assert "calendars/national/2027.toml" in way_out


def test_around_the_clock_is_always_open(catalogue: Catalogue) -> None:
    (opening,) = catalogue.calendars["around-the-clock"].open_intervals(date(2031, 10, 1))
    assert opening == tuple(datetime.fromisoformat(f"2031-10-0{n}T00:00:00+08:00") for n in (1, 2))


@pytest.fixture(scope="module")
def published(shared: Path) -> dict[date, tuple[str, str]]:
    """Every day that a notice since 2007 names: the holiday, and 1 where it is off or 0 where it is worked instead."""
    with (shared / "domain/cn_holidays_2007_2026.csv").open(encoding="utf-8-sig") as file:
        return {date.fromisoformat(row["date"]): (row["name"], row["is_off_day"]) for row in csv.DictReader(file)}


def as_published(catalogue: Catalogue, day: date, published: dict[date, tuple[str, str]]) -> bool:
    """Whether the standard calendar has `day` as the notices have it, with the holiday's name and English for it."""
    found = catalogue.calendars["standard"].day(day)
    if day not in published:
        return (found.reason, bool(found.openings)) == (("weekend", False), ("workday", True))[day.weekday() < 5]
    name, off = published[day]
    named = found.holiday is not None and found.holiday.zh == name and (found.holiday.en or "").isascii()
    return named and (found.reason, bool(found.openings)) == (("make-up", True), ("holiday", False))[off == "1"]


@pytest.mark.shared
def test_every_day_of_2025_and_2026_is_as_the_notices_name_it(
    catalogue: Catalogue, published: dict[date, tuple[str, str]]
) -> None:
    assert [day for day in DAYS if not as_published(catalogue, day, published)] == []
    assert sum(day.year in (2025, 2026) for day in published) == 72


@pytest.mark.shared
def test_the_notices_of_twenty_years_are_taken_in_and_every_day_is_as_they_name_it(
    shared: Path, published: dict[date, tuple[str, str]], folder: Path, settings: Any
) -> None:
    settings.CATALOGUE = folder
    for year in range(2007, 2027):
        assert main(["catalogue", "notice", str(shared / "domain/cn_holidays_2007_2026.csv"), "--year", str(year)]) == 0
    taken = read(folder)
    days = [date(2007, 1, 1) + timedelta(days=n) for n in range((date(2027, 1, 1) - date(2007, 1, 1)).days)]
    assert [day for day in days if not as_published(taken, day, published)] == []
    standard = taken.calendars["standard"]
    assert [day for day in days if bool(standard.day(day).openings) != chinese_calendar.is_workday(day)] == []


@pytest.mark.parametrize("year", [2025, 2026])
def test_the_notices_are_the_ones_of_the_maintained_list(year: int, shared: Path) -> None:
    rows = (shared / "domain/cn_holidays_2007_2026.csv").read_text("utf-8-sig")
    ours = Path(__file__).parents[2] / f"catalogue/calendars/national/{year}.toml"
    assert ours.read_text("utf-8") == import_notice(rows, year)


def test_a_new_notice_is_one_file_more(folder: Path) -> None:
    rows = HEAD + "2026-12-27,元旦,0,2027,https://notice\n2027-01-01,元旦,1,2027,https://notice\n"
    (folder / "calendars/national/2027.toml").write_text(import_notice(rows, 2027), "utf-8")
    standard = read(folder).calendars["standard"]
    assert standard.day(date(2026, 12, 27)).reason == "make-up"
    assert standard.day(date(2027, 1, 1)).reason == "holiday"
    assert standard.day(date(2027, 1, 4)).openings


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ("date,name\n2027-01-01,元旦\n", "notice-column-missing"),
        (HEAD + "2027-13-01,元旦,1,2027,x\n", "notice-row-wrong"),
        (HEAD + "2027-01-01,元旦,yes,2027,x\n", "notice-row-wrong"),
        (HEAD + "2029-01-01,元旦,1,2027,x\n", "notice-row-wrong"),
        (HEAD + "2026-01-01,元旦,1,2026,x\n", "notice-year-absent"),
    ],
)
def test_a_notice_that_cannot_be_read_is_refused(rows: str, code: str) -> None:
    with pytest.raises(Refused, match=code):
        import_notice(rows, 2027)
