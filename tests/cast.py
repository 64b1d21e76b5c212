"""A small city with a cast: two grids, the centres above them, two units, and a person for every part of the loop."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.apps import apps
from django.db.models import Model, QuerySet
from shapely.geometry import box

from gongzhi.bodies.cache import forget_roster
from gongzhi.bodies.founding import root_for_city
from gongzhi.bodies.models import Person
from gongzhi.bodies.rights import actor_of
from gongzhi.bodies.staffing import (
    AppointmentRow,
    AssignmentRow,
    DutyRow,
    PersonRow,
    PostRow,
    UnitRow,
    bulk,
)
from gongzhi.kernel import SYSTEM, Actor, Crs, GeoPoint
from gongzhi.matters import catalogues, door, serials
from gongzhi.matters.door import Order
from gongzhi.matters.loop.reporting import SAMPLE, Report
from gongzhi.matters.loop.state import Personal, Plain
from gongzhi.matters.receipts import Receipt
from gongzhi.places import standing
from gongzhi.places.importing import import_areas
from gongzhi.places.report import AreaRow
from gongzhi.site.settings import CATALOGUE
from gongzhi.suggestions import same
from gongzhi.vault.keys import forget_keys, make_keys

BEGUN = datetime(2026, 1, 5, 0, 0, tzinfo=UTC)
MONDAY = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
"""Monday 2 March 2026, 09:00 in the city: a working morning."""
HERE = GeoPoint(lon=124.005, lat=43.005, crs=Crs.WGS84)
THERE = GeoPoint(lon=124.015, lat=43.005, crs=Crs.WGS84)
SEA = GeoPoint(lon=140.0, lat=30.0, crs=Crs.WGS84)
GRIDS = ("220302001001001", "220302001001002")
LEAD, SUPPORT = "220302-ZJ", "220302-CG"
_AREAS = (
    ("220300", "四平市", "city", ""),
    ("220302", "铁西区", "county", "220300"),
    ("220302001", "仁兴街道", "township", "220302"),
    ("220302001001", "第一社区", "community", "220302001"),
)


@dataclass
class City:
    """The cast by part, and a clock that a test moves on by hand."""

    now: datetime = MONDAY
    people: dict[str, Person] = field(default_factory=dict)

    def actor(self, name: str) -> Actor:
        """The person called `name` as an actor."""
        return actor_of(self.people[name], self.now)

    def do(self, command: Any, by: str | Actor, matter: UUID | None = None, **more: Any) -> Receipt:
        """Give the command to the door, a minute after the one before."""
        self.now += timedelta(minutes=1)
        actor = by if isinstance(by, Actor) else self.actor(by)
        order = Order(command=command, by=actor, key=more.pop("key", None) or uuid4(), matter=matter, **more)
        return door.execute(order, at=self.now)

    def report(self, by: str = "worker", **said: Any) -> Receipt:
        """A report of a broken road unless it is said otherwise; what was put right at once is not of the sample."""
        given: dict[str, Any] = {"kind": "06013", "text": Plain("路面破损，有一个大坑"), "point": HERE} | said
        key = next(key for key in iter(uuid4, None) if key.int % SAMPLE)
        return self.do(Report(**given), by, key=key)


CONTACT = Personal({"name": "王小明", "phone": "13900001111"})


def build() -> City:
    """The city: founded once in a process, and its rows written again after that, which takes a tenth of the time."""
    if founded := _founded.get(_AREAS):
        for model, rows in founded.items():
            QuerySet[Any](model).bulk_create(rows)
        forget()
    else:
        before = {model: {row.pk for row in rows} for model, rows in _stored().items()}
        _found()
        new = {model: [row for row in rows if row.pk not in before[model]] for model, rows in _stored().items()}
        _founded[_AREAS] = {model: rows for model, rows in new.items() if rows}
    return City(people={person.login: person for person in Person.objects.all()})


_founded: dict[tuple[Any, ...], dict[type[Model], list[Any]]] = {}
"""The rows of the city, by the areas that it has: some tests give it more."""


def _stored() -> dict[type[Model], list[Any]]:
    return {model: list(model._base_manager.all()) for model in apps.get_models(include_auto_created=True)}


def _found() -> None:
    """Found the city by the doors of the program: areas, units, posts, people, catalogue."""
    rows = [
        AreaRow(row=row, code=code, name=name, level=level, parent=parent)
        for row, (code, name, level, parent) in enumerate(_AREAS, 1)
    ]
    shapes = (box(124.0, 43.0, 124.01, 43.01), box(124.01, 43.0, 124.02, 43.01))
    rows += [
        AreaRow(row=4 + place, code=code, name=f"第{place}网格", level="grid", parent=code[:12], shape=shape)
        for place, (code, shape) in enumerate(zip(GRIDS, shapes, strict=True), 1)
    ]
    report = import_areas(rows, source="cast", at=BEGUN, by=SYSTEM)
    assert report.written, report
    root_for_city("220300", "四平市", BEGUN)
    _staff()
    catalogues.put_in_force(CATALOGUE, BEGUN)


def _staff() -> None:
    centres = (("220302", "county"), ("220302001", "township"), ("220302001001", "community"))
    units = [
        UnitRow(code=f"{area}-ZZ", name=f"{level}综治中心", type="ZZ", level=level, area=area, is_centre=True)
        for area, level in centres
    ]
    units += [
        UnitRow(code=SUPPORT, name="城管执法局", type="CG", level="county", area="220302"),
        UnitRow(code=LEAD, name="住建局", type="ZJ", level="county", area="220302"),
    ]
    duties = [DutyRow(unit=SUPPORT, duty=duty) for duty in ("urban-management", "street-lighting", "sanitation")]
    duties += [DutyRow(unit=LEAD, duty=duty) for duty in ("municipal-facilities", "housing-construction")]
    duties += [DutyRow(unit="220302001001-ZZ", duty="community-affairs")]
    seats = {
        "clerk": ("220302-ZZ", "triage"),
        "colleague": ("220302-ZZ", "dispatcher"),
        "seat": ("220302001-ZZ", "triage"),
        "supervisor": ("220302-ZZ", "supervisor"),
        "leader": ("220302-ZZ", "centre_leader"),
        "arbiter": ("ZZ", "dispatcher"),
        "street": ("220302001-ZZ", "dispatcher"),
        "handler": (LEAD, "handler"),
        "head": (LEAD, "head"),
        "mate": (LEAD, "handler"),
        "helper": (SUPPORT, "handler"),
        "checker": ("220302001-ZZ", "checker"),
        "worker": ("220302001001-ZZ", "grid_worker"),
        "neighbour": ("220302001001-ZZ", "grid_worker"),
    }
    posts = {where: PostRow(unit=where[0], kind=where[1], name=where[1]) for where in seats.values()}
    bulk(
        at=BEGUN,
        units=units,
        duties=duties,
        posts=list(posts.values()),
        people=[PersonRow(login=login, name=login) for login in [*seats, "stranger"]],
        appointments=[AppointmentRow(login=login, post=posts[where]) for login, where in seats.items()],
        assignments=[AssignmentRow(login=login, grid=grid) for login in ("worker", "neighbour") for grid in GRIDS],
    )


def forget() -> None:
    """Nothing that this process remembers of another test's city."""
    forget_roster()
    standing.forget()
    catalogues.forget()
    serials.forget()
    same.forget()
    forget_keys()


@pytest.fixture
def keys(settings: Any, tmp_path: Any) -> None:
    """Keys of this test's own."""
    settings.HOME_KEYS = tmp_path / "keys"
    make_keys(settings.HOME_KEYS)
    forget_keys()


@pytest.fixture
def city(db: None, keys: None) -> Iterator[City]:
    """The city with its cast."""
    forget()
    yield build()
    forget()
