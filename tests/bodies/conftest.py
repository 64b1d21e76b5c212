"""A small city that every test of this floor may stand on: one county, two townships, three communities."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from gongzhi.bodies.cache import forget_roster
from gongzhi.bodies.founding import ensure_root_centre
from gongzhi.bodies.staffing import AppointmentRow, AssignmentRow, DutyRow, PersonRow, PostRow, UnitRow, bulk

LONG_AGO = datetime(2024, 1, 1, tzinfo=UTC)
NOON = datetime(2025, 6, 2, 4, tzinfo=UTC)
DAY = timedelta(days=1)

CITY, COUNTY, TOWN, VILLAGE = "2203", "220302", "220302001", "220302001001"
GRID, OTHER_GRID = "220302001001001", "220302001001002"
PLACE = (CITY, COUNTY, TOWN, VILLAGE, GRID)

WORKER_POST = PostRow(unit="ZZ-220302001001", kind="grid_worker", name="网格员")


@pytest.fixture(autouse=True)
def _fresh_roster() -> Iterator[None]:
    forget_roster()
    yield
    forget_roster()


@pytest.fixture
def city(db: None) -> None:
    """Centres at four levels, urban management of the county, and a grid with two workers and a leader."""
    ensure_root_centre("四平市综治中心", LONG_AGO)
    bulk(
        at=LONG_AGO,
        units=[
            UnitRow(code="ZZ-220302", name="铁西区综治中心", type="ZZ", level="county", area=COUNTY, is_centre=True),
            UnitRow(code="ZZ-220302001", name="镇综治中心", type="ZZ", level="township", area=TOWN, is_centre=True),
            UnitRow(code="ZZ-220302001001", name="村", type="ZZ", level="community", area=VILLAGE, is_centre=True),
            UnitRow(code="CG-220302", name="铁西区城管局", type="CG", level="county", area=COUNTY),
            UnitRow(code="CG-2203", name="市城管局", type="CG", level="city", area=CITY),
        ],
        duties=[DutyRow(unit="CG-220302", duty="litter"), DutyRow(unit="CG-2203", duty="litter")],
        posts=[
            WORKER_POST,
            PostRow(unit="ZZ-220302001", kind="triage", name="受理员"),
            PostRow(unit="CG-220302", kind="handler", name="承办人"),
            PostRow(unit="CG-220302", kind="triage", name="设错的岗位"),
        ],
        people=[PersonRow(login=login, name=login) for login in ("worker", "second", "clerk", "handler", "stranger")],
        appointments=[
            AppointmentRow(login="worker", post=WORKER_POST),
            AppointmentRow(login="second", post=WORKER_POST),
            AppointmentRow(login="clerk", post=PostRow(unit="ZZ-220302001", kind="triage", name="受理员")),
            AppointmentRow(login="handler", post=PostRow(unit="CG-220302", kind="handler", name="承办人")),
            AppointmentRow(login="handler", post=PostRow(unit="CG-220302", kind="triage", name="设错的岗位")),
        ],
        assignments=[
            AssignmentRow(login="worker", grid=GRID),
            AssignmentRow(login="second", grid=GRID, deputy_of="worker"),
            AssignmentRow(login="second", grid=OTHER_GRID, role="leader"),
        ],
    )
