"""What holds for every clock, whatever it counts: order, sums, an explanation of every minute, one zone for another."""

from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from gongzhi.catalogue import Limit, TimeUnit, read
from gongzhi.matters.loop.clock import due

STANDARD = read(Path(__file__).parents[2] / "catalogue").calendars["standard"]
ZONE = timezone(timedelta(hours=8))
FIRST = datetime(2025, 1, 1, tzinfo=ZONE)
DAY, DAYS = 1440, 730
Span = tuple[int, int]  # minutes since FIRST


def moment(minute: int) -> datetime:
    return FIRST + timedelta(minutes=minute)


def hours(minutes: int, unit: TimeUnit) -> Limit:
    return Limit(name="handle", amount=round(Decimal(minutes) / 60, 6), unit=unit)


STARTS = st.integers(0, (DAYS - 120) * DAY)
AMOUNTS = st.integers(1, 60).map(lambda n: n * 30)  # minutes; halves and fifths are whole


@st.composite
def suspensions(draw: st.DrawFn, start: int) -> list[Span]:
    """Some spans around the start, apart and in order."""
    near = st.integers(-2 * DAY, 12 * DAY) | st.sampled_from([0, 60, 90, 150, 240, 510, DAY, DAY + 510])
    marks = sorted(draw(st.sets(near, max_size=6)))
    pairs = [(max(start + a, 0), max(start + b, 0)) for a, b in zip(marks[::2], marks[1::2], strict=False)]
    return [pair for pair in pairs if pair[0] < pair[1]]


def moments(spans: list[Span]) -> tuple[tuple[datetime, datetime], ...]:
    return tuple((moment(since), moment(until)) for since, until in spans)


LIMITS = st.one_of(
    AMOUNTS.map(lambda minutes: hours(minutes, "work_hours")),
    AMOUNTS.map(lambda minutes: hours(minutes, "clock_hours")),
    st.integers(1, 30).map(lambda days: Limit(name="handle", amount=days, unit="work_days")),
    st.integers(1, 30).map(lambda days: Limit(name="handle", amount=days, unit="calendar_days", statutory=True)),
)


@settings(max_examples=100, deadline=None)
@given(limit=LIMITS, data=st.data(), start=STARTS, later=st.integers(0, 5 * DAY))
def test_who_starts_later_is_not_due_earlier(limit: Limit, data: st.DataObject, start: int, later: int) -> None:
    spans = moments(data.draw(suspensions(start)))
    first = due(limit, STANDARD, moment(start), spans)
    second = due(limit, STANDARD, moment(start + later), spans)
    assert first.due_at <= second.due_at


@settings(max_examples=100, deadline=None)
@given(first=AMOUNTS, second=AMOUNTS, start=STARTS)
def test_work_hours_add_up(first: int, second: int, start: int) -> None:
    between = due(hours(first, "work_hours"), STANDARD, moment(start)).due_at
    assert (
        due(hours(second, "work_hours"), STANDARD, between).due_at
        == due(hours(first + second, "work_hours"), STANDARD, moment(start)).due_at
    )


@settings(max_examples=100, deadline=None)
@given(first=st.integers(1, 20), second=st.integers(1, 20), start=STARTS)
def test_work_days_add_up(first: int, second: int, start: int) -> None:
    def days(count: int) -> Limit:
        return Limit(name="handle", amount=count, unit="work_days")

    between = due(days(first), STANDARD, moment(start)).due_at
    whole = due(days(first + second), STANDARD, moment(start)).due_at
    assert due(days(second), STANDARD, between).due_at == whole


@settings(max_examples=200, deadline=None)
@given(limit=LIMITS, data=st.data(), start=STARTS)
def test_every_minute_is_explained_once_and_suspended_time_is_never_counted(
    limit: Limit, data: st.DataObject, start: int
) -> None:
    spans = moments(data.draw(suspensions(start)))
    found = due(limit, STANDARD, moment(start), spans)
    assert moment(start) <= found.yellow_at <= found.orange_at <= found.due_at
    pieces = found.intervals
    assert (pieces[0].start, pieces[-1].end) == (found.start, found.due_at)
    assert all(earlier.end == later.start for earlier, later in pairwise(pieces))
    counted = [piece for piece in pieces if piece.counted]
    assert not any(piece.start < until and since < piece.end for piece in counted for since, until in spans)
    if limit.unit != "work_days":
        unit = limit.microseconds if limit.unit.endswith("hours") else limit.days * 24 * 3_600_000_000
        assert sum(piece.microseconds for piece in counted) == unit


@settings(max_examples=50, deadline=None)
@given(limit=LIMITS, start=STARTS, offset=st.integers(-12, 14))
def test_the_offset_changes_nothing_but_how_it_is_written(limit: Limit, start: int, offset: int) -> None:
    zone = timezone(timedelta(hours=offset))
    there = due(limit, STANDARD, moment(start).astimezone(zone)).due_at
    assert there.utcoffset() == timedelta(hours=offset)
    assert there.astimezone(UTC) == due(limit, STANDARD, moment(start)).due_at
