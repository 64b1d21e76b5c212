"""Boundaries are those in force at the time; the tree and who runs an area are read once and follow every change."""

import time
from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import transaction
from pytest_django import DjangoAssertNumQueries

from gongzhi.kernel import Crs, GeoPoint, Refused
from gongzhi.places.crs import gcj02_of
from gongzhi.places.locating import area, areas, chain, locate, locate_many, run_by, running_chain, version_in_force
from gongzhi.places.models import Area, Jurisdiction, Revision
from gongzhi.places.standing import LOOK_AGAIN_S, changed

from .conftest import DAY, NOON, TWO_GRIDS, at, box, grid, keep

pytestmark = pytest.mark.django_db


def test_an_empty_installation_answers_unmapped() -> None:
    assert locate(at(500, 500), NOON).how == "unmapped"
    assert version_in_force(NOON) == 0


def test_an_import_is_seen_at_once_by_the_same_process() -> None:
    assert locate(at(500, 500), NOON).how == "unmapped"
    keep(*TWO_GRIDS)
    assert locate(at(500, 500), NOON).area == "g1"


def test_an_import_that_was_taken_back_is_forgotten() -> None:
    with transaction.atomic():
        keep(*TWO_GRIDS)
        assert locate(at(500, 500), NOON).area == "g1"
        transaction.set_rollback(True)
    keep(grid("other", box(0, 0, 2000, 2000)))
    assert locate(at(500, 500), NOON).area == "other"


def test_an_earlier_time_is_answered_by_the_boundaries_of_then() -> None:
    keep(*TWO_GRIDS)
    keep(grid("g1", box(0, 0, 500, 1000)), grid("g2", box(500, 0, 2000, 1000)), when=NOON + DAY)
    assert [locate(at(700, 500), NOON + days * DAY).area for days in (0, 1)] == ["g1", "g2"]
    assert [version_in_force(NOON + delta) for delta in (-DAY, timedelta(0), DAY - timedelta(seconds=1), DAY)] == [
        0,
        1,
        1,
        2,
    ]
    assert locate(at(700, 500), NOON - DAY).how == "unmapped"


def test_a_point_in_gcj02_lies_where_the_same_place_in_wgs84_lies() -> None:
    keep(*TWO_GRIDS)
    true = at(980, 500)
    lon, lat = gcj02_of(true.lon, true.lat)
    given = GeoPoint(lon=float(lon), lat=float(lat), crs=Crs.GCJ02)
    wrong = GeoPoint(lon=float(lon), lat=float(lat), crs=Crs.WGS84)
    assert (locate(given, NOON).area, locate(wrong, NOON).area) == ("g1", "g2")
    assert locate_many([given, true, wrong], NOON) == [locate(given, NOON), locate(true, NOON), locate(wrong, NOON)]


def test_no_points_have_no_answers() -> None:
    assert locate_many([], NOON) == []


def test_a_chain_runs_from_the_city_to_the_area() -> None:
    keep(*TWO_GRIDS)
    assert chain("g1") == ("city", "g1")
    assert chain(None) == ()
    assert areas(["g2"])["g2"] == area("g2")
    assert area("city").level == "city"


ASKING: dict[str, Callable[[str], object]] = {"chain": chain, "area": area, "areas": lambda code: areas([code])}


@pytest.mark.parametrize("question", ASKING)
def test_an_unknown_area_is_refused_by_name(question: str) -> None:
    with pytest.raises(Refused, match="area-unknown") as refusal:
        ASKING[question]("nowhere")
    assert (refusal.value.status, refusal.value.details) == (404, {"area": "nowhere"})


def test_what_is_known_is_not_read_again(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    keep(*TWO_GRIDS)
    locate(at(500, 500), NOON)
    with django_assert_num_queries(0):
        assert locate(at(1500, 500), NOON).area == "g2"
        assert chain("g1") == ("city", "g1")
        assert run_by("g1", NOON) is None


def test_what_another_process_changed_is_seen_when_it_is_time_to_look(monkeypatch: pytest.MonkeyPatch) -> None:
    keep(*TWO_GRIDS)
    assert area("g1").name == "g1"
    Area.objects.filter(code="g1").update(name="改名")
    Revision.objects.update(stamp=uuid4())
    assert area("g1").name == "g1"
    later = time.monotonic() + LOOK_AGAIN_S
    monkeypatch.setattr(time, "monotonic", lambda: later)
    assert area("g1").name == "改名"


DIVISIONS = (
    grid("220300", None, level="city", parent=""),
    grid("220302", None, level="county", parent="220300", name="铁西区"),
    grid("220322", None, level="county", parent="220300", name="梨树县"),
    grid("220322101", box(0, 0, 1000, 1000), level="township", parent="220322", name="郭家店镇", jurisdiction="220302"),
)


def test_an_area_run_by_another_keeps_its_division() -> None:
    keep(*DIVISIONS)
    assert chain("220322101") == ("220300", "220322", "220322101")
    assert run_by("220322101", NOON) == "220302"
    assert running_chain("220322101", NOON) == ("220300", "220302", "220322101")
    assert running_chain(None, NOON) == ()


def test_who_runs_an_area_is_dated() -> None:
    keep(*DIVISIONS)
    Jurisdiction.objects.update(valid_to=NOON + DAY)
    Jurisdiction.objects.create(area_id="220322", run_by="unit-7", valid_from=NOON + DAY)
    changed()
    assert [run_by("220322101", NOON + days * DAY) for days in (-1, 0, 1)] == [None, "220302", "unit-7"]
    assert running_chain("220322101", NOON + DAY) == chain("220322101")


def test_an_area_cannot_be_run_from_inside_itself() -> None:
    keep(*DIVISIONS)
    Jurisdiction.objects.create(area_id="220322", run_by="220322101", valid_from=NOON)
    Jurisdiction.objects.filter(area_id="220322101").delete()
    changed()
    assert running_chain("220322101", NOON) == chain("220322101")
