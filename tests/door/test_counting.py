"""Who is told how many matters stand where is told of exactly those that their lists hold."""

from collections import Counter
from importlib import import_module
from itertools import combinations

import pytest
from django.apps import apps
from django.db.models import Q

from gongzhi.kernel import EVERYTHING, Actor, Refused, Right, Scope
from gongzhi.matters import catalogues, openly, outbox
from gongzhi.matters.counting import counts, seen
from gongzhi.matters.loop.dispatching import Dispatch, Take
from gongzhi.matters.loop.handling import Done
from gongzhi.matters.loop.joint import WithdrawSupport
from gongzhi.matters.loop.noting import Reclassify
from gongzhi.matters.loop.state import Plain
from gongzhi.matters.loop.triage import Accept
from gongzhi.matters.models import FeedRow, MatterRow, Tally
from gongzhi.matters.queries import Wish, page
from gongzhi.matters.sight import Sight
from tests.cast import GRIDS, LEAD, SUPPORT, THERE, City

AREAS = ("", "220300", "220302", "220302001", "220302001001", *GRIDS)
UNITS = ("", "ZZ", "220302-ZZ", "220302001-ZZ", "220302001001-ZZ", LEAD, SUPPORT)
SIGHTS = [(), *((area,) for area in AREAS), *combinations(AREAS[2:], 2)]


def counted() -> None:
    """The counters have heard all there is."""
    while outbox.sequence(7) + outbox.consume("tally", outbox.tally, 5):
        pass


def of_class(privacy: str) -> str:
    """A kind of that class that goes through no procedure."""
    kinds = catalogues.in_force()[1].kinds.values()
    return next(kind.code for kind in kinds if kind.privacy == privacy and not kind.procedure)


@pytest.fixture
def busy(city: City) -> City:
    """Matters of every class at several stages and units: with and without a place, with shares given and taken."""
    for privacy in ("P0", "P1", "P2", "P3"):
        for point in ({}, {"point": THERE}, {"point": None, "address": Plain("英雄大街7号")}):
            city.report(kind=of_class(privacy), text=Plain("一件事"), **point)
    counted()
    for row in MatterRow.objects.filter(stage="reported").exclude(county="").order_by("number"):
        city.do(Accept(), "clerk", row.id)
    sent = list(MatterRow.objects.filter(stage="accepted").order_by("number"))
    for row in sent[::3] + sent[1::3]:
        city.do(Dispatch(lead=LEAD, support=(SUPPORT,)), "colleague", row.id)
    for row in sent[::3]:
        city.do(WithdrawSupport(unit=SUPPORT), "colleague", row.id)
        city.do(Take(), "handler", row.id)
        city.do(Done(remark=Plain("已办"), explanation=Plain("已自行解决")), "handler", row.id)
    for kind in (of_class("P2"), of_class("P3")):
        moved = city.report(kind="unsorted", text=Plain("原来没有归类"))
        counted()
        city.do(Reclassify(kind=kind), "clerk", moved.id)
    counted()
    return city


def walked(city: City, by: Actor) -> dict[str, dict[str, int]]:
    """County → stage → number of what the pages of the actor's list hold."""
    found, after = dict[str, dict[str, int]](), ""
    while True:
        part = page(Wish(), by, city.now, after=after, limit=5)
        for row in part.rows:
            stages = found.setdefault(row.county, {})
            stages[row.stage] = stages.get(row.stage, 0) + 1
        if part.after is None:
            return found
        after = part.after


def test_every_class_is_among_them_so_that_the_tests_below_can_fail(busy: City) -> None:
    assert set(MatterRow.objects.values_list("privacy", flat=True)) == {"P0", "P1", "P2", "P3"}
    assert set(MatterRow.objects.values_list("county", flat=True)) == {"", "220302"}
    assert {"reported", "accepted", "dispatched", "checking"} <= set(MatterRow.objects.values_list("stage", flat=True))
    whole = sum(sum(stages.values()) for stages in walked(busy, busy.actor("clerk")).values())
    assert whole < MatterRow.objects.count()


