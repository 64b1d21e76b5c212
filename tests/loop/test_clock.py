"""Worked examples of the clock, counted by hand from the notices of 2025 and 2026."""

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from gongzhi.catalogue import Calendar, Limit, TimeUnit, read
from gongzhi.kernel import Refused
from gongzhi.matters.loop.clock import Due, due, due_published

CATALOGUE = read(Path(__file__).parents[2] / "catalogue")
STANDARD = CATALOGUE.calendars["standard"]


def at(text: str) -> datetime:
    return datetime.fromisoformat(text if "+" in text[10:] or text.endswith("Z") else f"{text}+08:00")


def counted(amount: str, unit: TimeUnit, start: str, *spans: tuple[str, str], statutory: bool = False) -> Due:
    limit = Limit(name="handle", amount=Decimal(amount), unit=unit, statutory=statutory)
    return due(limit, STANDARD, at(start), tuple((at(since), at(until)) for since, until in spans))


WORK_HOURS = [
    ("4", "2025-09-30T16:00", "2025-10-09T11:30"),  # eve of National Day: ends at the end of the morning
    ("1", "2025-09-30T16:00", "2025-09-30T17:00"),  # uses the day up, does not run into the next
    ("3", "2025-09-29T08:30", "2025-09-29T11:30"),
    ("7", "2025-09-29T08:30", "2025-09-29T17:00"),
    ("3.5", "2025-09-29T08:30", "2025-09-29T13:30"),  # over lunch
    ("2", "2025-09-29T12:00", "2025-09-29T15:00"),  # from lunch
    ("2", "2025-09-29T06:00", "2025-09-29T10:30"),  # before opening
    ("2", "2025-09-27T10:00", "2025-09-28T10:30"),  # Saturday → Sunday 28th is worked
    ("2", "2025-10-11T16:00", "2025-10-13T09:30"),  # Saturday 11th is worked, Sunday is not
    ("4", "2026-02-13T16:00", "2026-02-14T11:30"),  # Saturday before Spring Festival is worked
    ("8", "2026-02-14T08:30", "2026-02-24T09:30"),  # over nine days of Spring Festival
    ("105", "2025-01-02T08:30", "2025-01-22T17:00"),  # fifteen days
    ("0.000001", "2025-09-29T12:00", "2025-09-29T13:00:00.003600"),
]
WORK_DAYS = [
    ("1", "2025-09-30T16:00", "2025-10-09T16:00"),
    ("1", "2025-09-29T08:30", "2025-09-30T08:30"),
    ("1", "2025-09-29T12:00", "2025-09-30T13:00"),  # lunch counts from the next opening
    ("1", "2025-09-27T12:00", "2025-09-29T08:30"),  # Saturday → opening of Sunday 28th, worked
    ("5", "2025-10-09T10:00", "2025-10-15T10:00"),  # 10, 11 (worked Saturday), 13, 14, 15
    ("1", "2025-10-10T17:00", "2025-10-13T08:30"),  # closing time is outside hours → 11th
    ("2", "2026-02-13T10:00", "2026-02-24T10:00"),
    ("5", "2026-02-24T09:00", "2026-03-02T09:00"),  # Saturday 28th is worked
    ("1", "2025-12-31T10:00", "2026-01-04T10:00"),  # across the year; Sunday 4th is worked
    ("20", "2026-01-05T09:00", "2026-02-02T09:00"),
]
OTHERS: list[tuple[str, TimeUnit, str, str]] = [
    ("24", "clock_hours", "2026-02-14T20:00", "2026-02-15T20:00"),
    ("0.5", "clock_hours", "2025-10-01T23:45", "2025-10-02T00:15"),
    ("3", "calendar_days", "2025-09-30T16:00", "2025-10-04T00:00"),  # the end of 3 October
    ("1", "calendar_days", "2025-09-30T00:00", "2025-10-02T00:00"),
    ("90", "calendar_days", "2026-12-01T08:00", "2027-03-02T00:00"),  # needs no notice
]
STATUTORY = [
    ("3", "2025-09-30T16:00", "2025-10-10T00:00"),  # 3 October → 9 October
    ("7", "2026-02-07T09:00", "2026-02-15T00:00"),  # Saturday 14th is worked
    ("10", "2026-02-10T09:00", "2026-02-25T00:00"),
    ("5", "2025-09-01T09:00", "2025-09-09T00:00"),  # Saturday → Monday
]


