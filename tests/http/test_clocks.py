"""Whoever may see a matter may ask how its clocks were counted: interval by interval, and the minutes add up."""

from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gongzhi.catalogue import read
from gongzhi.matters.explaining import told
from gongzhi.matters.loop.recount import recounted
from gongzhi.matters.loop.state import Clock, Extra, replace
from gongzhi.site.settings import CATALOGUE
from tests.http.conftest import Wire

KNOWN = read(CATALOGUE)
LONG = timedelta(days=1)
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


def test_a_suspension_is_an_interval_and_an_extension_a_leg_of_its_own(wire: Wire) -> None:
    at = dispatched(wire)
    for command, who, said in (
        ("take", "handler", {}),
        ("extend", "handler", {"days": 2, "remark": "等材料"}),
        ("grant_extension", "colleague", {}),
        ("suspend", "handler", {"reason": "season", "until": "2026-03-04T09:00:00+08:00", "remark": "冻土"}),
        ("grant_suspension", "colleague", {}),
    ):
        answer = wire.do(command, at, who, wire.get(f"/matters/{at}", "colleague").json["matter"]["version"], **said)
        assert answer.status == 200, (command, answer.raw)
    told = wire.get(f"/matters/{at}/clocks/2", "clerk", accept_language="en").json
    limit, extension = told["legs"]
    assert [leg["what"] for leg in told["legs"]] == ["limit", "extension"]
    assert (extension["start"], extension["due_at"]) == (limit["due_at"], told["due_at"])
    held = [each for each in limit["intervals"] if each["reason"] == "suspended"]
    assert [(each["counted"], each["words"]) for each in held] == [(False, "suspended")]
    assert held[0]["end"].startswith("2026-03-04T09:00:00")
    assert any(line.startswith("Extended from") for line in told["explanation"])
    assert (
        told["explanation"][-1]
        == f"Sum of all 2 parts: {told['counted_minutes']} min counted, {told['other_minutes']} min not counted"
    )
    assert told["counted_minutes"] == limit["counted_minutes"] + extension["counted_minutes"] == 35 * 60 + 2 * 420


def test_a_due_that_was_given_has_no_legs() -> None:
    clock = clock_of("source", START, 1, None, None)
    found = told(1, clock, KNOWN.calendars, KNOWN.words, "en")
    assert (found["legs"], found["counted_minutes"]) == ([], 0)
    assert found["explanation"] == [f"The limit was given by the source: {clock.due_at:%Y-%m-%d %H:%M}"]


def clock_of(
    name: str, start: datetime, amount: float, measure: str | None, calendar: str | None, **more: Any
) -> Clock:
    return Clock(
        name=name, unit=None, amount=amount if measure else None, measure=measure, calendar=calendar, started_at=start,
        yellow_at=start, orange_at=start, due_at=start + timedelta(days=1), **more,
    )  # fmt: skip


@st.composite
def clocks(draw: st.DrawFn) -> Clock:
    """Any clock that starts at any microsecond of 2025 or 2026, suspended and extended up to three times each."""
    start = START + draw(st.timedeltas(timedelta(0), timedelta(days=660)))
    calendar = draw(st.sampled_from(sorted(KNOWN.calendars)))
    measure = draw(st.sampled_from(["work_hours", "clock_hours", "work_days", "calendar_days"]))
    amount = draw(st.integers(1, 30)) if measure.endswith("days") else draw(st.integers(1, 200)) / 4
    spans = draw(st.lists(st.tuples(st.timedeltas(-LONG, 9 * LONG), st.timedeltas(timedelta(0), 5 * LONG)), max_size=3))
    suspended = tuple((start + since, start + since + length) for since, length in spans)
    days = draw(st.lists(st.integers(1, 3), max_size=3))
    extended = tuple(Extra(amount=float(each), measure="work_days", calendar=calendar) for each in days)
    statutory = draw(st.booleans())
    made = clock_of("handling", start, amount, measure, calendar, statutory=statutory, suspended=suspended)
    return recounted(replace(made, extended=extended), KNOWN.calendars)


@settings(max_examples=300, deadline=None)
@given(clock=clocks(), lang=st.sampled_from(["zh", "en"]))
def test_of_any_clock_the_intervals_follow_each_other_and_add_up(clock: Clock, lang: Any) -> None:
    found = told(1, clock, KNOWN.calendars, KNOWN.words, lang)
    legs = found["legs"]
    assert [leg["what"] for leg in legs] == ["limit", *("extension" for _ in clock.extended)]
    assert (legs[0]["start"], legs[-1]["due_at"]) == (clock.started_at, clock.due_at)
    assert all(earlier["due_at"] == later["start"] for earlier, later in pairwise(legs))
    for leg in legs:
        pieces = leg["intervals"]
        if leg["start"] == leg["due_at"]:
            assert (pieces, leg["unpublished"]) == ([], 2027)
            continue
        assert (pieces[0]["start"], pieces[-1]["end"]) == (leg["start"], leg["due_at"])
        counted = [piece for piece in pieces if piece["counted"]]
        assert not any(
            max(each["start"], start) < min(each["end"], end) for each in counted for start, end in clock.suspended
        )
        assert all(earlier["end"] == later["start"] for earlier, later in pairwise(pieces))
        exact = {each: timedelta(0) for each in (True, False)}
        for piece in pieces:
            exact[piece["counted"]] += piece["end"] - piece["start"]
        assert leg["counted_minutes"] == exact[True] // timedelta(minutes=1)
        assert leg["other_minutes"] == exact[False] // timedelta(minutes=1)
        assert leg["counted_minutes"] == sum(piece["minutes"] for piece in pieces if piece["counted"])
        if leg["measure"] != "work_days" and leg["unpublished"] is None:
            whole = leg["amount"] * (60 if leg["measure"] in ("work_hours", "clock_hours") else 1440)
            assert leg["counted_minutes"] == whole
    for each in ("counted_minutes", "other_minutes"):
        assert found[each] == sum(leg[each] for leg in legs)
        assert all(str(leg[each]) in " ".join(found["explanation"]) for leg in legs)
