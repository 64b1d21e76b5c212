"""The first rule that fits wins, the kind's own lead is the last rule, and every rule says once why it lost."""

from dataclasses import replace
from datetime import datetime, timedelta
from itertools import product
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongzhi.catalogue import Catalogue, Circumstance, RouteRule, Text, choose
from gongzhi.catalogue.kind import PRIVACIES, URGENCIES, Kind, Route
from gongzhi.catalogue.route_rule import DAY, ORDER, Answered, RuleBook, When, Working, bound, within

ZONE = ZoneInfo("Asia/Shanghai")
NOON = datetime(2026, 3, 2, 12, 30, tzinfo=ZONE)
"""Monday 2 March 2026, in the pause at noon."""
AREAS = ("220300", "220302", "220302001")


def rule(code: str, **when: Any) -> RouteRule:
    return RouteRule(
        code=code, name=Text(code, code), when=When(**when), lead=Route(duty="environment", level="county"), support=(),
        basis="试",
    )  # fmt: skip


def known(catalogue: Catalogue, kind: str = "06028", **said: Any) -> Circumstance:
    found = catalogue.kinds[kind]
    given: dict[str, Any] = {
        "kind": found, "areas": AREAS, "urgency": found.urgency, "answers": {}, "at": NOON, "channel": "web",
        "privacy": found.privacy, "calendars": catalogue.calendars,
    }  # fmt: skip
    return Circumstance(**(given | said))


def won(catalogue: Catalogue, kind: str, **said: Any) -> str:
    here = known(catalogue, kind, **said)
    return choose(catalogue.rules.of(here.kind), here).rule


def hour(clock: str, day: str = "2026-03-02") -> datetime:
    return datetime.fromisoformat(f"{day}T{clock}:00").replace(tzinfo=ZONE)


@pytest.mark.parametrize(
    ("source", "clock", "winner"),
    [
        (None, "23:00", "kind:06028"),
        ("living", "23:00", "kind:06028"),
        ("construction", "21:59", "route:noise-construction"),
        ("construction", "22:00", "route:noise-construction-night"),
        ("construction", "05:59", "route:noise-construction-night"),
        ("construction", "06:00", "route:noise-construction"),
        ("industrial", "12:00", "route:noise-industrial"),
        ("commercial", "23:00", "route:noise-commercial"),
        ("traffic", "12:00", "route:noise-traffic"),
    ],
)
def test_noise_goes_by_its_source_and_by_the_hour(catalogue: Catalogue, source: str, clock: str, winner: str) -> None:
    answers = {"noise_source": source} if source else {}
    assert won(catalogue, "06028", answers=answers, at=hour(clock)) == winner


@pytest.mark.parametrize(
    ("day", "clock", "winner"),
    [
        ("2026-03-02", "09:00", "kind:06020"),
        ("2026-03-02", "12:00", "route:burning-off-hours"),
        ("2026-03-01", "09:00", "route:burning-off-hours"),
        ("2026-02-14", "09:00", "kind:06020"),
        ("2026-02-17", "09:00", "route:burning-off-hours"),
        ("2031-03-03", "03:00", "kind:06020"),
    ],
    ids=["morning", "pause", "Sunday", "worked Saturday", "Spring Festival", "no notice yet"],
)
def test_working_hours_are_those_of_the_calendar(catalogue: Catalogue, day: str, clock: str, winner: str) -> None:
    assert won(catalogue, "06020", at=hour(clock, day)) == winner


@pytest.mark.parametrize(("households", "winner"), [(29, "kind:23003"), (30, "route:wages-many"), (None, "kind:23003")])
def test_a_number_counts_from_its_bound_on(catalogue: Catalogue, households: int | None, winner: str) -> None:
    answers = {} if households is None else {"households": households}
    assert won(catalogue, "23003", answers=answers) == winner


SAYS: list[tuple[dict[str, Any], dict[str, Any], str | None]] = [
    ({"kinds": ("06028",)}, {}, None),
    ({"kinds": ("06027",)}, {}, "kinds"),
    ({"classes": ("06",)}, {}, None),
    ({"classes": ("07", "08")}, {}, "classes"),
    ({"areas": ("220302001", "220303")}, {}, None),
    ({"areas": ("220302",)}, {"areas": ()}, "areas"),
    ({"areas": ("220303",)}, {}, "areas"),
    ({"urgency": ("normal",)}, {}, None),
    ({"urgency": ("emergency",)}, {}, "urgency"),
    ({"answers": (Answered(field="violence", values=(True,)),)}, {"answers": {"violence": True}}, None),
    ({"answers": (Answered(field="violence", values=(True,)),)}, {"answers": {"violence": 1}}, "answers.violence"),
    ({"answers": (Answered(field="violence", values=(False,)),)}, {}, "answers.violence"),
    ({"answers": (Answered(field="x", least=1),)}, {"answers": {"x": True}}, "answers.x"),
    ({"answers": (Answered(field="x", most=1.5),)}, {"answers": {"x": 1.5}}, None),
    ({"months": (3, 4)}, {}, None),
    ({"months": (2,)}, {}, "months"),
    ({"hours": ((12 * 60, 13 * 60),)}, {}, None),
    ({"hours": ((13 * 60, 12 * 60),)}, {}, "hours"),
    ({"working": Working(inside=False, calendar="standard")}, {}, None),
    ({"working": Working(inside=True, calendar="around-the-clock")}, {}, None),
    ({"working": Working(inside=True, calendar="standard")}, {}, "working"),
    ({"working": Working(inside=False, calendar="standard")}, {"calendars": {}}, "working"),
    ({"channels": ("web",)}, {}, None),
    ({"channels": ("hotline",)}, {}, "channels"),
    ({"privacy": ("P1",)}, {}, None),
    ({"privacy": ("P0",)}, {}, "privacy"),
]