@pytest.mark.parametrize(("amount", "start", "end"), WORK_HOURS)
def test_work_hours_end_at_the_earliest_instant(amount: str, start: str, end: str) -> None:
    assert counted(amount, "work_hours", start).due_at == at(end)


@pytest.mark.parametrize(("amount", "start", "end"), WORK_DAYS)
def test_work_days_end_at_the_same_time_of_day(amount: str, start: str, end: str) -> None:
    assert counted(amount, "work_days", start).due_at == at(end)


@pytest.mark.parametrize(("amount", "unit", "start", "end"), OTHERS)
def test_clock_hours_and_calendar_days_pass_on_every_day(amount: str, unit: TimeUnit, start: str, end: str) -> None:
    assert counted(amount, unit, start).due_at == at(end)


@pytest.mark.parametrize(("amount", "start", "end"), STATUTORY)
def test_statutory_days_roll_to_the_end_of_the_next_working_day(amount: str, start: str, end: str) -> None:
    assert counted(amount, "calendar_days", start, statutory=True).due_at == at(end)


def test_the_offset_of_the_start_is_kept() -> None:
    assert counted("4", "work_hours", "2025-09-30T08:00+00:00").due_at.isoformat() == "2025-10-09T03:30:00+00:00"


def test_lights_change_when_half_and_four_fifths_are_used() -> None:
    found = counted("5", "work_hours", "2025-09-29T08:30")
    assert (found.yellow_at, found.orange_at) == (at("2025-09-29T11:00"), at("2025-09-29T14:00"))
    assert found.due_at == at("2025-09-29T15:00")


SUSPENDED: list[tuple[str, TimeUnit, str, tuple[tuple[str, str], ...], str]] = [
    ("4", "work_hours", "2025-09-29T08:30", (("2025-09-29T09:00", "2025-09-29T10:00"),), "2025-09-29T15:00"),
    ("4", "work_hours", "2025-09-29T08:30", (("2025-09-29T11:30", "2025-09-29T13:00"),), "2025-09-29T14:00"),
    ("4", "work_hours", "2025-09-29T08:30", (("2025-09-29T14:00", "2025-09-30T13:00"),), "2025-09-29T14:00"),
    ("4", "work_hours", "2025-09-29T08:30", (("2025-09-01T08:00", "2025-09-29T09:00"),), "2025-09-29T14:30"),
    ("1", "work_days", "2025-09-29T10:00", (("2025-09-29T15:00", "2025-09-30T10:00"),), "2025-09-30T15:00"),
    ("1", "work_days", "2025-09-29T08:30", (("2025-09-29T12:00", "2025-09-29T12:30"),), "2025-09-30T08:30"),
    ("1", "work_days", "2025-09-29T10:00", (("2025-09-30T10:00", "2025-09-30T12:00"),), "2025-09-30T10:00"),
    (
        "1", "work_days", "2025-09-29T08:30",  # two that touch are one: due when both are over
        (("2025-09-29T18:00", "2025-09-30T10:00"), ("2025-09-30T10:00", "2025-09-30T11:00")), "2025-09-30T11:00",
    ),
    ("2", "clock_hours", "2025-10-01T10:00", (("2025-10-01T11:00", "2025-10-03T11:00"),), "2025-10-03T12:00"),
    ("3", "calendar_days", "2025-09-01T10:00", (("2025-09-02T10:00", "2025-09-03T09:00"),), "2025-09-07T00:00"),
    ("3", "calendar_days", "2025-09-01T10:00", (("2025-09-01T11:00", "2025-09-02T00:00"),), "2025-09-05T00:00"),
]  # fmt: skip


@pytest.mark.parametrize(("amount", "unit", "start", "spans", "end"), SUSPENDED)
def test_suspended_time_moves_the_due(
    amount: str, unit: TimeUnit, start: str, spans: tuple[tuple[str, str], ...], end: str
) -> None:
    assert counted(amount, unit, start, *spans).due_at == at(end)


