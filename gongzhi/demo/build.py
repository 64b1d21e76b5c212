"""The demonstration city is founded in an empty installation, whole or not at all, and says that it is invented."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction

from gongzhi import catalogue
from gongzhi.bodies.founding import root_for_city
from gongzhi.bodies.staffing import bulk
from gongzhi.catalogue import UnitType
from gongzhi.demo.geography import DemoCity, Tell, draw
from gongzhi.demo.known import known
from gongzhi.demo.numbering import DemoArea
from gongzhi.demo.offices import Offices, counters, offices
from gongzhi.demo.staff import Staff, staff
from gongzhi.kernel import SYSTEM, Refused
from gongzhi.places.importing import import_areas
from gongzhi.places.models import Area
from gongzhi.places.report import AreaRow

SOURCE = "demo"


def build(seed: int, at: datetime, tell: Tell) -> dict[str, Any]:
    """Draw the city for `seed` and store it, in force from `at`: areas, units, posts, people. The summary counts them.

    `tell(what, done, total)` is called as the work goes on. Refuses with 409 `demo-needs-empty` where areas are
    stored already; raises catalogue faults as `catalogue.read` does.
    """
    types = catalogue.read(settings.CATALOGUE).units
    return found(draw(seed, tell=tell), types, seed=seed, at=at, tell=tell)


def found(
    city: DemoCity, types: Mapping[str, UnitType], *, seed: int, at: datetime, tell: Tell, workers: int | None = None
) -> dict[str, Any]:
    """Store a drawn city with units of these types and so many grid workers (6,366 where nothing is said)."""
    made = offices(city.areas, types)
    people = staff(city.areas, made, seed=seed, workers=workers or known().workers)
    with transaction.atomic():
        if Area.objects.exists():
            raise Refused("demo-needs-empty", areas=Area.objects.count())
        version = _store_areas(city, at, tell)
        staffed = _store_bodies(city.areas, made, people, at, tell)
    levels = Counter(area.level for area in city.areas)
    special = sum(bool(area.special) for area in city.areas)
    return {"name": city.areas[0].name, "seed": seed, **levels, "special": special, "version": version, **staffed}


def _store_areas(city: DemoCity, at: datetime, tell: Tell) -> int:
    report = import_areas(
        [area_row(number, area) for number, area in enumerate(city.areas, start=1)],
        source=SOURCE,
        at=at,
        by=SYSTEM,
        strict=True,
        note=city.areas[0].name,
        tell=lambda done, total: tell("areas", done, total),
    )
    if report.refused:
        first = [*report.refusals, *report.findings][0]
        raise RuntimeError(f"the drawn city does not pass the checks of areas: {first.code} {first.said}")
    return report.version


def area_row(number: int, area: DemoArea) -> AreaRow:
    """An area as `places` imports it, with who runs it where that is another county."""
    runs = {town: case.run_by for case in known().jurisdictions for town in case.townships}
    return AreaRow(
        row=number,
        code=area.code,
        name=area.name,
        level=area.level,
        parent=area.parent or "",
        special=area.special,
        jurisdiction=runs.get(area.code, ""),
        shape=area.outline,
    )


def _store_bodies(areas: Sequence[DemoArea], made: Offices, people: Staff, at: datetime, tell: Tell) -> dict[str, int]:
    tell("bodies", 0, 1)
    root_for_city(known().code, known().name, at)
    staffed = bulk(
        at=at,
        units=made.units,
        duties=made.duties,
        powers=made.powers,
        posts=people.posts,
        people=people.people,
        appointments=people.appointments,
        assignments=people.assignments,
        counters=counters(areas),
    )
    tell("bodies", 1, 1)
    return {
        "units": staffed.units + 1,
        "duties": staffed.duties,
        "posts": staffed.posts,
        "people": staffed.people,
        "appointments": staffed.appointments,
        "assignments": staffed.assignments,
    }