@pytest.mark.parametrize(("when", "said", "failed"), SAYS)
def test_each_condition_holds_or_is_named(catalogue: Catalogue, when: Any, said: Any, failed: str | None) -> None:
    choice = choose((rule("one", **when),), known(catalogue, **said))
    if failed is None:
        assert (choice.rule, choice.lost) == ("route:one", (("kind:06028", ORDER),))
    else:
        assert (choice.rule, choice.lost) == ("kind:06028", (("route:one", failed),))
    assert list(choice.inputs) == [failed or next(iter(choice.inputs))]


def test_all_conditions_must_hold_and_the_first_that_fails_is_named(catalogue: Catalogue) -> None:
    strict = rule("strict", kinds=("06028",), months=(3,), hours=((0, 60),), channels=("hotline",))
    choice = choose((strict,), known(catalogue))
    assert choice.lost == (("route:strict", "hours"),)
    assert choice.inputs == {"kinds": "06028", "months": 3, "hours": "12:30"}


SOURCES = st.sampled_from(["living", "commercial", "construction", "industrial", "traffic"])
ASKED = st.builds(Answered, field=st.just("noise_source"), values=st.lists(SOURCES, min_size=1).map(tuple))
WHENS = st.builds(
    When,
    kinds=st.lists(st.sampled_from(["06028", "06027", "08001"]), max_size=2, unique=True).map(tuple),
    classes=st.lists(st.sampled_from(["06", "08"]), max_size=1).map(tuple),
    areas=st.lists(st.sampled_from([*AREAS, "220303"]), max_size=2, unique=True).map(tuple),
    urgency=st.lists(st.sampled_from(URGENCIES), max_size=3, unique=True).map(tuple),
    answers=st.lists(ASKED, max_size=1).map(tuple),
    months=st.lists(st.integers(1, 12), max_size=6, unique=True).map(tuple),
    hours=st.lists(st.tuples(st.integers(0, DAY - 1), st.integers(0, DAY - 1)), max_size=2).map(tuple),
    working=st.none() | st.builds(Working, inside=st.booleans(), calendar=st.sampled_from(["standard", "moon"])),
    channels=st.lists(st.sampled_from(["web", "hotline"]), max_size=1).map(tuple),
    privacy=st.lists(st.sampled_from(PRIVACIES), max_size=2, unique=True).map(tuple),
)  # fmt: skip
MINUTES = st.integers(0, 366 * DAY).map(lambda minute: NOON + timedelta(minutes=minute))


@given(
    whens=st.lists(WHENS, max_size=6), kind=st.sampled_from(["06028", "06027", "08001"]), at=MINUTES,
    source=st.none() | SOURCES, urgency=st.sampled_from(URGENCIES),
)  # fmt: skip
def test_exactly_one_rule_wins_and_every_rule_is_named_once(
    catalogue: Catalogue, whens: list[When], kind: str, at: datetime, source: str | None, urgency: str
) -> None:
    rules = tuple(replace(rule(f"r{place}"), when=when) for place, when in enumerate(whens))
    here = known(catalogue, kind, at=at, urgency=urgency, answers={"noise_source": source} if source else {})
    choice = choose(rules, here)
    named = [choice.rule, *(name for name, _ in choice.lost)]
    assert sorted(named) == sorted([*(each.named for each in rules), f"kind:{kind}"])
    assert choice == choose(rules, here)
    assert (choice.won is None) == (choice.rule == f"kind:{kind}")
    behind = [failed for name, failed in choice.lost if failed == ORDER and not name.startswith("kind:")]
    before = [each.named for each in rules].index(choice.rule) if choice.won else len(rules)
    assert len(behind) == max(len(rules) - before - 1, 0)
    assert all(here.seen(name) == value for name, value in choice.inputs.items())


@given(whens=st.lists(WHENS, max_size=6), kind=st.sampled_from(["06028", "06027", "08001"]), at=MINUTES)
def test_looking_only_at_the_rules_of_a_kind_gives_the_same_winner(
    catalogue: Catalogue, whens: list[When], kind: str, at: datetime
) -> None:
    rules = tuple(replace(rule(f"r{place}"), when=when) for place, when in enumerate(whens))
    here = known(catalogue, kind, at=at)
    assert choose(bound(rules, catalogue.kinds).of(here.kind), here).rule == choose(rules, here).rule


@given(start=st.integers(0, DAY - 1), end=st.integers(0, DAY - 1))
def test_a_span_over_midnight_is_what_the_other_way_round_leaves(start: int, end: int) -> None:
    if start != end:
        assert all(within(minute, (start, end)) != within(minute, (end, start)) for minute in range(0, DAY, 7))


def test_a_kind_without_rules_has_none_to_look_at(catalogue: Catalogue) -> None:
    kind: Kind = catalogue.kinds["01037"]
    assert catalogue.rules.of(kind) == ()
    assert RuleBook().of(kind) == ()


def test_every_shipped_rule_can_win(catalogue: Catalogue) -> None:
    answers: list[dict[str, Any]] = [{}, {"impact": "blocked"}, {"households": 99}]
    answers += [{"noise_source": each} for each in ("construction", "industrial", "commercial", "traffic")]
    hours = [hour("12:30", "2026-01-05"), hour("23:30", "2026-01-05")]
    winners = {won(catalogue, kind, answers=said, at=at)
               for kind, said, at in product(catalogue.rules.by_kind, answers, hours)}  # fmt: skip
    assert winners >= {each.named for each in catalogue.rules.rules}