def test_a_statutory_limit_does_not_end_on_a_day_that_stood_suspended() -> None:
    span = ("2025-09-08T10:00", "2025-09-08T11:00")
    assert counted("5", "calendar_days", "2025-09-01T09:00", span, statutory=True).due_at == at("2025-09-10T00:00")


def test_suspended_time_that_overlaps_is_taken_once() -> None:
    once = counted("4", "work_hours", "2025-09-29T08:30", ("2025-09-29T09:00", "2025-09-29T10:00"))
    twice = counted(
        "4",
        "work_hours",
        "2025-09-29T08:30",
        ("2025-09-29T09:30", "2025-09-29T10:00"),
        ("2025-09-29T09:00", "2025-09-29T10:00"),
    )
    assert twice.due_at == once.due_at


@pytest.mark.parametrize(
    ("unit", "start", "end", "until"),
    [
        ("work_days", "2026-12-31T10:00", "2026-12-31T17:00", date(2026, 12, 31)),
        ("work_hours", "2026-12-31T16:00", "2026-12-31T17:00", date(2026, 12, 31)),
        ("work_hours", "2027-01-05T10:00", "2027-01-05T10:00", date(2026, 12, 31)),
    ],
)
def test_a_clock_into_an_unpublished_year_runs_to_the_last_known_day(
    unit: TimeUnit, start: str, end: str, until: date
) -> None:
    found = counted("2", unit, start)
    assert not found.complete
    assert (found.due_at, found.unpublished, found.until) == (at(end), 2027, until)
    assert at(start) <= found.yellow_at <= found.orange_at <= found.due_at


def test_a_clock_that_began_before_the_first_notice_knows_no_day() -> None:
    found = counted("2", "work_hours", "2024-12-31T10:00")
    assert (found.unpublished, found.until) == (2024, None)


def test_statutory_days_into_an_unpublished_year_end_unrolled_and_say_so() -> None:
    found = counted("60", "calendar_days", "2026-12-01T10:00", statutory=True)
    assert (found.due_at, found.unpublished) == (at("2027-01-31T00:00"), 2027)


def test_asked_exactly_the_unpublished_year_is_refused() -> None:
    limit = Limit(name="handle", amount=5, unit="work_days")
    with pytest.raises(Refused, match="calendar-year-unpublished") as refused:
        due_published(limit, STANDARD, at("2026-12-30T10:00"))
    assert refused.value.details == {"year": 2027, "calendar": "standard"}
    assert due_published(limit, STANDARD, at("2025-10-09T10:00")).complete


@pytest.mark.parametrize(
    ("start", "code"), [("2025-09-30T16:00:00", "time-without-offset"), ("0999-01-01T00:00+08:00", "time-out-of-range")]
)
def test_a_start_that_cannot_be_counted_is_refused(start: str, code: str) -> None:
    with pytest.raises(Refused, match=code):
        due(Limit(name="handle", amount=1, unit="work_hours"), STANDARD, datetime.fromisoformat(start))


def test_a_suspension_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(Refused, match="suspension-backwards"):
        counted("1", "work_hours", "2025-09-29T08:30", ("2025-09-29T10:00", "2025-09-29T09:00"))


@pytest.mark.parametrize(
    ("amount", "unit", "code"),
    [
        ("0", "work_hours", "limit-amount-wrong"),
        ("-1", "work_days", "limit-amount-wrong"),
        ("NaN", "clock_hours", "limit-amount-wrong"),
        ("1e9", "clock_hours", "limit-amount-wrong"),
        ("0.0000001", "clock_hours", "limit-amount-wrong"),
        ("0.5", "work_days", "limit-days-whole"),
        ("1.5", "calendar_days", "limit-days-whole"),
        ("1", "moons", "limit-unit-unknown"),
    ],
)
def test_a_limit_without_sense_is_refused(amount: str, unit: TimeUnit, code: str) -> None:
    with pytest.raises(Refused, match=code):
        Limit(name="handle", amount=Decimal(amount), unit=unit)


def test_around_the_clock_work_hours_are_clock_hours() -> None:
    always: Calendar = CATALOGUE.calendars["around-the-clock"]
    start = at("2025-09-30T16:00")
    for unit in ("work_hours", "clock_hours"):
        limit = Limit(name="handle", amount=30_000, unit=unit)
        assert due(limit, always, start).due_at == at("2029-03-03T16:00")