def test_everybody_of_the_cast_is_told_of_what_their_list_holds(busy: City) -> None:
    for who in busy.people:
        by = busy.actor(who)
        if who == "stranger":
            with pytest.raises(Refused, match="no-right"):
                counts(by)
        else:
            assert counts(by) == walked(busy, by), who


@pytest.mark.parametrize("unit", UNITS)
def test_whoever_sits_in_whatever_unit_and_sees_whatever_areas_is_told_of_what_their_list_holds(
    busy: City, unit: str
) -> None:
    for areas in SIGHTS:
        rights = {Right(duty="matters.see", area=area) for area in areas} | {
            Right(duty="matters.handle", area="220302")
        }
        by = Actor(id="person:0", unit=unit or None, rights=frozenset(rights))
        if unit or areas:
            assert counts(by) == walked(busy, by), areas


def test_whose_right_reaches_some_kinds_or_classes_is_told_of_what_their_list_holds(busy: City) -> None:
    p0 = Scope(classes=frozenset({"P0", "P2"}))
    kinds = Scope(kinds=frozenset({of_class("P1")[:2], of_class("P2")}))
    for scopes in ((p0,), (kinds,), (kinds, p0), (EVERYTHING, p0)):
        for areas in SIGHTS[1:]:
            pairs = [(area, scopes[place % len(scopes)]) for place, area in enumerate(areas)]
            rights = {Right(duty="matters.see", area=area, scope=scope) for area, scope in pairs}
            by = Actor(id="person:0", unit="220302-ZZ", rights=frozenset(rights))
            assert counts(by) == walked(busy, by), (scopes, areas)


@pytest.mark.parametrize("counties", [("220301",), ("220303",), ("220301", "220303"), ("220301", "220302", "220304")])
def test_what_the_own_unit_has_outside_the_counties_that_one_sees_is_told_too(
    busy: City, counties: tuple[str, ...]
) -> None:
    for unit in UNITS[1:]:
        areas = frozenset(("county", code, EVERYTHING) for code in counties)
        small = ("community", "220302001001", EVERYTHING)
        sight = Sight(unit=unit, own=frozenset({EVERYTHING}), areas=areas | {small})
        rows = Counter(MatterRow.objects.filter(sight.rows()).values_list("county", "stage"))
        told = {(county, stage): number for county, stages in seen(sight).items() for stage, number in stages.items()}
        assert told == rows


def test_what_is_between_people_is_in_no_published_figure(busy: City) -> None:
    for _ in range(openly.FEWEST):
        busy.report(kind=of_class("P3"), text=Plain("一件事"), point=None, address=Plain("英雄大街7号"))
    counted()
    every = Counter(MatterRow.objects.values_list("stage", flat=True))
    fit = Counter(MatterRow.objects.exclude(privacy__in=("P2", "P3")).values_list("stage", flat=True))
    assert openly.stages() == {stage: number for stage, number in fit.items() if number >= openly.FEWEST}
    assert openly.stages() != {stage: number for stage, number in every.items() if number >= openly.FEWEST}


def test_an_older_installation_counts_again_by_class_and_goes_on_from_where_it_was(busy: City) -> None:
    outbox.sequence(10_000)
    busy.report(kind=of_class("P2"), text=Plain("一件事"))
    outbox.sequence(1)
    first = MatterRow.objects.filter(stage="accepted").order_by("number").last()
    assert first is not None
    busy.do(Dispatch(lead=LEAD, support=()), "colleague", first.id)
    waiting = FeedRow.objects.filter(Q(position__isnull=True) | Q(position__gt=0)).order_by("-id")[:2]
    for row in waiting:
        was, now = ("/".join(said.split("/")[:2]) for said in (row.was, row.now))
        FeedRow.objects.filter(id=row.id).update(was=was, now=now)
    Tally.objects.all().delete()
    import_module("gongzhi.matters.migrations.0005_tally_by_class").count_again(apps, None)
    before = {(row.county, row.stage, row.privacy): row.matters for row in Tally.objects.all()}
    counted()
    after = {(row.county, row.stage, row.privacy): row.matters for row in Tally.objects.filter(matters__gt=0)}
    assert after == Counter(MatterRow.objects.values_list("county", "stage", "privacy"))
    assert before != after
