"""Whoever may see a matter may ask how its clocks were counted: interval by interval, and the minutes add up."""

from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gongzhi.catalogue import Calendar, read
from gongzhi.matters.explaining import told
from gongzhi.matters.loop.state import Clock
from gongzhi.site.settings import CATALOGUE
from tests.http.conftest import Wire

KNOWN = read(CATALOGUE)
START = datetime.fromisoformat("2025-01-02T00:00:00+08:00")


def dispatched(wire: Wire) -> str:
    """A matter that waits to be taken since Monday 09:02."""
    at = str(wire.report()["id"])
    assert wire.do("accept", at, "clerk", 3).status == 200
    assert wire.do("dispatch", at, "colleague", 4, support=[]).status == 200
    return at


def test_each_interval_has_its_reason_and_the_minutes_add_up(wire: Wire) -> None:
    told = wire.get(f"/matters/{dispatched(wire)}/clocks", "clerk").json
    assert [(clock["serial"], clock["name"]) for clock in told["clocks"]] == [
        (1, "triage"),
        (2, "handling"),
        (3, "take:1"),
    ]
    take = told["clocks"][2]
    (leg,) = take["legs"]
    assert (leg["what"], leg["amount"], leg["measure"], leg["calendar"]) == ("limit", 1, "work_days", "standard")
    assert [(each["reason"], each["counted"], each["minutes"]) for each in leg["intervals"]] == [
        ("work", True, 148),
        ("lunch", False, 90),
        ("work", True, 240),
        ("night", False, 930),
        ("work", True, 32),
    ]
    assert (take["counted_minutes"], take["other_minutes"]) == (420, 1020)
    assert (leg["start"], leg["due_at"]) == (leg["intervals"][0]["start"], leg["intervals"][-1]["end"])


@pytest.mark.parametrize(("lang", "said"), [("zh-CN", "午休"), ("en", "lunch break")])
def test_the_reasons_are_said_in_the_callers_language(wire: Wire, lang: str, said: str) -> None:
    told = wire.get(f"/matters/{dispatched(wire)}/clocks/3", "clerk", accept_language=lang).json
    assert said in {each["words"] for leg in told["legs"] for each in leg["intervals"]}
    assert any(said in line for line in told["explanation"])


def test_one_clock_is_told_like_all_of_them(wire: Wire) -> None:
    at = dispatched(wire)
    every = wire.get(f"/matters/{at}/clocks", "clerk").json["clocks"]
    assert [wire.get(f"/matters/{at}/clocks/{clock['serial']}", "clerk").json for clock in every] == every


@pytest.mark.parametrize(
    ("serial", "code"), [("4", "clock-unknown"), ("0", "request-invalid"), ("99999", "request-invalid")]
)
def test_a_clock_that_is_not_there_is_refused(wire: Wire, serial: str, code: str) -> None:
    assert wire.get(f"/matters/{dispatched(wire)}/clocks/{serial}", "clerk").code == code


def test_who_may_not_see_the_matter_may_not_ask(wire: Wire) -> None:
    at = dispatched(wire)
    for path in (f"/matters/{at}/clocks", f"/matters/{at}/clocks/1"):
        assert wire.get(path, "handler").status == 200, "the unit that leads it"
        assert (wire.get(path, "stranger").status, wire.get(path).status) == (404, 401)


def test_a_due_that_was_given_has_no_legs() -> None:
    clock = clock_of("source", START, 1, None, None)
    found = told(1, clock, KNOWN.calendars, KNOWN.words, "en")
    assert (found["legs"], found["counted_minutes"]) == ([], 0)
    assert found["explanation"] == [f"The limit was given by the source: {clock.due_at.isoformat()}"]


def clock_of(
    name: str, start: datetime, amount: float, measure: str | None, calendar: str | None, **more: Any
) -> Clock:
    return Clock(
        name=name, unit=None, amount=amount if measure else None, measure=measure, calendar=calendar, started_at=start,
        yellow_at=start, orange_at=start, due_at=start + timedelta(days=1), **more,
    )  # fmt: skip


@st.composite
def clocks(draw: st.DrawFn) -> Clock:
    """Any clock that starts at any microsecond of 2025 or 2026."""
    start = START + draw(st.timedeltas(timedelta(0), timedelta(days=660)))
    calendar = draw(st.sampled_from(sorted(KNOWN.calendars)))
    measure = draw(st.sampled_from(["work_hours", "clock_hours", "work_days", "calendar_days"]))
    amount = draw(st.integers(1, 30)) if measure.endswith("days") else draw(st.integers(1, 200)) / 4
    return clock_of("handling", start, amount, measure, calendar, statutory=draw(st.booleans()))


@settings(max_examples=300, deadline=None)
@given(clock=clocks(), lang=st.sampled_from(["zh", "en"]))
def test_of_any_clock_the_intervals_follow_each_other_and_add_up(clock: Clock, lang: Any) -> None:
    known: dict[str, Calendar] = dict(KNOWN.calendars)
    found = told(1, clock, known, KNOWN.words, lang)
    for leg in found["legs"]:
        pieces = leg["intervals"]
        assert (pieces[0]["start"], pieces[-1]["end"]) == (leg["start"], leg["due_at"])
        assert all(earlier["end"] == later["start"] for earlier, later in pairwise(pieces))
        exact = {each: timedelta(0) for each in (True, False)}
        for piece in pieces:
            exact[piece["counted"]] += piece["end"] - piece["start"]
        assert leg["counted_minutes"] == exact[True] // timedelta(minutes=1)
        assert leg["other_minutes"] == exact[False] // timedelta(minutes=1)
        assert leg["counted_minutes"] == sum(piece["minutes"] for piece in pieces if piece["counted"])
        if clock.measure != "work_days":
            whole = leg["amount"] * (60 if clock.measure in ("work_hours", "clock_hours") else 1440)
            assert leg["counted_minutes"] == whole
    assert found["counted_minutes"] == sum(leg["counted_minutes"] for leg in found["legs"])
