"""How many matters stand where is told for what one may see: what is open in whole counties from the counters, the rest
from the rows."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from itertools import pairwise

from django.db.models import Count, Q, Sum

from gongzhi.kernel import EVERYTHING, Actor, Refused
from gongzhi.matters.models import MatterRow, Tally
from gongzhi.matters.sight import ALL, CIRCLE, Sight, sight_of

Counts = Mapping[str, Mapping[str, int]]
Counted = tuple[str, str, int]
"""County, stage, how many."""


def counts(by: Actor) -> Counts:
    """County → stage → number, exactly of what the actor's lists hold; 403 `no-right` for who sees nothing."""
    sight = sight_of(by)
    if sight.blind:
        raise Refused("no-right", status=403, duty="matters.see")
    return seen(sight)


def seen(sight: Sight) -> Counts:
    """County → stage → number of what that sight shows."""
    found: dict[str, dict[str, int]] = {}
    for county, stage, matters in _told(sight):
        stages = found.setdefault(county, {})
        stages[stage] = stages.get(stage, 0) + matters
    return found


def in_the_open(counties: Collection[str] | None = None) -> Iterator[Counted]:
    """What stands where in those counties, or everywhere, without what is between people, as far as the feed came."""
    rows = Tally.objects.exclude(privacy__in=CIRCLE)
    if counties is not None:
        rows = rows.filter(county__in=counties)
    summed = rows.values_list("county", "stage").annotate(there=Sum("matters")).order_by("county", "stage")
    return (counted for counted in summed if counted[2])


def _told(sight: Sight) -> Iterator[Counted]:
    """From the counters what is open where all of it is seen; from the rows what the sight shows beside that."""
    whole = frozenset(area for area in sight.areas if area[0] == "county" and area[2] == EVERYTHING)
    counties = sorted(code for _, code, _ in whole)
    if EVERYTHING in sight.everywhere:
        yield from in_the_open()
        yield from _rows(replace(sight, everywhere=frozenset(), areas=frozenset()), Q(privacy__in=CIRCLE))
    elif counties:
        yield from in_the_open(counties)
        yield from _rows(replace(sight, areas=sight.areas - whole), Q(privacy__in=CIRCLE) | _outside(counties))
    else:
        yield from _rows(sight, ALL)


def _rows(sight: Sight, only: Q) -> Iterator[Counted]:
    rows = MatterRow.objects.filter(id__in=sight.ids(only)).order_by()
    yield from rows.values_list("county", "stage").annotate(matters=Count("id"))


def _outside(counties: list[str]) -> Q:
    """In none of those counties, as ranges, which an index finds."""
    beyond = Q(county__lt=counties[0]) | Q(county__gt=counties[-1])
    for one, next_one in pairwise(counties):
        beyond |= Q(county__gt=one, county__lt=next_one)
    return beyond
