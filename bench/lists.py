"""Named lists and searches, asked as the desk asks them, each by somebody who would.

First the rows are asked for, and when they stand, how many there are in all: how long each takes.
"""

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from time import perf_counter
from typing import Any

from django.db.models import Count
from django.utils import timezone

from bench.told import COMMON, RARE, STREETS, THINGS
from gongzhi.kernel import Actor, Right
from gongzhi.matters.models import MatterRow
from gongzhi.matters.ordering import NEWEST
from gongzhi.matters.queries import Wish, count, page

ROUNDS, PATIENCE = 40, 6.0
"""Times that a query is asked, and seconds after which it is not asked again."""


@dataclass(frozen=True, slots=True)
class Ask:
    """What is asked for, by whom, and after which row."""

    wish: Wish
    by: Actor
    after: str = ""


Query = Callable[[], Ask]


def measure() -> list[dict[str, Any]]:
    """Of each query and of its counting the milliseconds at p50 and p95, and how many it found."""
    at = timezone.now()
    return [_timed(name, query, at) for name, query in Asked(at).queries().items()]


def _timed(name: str, query: Query, at: datetime) -> dict[str, Any]:
    rows: list[float] = []
    counting: list[float] = []
    total, exact = 0, True
    begun = perf_counter()
    while len(rows) < 2 or (len(rows) <= ROUNDS and perf_counter() - begun < PATIENCE):
        ask, start = query(), perf_counter()
        page(ask.wish, ask.by, at, after=ask.after, counted=False)
        shown = perf_counter()
        total, exact = count(ask.wish, ask.by, at)
        rows.append((shown - start) * 1000)
        counting.append((perf_counter() - shown) * 1000)
    told = {"query": name, "found": f"{total}{'' if exact else '+'}", "n": len(rows) - 1}
    for what, taken in (("", sorted(rows[1:])), ("count_", sorted(counting[1:]))):
        told |= {f"{what}p50": taken[len(taken) // 2], f"{what}p95": taken[min(len(taken) - 1, int(len(taken) * 0.95))]}
    sys.stderr.write(f"  {name}: {told['p50']:.1f} / {told['p95']:.1f} ms, counted in {told['count_p95']:.1f}\n")
    return told


class Asked:
    """The queries, over what the store holds: the values change from one time to the next."""

    def __init__(self, at: datetime) -> None:
        self._at, self._random = at, Random(7)
        open_rows = MatterRow.objects.filter(stage__in=("dispatched", "handling"))
        self._unit: str = open_rows.values_list("holder").annotate(held=Count("id")).order_by("-held", "holder")[0][0]
        self._county: str = open_rows.exclude(county="").order_by("county").values_list("county", flat=True)[0]
        some = MatterRow.objects.exclude(grid="").order_by("query_digest")[:200]
        self._some: Sequence[MatterRow] = list(some)
        clerk_unit = MatterRow.objects.filter(county=self._county, stage="reported").values_list("centre", flat=True)[0]
        self.city = Actor(id="person:city", unit="root", rights=frozenset({Right(duty="matters.see", area="")}))
        self.clerk = Actor(
            id="person:clerk", unit=clerk_unit, rights=frozenset({Right(duty="matters.see", area=self._county)})
        )
        self.handler = Actor(id="person:handler", unit=self._unit, rights=frozenset({Right(duty="matters.handle")}))

    def queries(self) -> dict[str, Query]:
        """Each query by its name."""
        week = self._at - timedelta(days=7)
        return {
            "newest of the city": self._page(self.city),
            "newest of a county": self._page(self.clerk),
            "waiting in a county's triage": self._page(self.clerk, stage=("reported",), area=self._county),
            "a kind, whole city": lambda: self._asks(self.city, kind=(self._one().kind,)),
            "a township": lambda: self._asks(self.city, area=self._one().township),
            "a grid": lambda: self._asks(self.clerk, area=self._one().grid),
            "a unit's desk, due first": self._page(self.handler, unit=self._unit, order="due"),
            "all that a unit may see": self._page(self.handler),
            "red light, city, due first": self._page(self.city, light="red", order="due"),
            "to check in a county, by place": self._page(self.clerk, stage=("checking",), order="place"),
            "all of the city, by place": self._page(self.city, order="place"),
            "last week in a county": self._page(self.clerk, since=week, area=self._county),
            "page 2,000 of the city": self._deep(self.city),
            "search: rare word": self._page(self.city, text=RARE),
            "search: common word": self._page(self.city, text=COMMON),
            "search: two characters": lambda: self._asks(self.city, text=self._random.choice(THINGS)[:2]),
            "search: run across words": self._page(self.city, text="灯不亮已经三天"),
            "search: street, by a clerk": lambda: self._asks(self.clerk, text=self._random.choice(STREETS)),
            "search: address": lambda: self._asks(self.city, text=self._address()),
            "search: word in triage": self._page(self.clerk, text=COMMON, stage=("reported",)),
            "search: number": lambda: self._asks(self.city, text=self._one().number),
            "search: nothing like it": self._page(self.city, text="鲸鱼搁浅"),
        }

    def _one(self) -> MatterRow:
        return self._random.choice(self._some)

    def _address(self) -> str:
        return f"{self._random.choice(STREETS)}{self._random.randint(1, 1999)}号"

    def _asks(self, by: Actor, **wish: Any) -> Ask:
        return Ask(Wish(**wish), by)

    def _page(self, by: Actor, **wish: Any) -> Query:
        return lambda: self._asks(by, **wish)

    def _deep(self, by: Actor) -> Query:
        place = min(100_000, MatterRow.objects.count() // 2)
        edge = MatterRow.objects.order_by("-opened_at", "-id")[place]
        mark = NEWEST.mark(edge)
        return lambda: Ask(Wish(), by, mark)
