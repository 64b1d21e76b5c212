"""Where anybody finds a unit is public: whoever asks may read it, whether or not they work here."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from gongzhi.bodies import reading
from gongzhi.bodies.models import Counter
from gongzhi.bodies.staffing import CounterRow
from gongzhi.places import locating as places

if TYPE_CHECKING:
    from django.db.models import QuerySet

MOST = 1000
"""Counters that are told at once; a city has a few hundred."""


@dataclass(frozen=True, kw_only=True, slots=True)
class CounterFact(CounterRow):
    """A counter, and what its unit is called."""

    name: str


def at_units(units: Iterable[str], at: datetime) -> list[CounterFact]:
    """The counters of these units, in their order, each once."""
    known = {one.unit: one for one in _told(Counter.objects.filter(unit__in=list(units)), at)}
    return [known[code] for code in dict.fromkeys(units) if code in known]


def lines_to(units: Iterable[str]) -> dict[str, dict[str, str]]:
    """`telephone` and `hours` of the counters of these units, for colleagues: also where no address is made public."""
    rows = Counter.objects.filter(unit__in=list(units))
    return {row.unit_id: {"telephone": row.telephone, "hours": row.hours} for row in rows}


def within(area: str, at: datetime) -> list[CounterFact]:
    """The counters of the units of an area and of those below it; of all units where none is named."""
    found = _told(Counter.objects.order_by("unit__area", "unit")[:MOST], at)
    return [one for one in found if not area or area in places.chain(reading.unit(one.unit).area or None)]


def _told(rows: "QuerySet[Counter]", at: datetime) -> list[CounterFact]:
    """Those that say where they are and whose unit is in force at `at`."""
    return [
        CounterFact(
            unit=row.unit_id,
            name=found.name,
            address=row.public_address,
            telephone=row.telephone,
            hours=row.hours,
            lon=row.lon,
            lat=row.lat,
        )
        for row in rows
        if row.public_address and (found := reading.unit(row.unit_id)).term.holds(at)
    ]
