"""What a city decides anew holds for what begins after it; only the days off of a year help what began before."""

import shutil
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from uuid import UUID

import pytest

from gongzhi.matters import catalogues, explaining, journal, replay
from gongzhi.matters.loop.dispatching import Dispatch, Take
from gongzhi.matters.loop.noting import Reclassify
from gongzhi.matters.loop.state import Clock, Plain
from gongzhi.matters.loop.suspending import GrantSuspension, Suspend
from gongzhi.matters.loop.triage import Accept
from gongzhi.matters.receipts import Receipt
from gongzhi.site.settings import CATALOGUE
from tests.cast import City

Enforce = Callable[[City, str, str, str], None]
NEW_YEAR = """year = 2027
source = "by chance"

[[holidays]]
name = { zh = "元旦", en = "New Year's Day" }
off = [2027-01-01]
make_up = [2027-01-02]
"""


@pytest.fixture
def enforce(tmp_path: Path) -> Enforce:
    """Put in force a catalogue in which a file says something else."""
    folder = Path(shutil.copytree(CATALOGUE, tmp_path / "catalogue"))

    def changed(city: City, file: str, old: str, new: str) -> None:
        path = folder / file
        said = path.read_text("utf-8") if path.exists() else ""
        assert old in said
        path.write_text(said.replace(old, new) if old else new, "utf-8")
        catalogues.put_in_force(folder, city.now)

    return changed


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"{text}+08:00")


def dispatched(city: City, made: Receipt) -> dict[str, Clock]:
    """The clocks of the matter after it was accepted and dispatched, by name."""
    city.do(Accept(), "clerk", made.id)
    city.do(Dispatch(support=()), "colleague", made.id)
    return {clock.name: clock for clock in journal.state(made.id).clocks}


def holds(matter: UUID) -> bool:
    """Whether it replays, and each clock that is counted explains itself to the very time at which it is due."""
    told = explaining.explained(matter, "en")["clocks"]
    ends = [clock["legs"][-1]["due_at"] == clock["due_at"] for clock in told if clock["legs"]]
    return list(replay.matters([matter])) == [] and bool(ends) and all(ends)


def test_a_changed_limit_holds_for_what_is_reported_after_it(city: City, enforce: Enforce) -> None:
    city.now = at("2026-03-02T09:00:00")
    older = city.report()
    enforce(city, "kinds/06.toml", 'name = "repair", amount = 35', 'name = "repair", amount = 7')
    newer = city.report()
    assert dispatched(city, older)["handling"].due_at == at("2026-03-09T09:04:00")
    assert dispatched(city, newer)["handling"].due_at == at("2026-03-03T09:06:00")
    assert holds(older.id)
    assert holds(newer.id)


def test_changed_hours_hold_for_what_is_reported_after_them(city: City, enforce: Enforce) -> None:
    city.now = at("2026-03-02T16:00:00")
    older = city.report()
    enforce(city, "calendars/standard.toml", '"13:00-17:00"', '"13:00-16:30"')
    newer = city.report()
    before = {clock.name: clock for clock in journal.state(older.id).clocks}
    assert (before["triage"].due_at, dispatched(city, older)["take:1"].due_at) == (
        at("2026-03-03T11:01:00"),
        at("2026-03-03T16:04:00"),
    )
    assert journal.state(newer.id).clocks[0].due_at == at("2026-03-03T13:02:00")
    assert holds(older.id)
    assert holds(newer.id)


def test_a_clock_that_runs_stays_as_it_is_whatever_is_put_in_force(city: City, enforce: Enforce) -> None:
    city.now = at("2026-03-02T09:00:00")
    made = city.report()
    before = dispatched(city, made)
    enforce(city, "kinds/06.toml", 'name = "repair", amount = 35', 'name = "repair", amount = 7')
    enforce(city, "calendars/standard.toml", '"13:00-17:00"', '"13:00-16:30"')
    assert {clock.name: clock for clock in journal.state(made.id).clocks} == before
    assert holds(made.id)


def test_what_is_reclassified_goes_on_by_the_hours_it_began_with(city: City, enforce: Enforce) -> None:
    city.now = at("2026-03-02T09:00:00")
    made = city.report()
    assert dispatched(city, made)["handling"].due_at == at("2026-03-09T09:03:00")
    began = journal.state(made.id).catalogue
    enforce(city, "calendars/standard.toml", '"13:00-17:00"', '"13:00-16:30"')
    city.do(Take(), "handler", made.id)
    city.do(Reclassify(kind="06014"), "clerk", made.id)
    assert journal.state(made.id).catalogue != began
    city.do(Suspend(reason="season", until=at("2026-03-04T09:07:00"), remark=Plain("冻土")), "handler", made.id)
    city.do(GrantSuspension(), "colleague", made.id)
    clock = journal.state(made.id).clock("handling")
    assert clock is not None
    assert (clock.began_under, clock.counted_by) == (began, journal.state(made.id).catalogue)
    assert clock.due_at == at("2026-03-11T09:03:00"), "two days later, of seven hours each"
    assert holds(made.id)


def test_a_year_that_is_published_later_helps_what_began_before(city: City, enforce: Enforce) -> None:
    city.now = at("2026-12-30T16:00:00")
    made = city.report()
    city.now = at("2026-12-31T16:00:00")
    assert journal.state(made.id).clocks[0].due_at == at("2026-12-31T11:01:00")
    enforce(city, "calendars/national/2027.toml", "", NEW_YEAR)
    found = dispatched(city, made)
    assert found["take:1"].due_at == at("2027-01-02T16:02:00"), "1 January is off, Saturday 2 January is worked"
    assert journal.state(made.id).catalogue != found["take:1"].counted_by
    assert holds(made.id)


def test_without_the_notice_a_clock_runs_to_the_last_known_day_and_says_so(city: City) -> None:
    city.now = at("2026-12-31T16:00:00")
    made = city.report()
    assert dispatched(city, made)["take:1"].due_at == at("2026-12-31T17:00:00")
    told = explaining.explained(made.id, "en")["clocks"]
    assert all("2027" in clock["explanation"][-1] for clock in told)
