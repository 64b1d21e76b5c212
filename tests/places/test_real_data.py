"""The areas of three real cities go in as they are, and every fault in them is told."""

from collections import Counter
from pathlib import Path

import pytest
import shapely

from gongzhi.kernel import Crs, GeoPoint
from gongzhi.places.crs import gcj02_of
from gongzhi.places.importing import check
from gongzhi.places.locating import locate
from gongzhi.places.models import Boundary
from gongzhi.places.report import Report
from gongzhi.places.standing import stored_shapes

from .conftest import DAY, NOON, bring

pytestmark = [pytest.mark.django_db, pytest.mark.shared]


def data(shared: Path, name: str) -> Path:
    return shared / "data" / f"{name}.geojson.gz"


def counted(report: Report) -> Counter[str]:
    return Counter(problem.code for problem in report.findings)


def test_the_election_districts_of_new_york_are_taken_with_all_findings(shared: Path) -> None:
    report = bring(data(shared, "nyc_election_districts"))
    found = counted(report)
    assert (report.written, report.rows, report.new_city, report.levels) == (True, 5199, "newyork", {"grid": 5199})
    assert found["area-overlap"] >= 150  # 196 were seen
    assert found["area-parts-apart"] >= 40  # 48 were seen
    assert found["area-gap"] >= 3  # 6 were seen
    assert all(problem.value and problem.row for problem in report.findings if problem.code == "area-overlap")
    times_square = locate(GeoPoint(lon=-73.9855, lat=40.758, crs=Crs.WGS84), NOON)
    assert times_square.area is not None
    assert check(data(shared, "nyc_election_districts"), Crs.WGS84).unchanged


def test_two_cities_live_in_one_installation(shared: Path) -> None:
    first = bring(data(shared, "boston_zipcodes"))
    second = bring(data(shared, "siping_counties_gcj02"), Crs.GCJ02, when=NOON + DAY)
    assert (first.new_city, second.new_city) == ("boston", "220300")
    assert counted(first)["area-gap"] >= 1  # 3 were seen
    assert counted(first)["area-parts-apart"] == 3
    later = NOON + DAY
    assert locate(GeoPoint(lon=-71.0587, lat=42.3594, crs=Crs.WGS84), later).area == "02108"
    assert locate(GeoPoint(lon=124.3354, lat=43.3071, crs=Crs.WGS84), later).area == "220322"
    assert locate(GeoPoint(lon=-71.0587, lat=42.3594, crs=Crs.WGS84), later).version == 2


def test_what_boston_leaves_open_inside_itself_is_answered_as_a_gap(shared: Path) -> None:
    report = bring(data(shared, "boston_zipcodes"))
    largest = max(
        (p.details for p in report.findings if p.code == "area-gap"), key=lambda details: float(str(details["m2"]))
    )
    point = GeoPoint(lon=float(str(largest["lon"])), lat=float(str(largest["lat"])), crs=Crs.WGS84)
    assert locate(point, NOON).how == "gap"
    assert locate(GeoPoint(lon=-70.5, lat=42.3, crs=Crs.WGS84), NOON).how == "outside"


def test_the_counties_of_siping_are_turned_from_gcj02(shared: Path) -> None:
    bring(data(shared, "siping_counties_gcj02"), Crs.GCJ02)
    # The first corner of 铁西区 as the file gives it: turned it is a corner, unturned it lies far off the edge.
    turned = stored_shapes(1, "outline")["220302"]
    drawn = {p[0]: p for p in shapely.get_coordinates(turned).tolist()}
    back = [gcj02_of(lon, lat) for lon, lat in drawn.values()]
    nearest = min(abs(lon - 124.353913) + abs(lat - 43.124467) for lon, lat in back)
    assert nearest < 1e-7
    assert turned.boundary.distance(shapely.Point(124.353913, 43.124467)) > 0.001
    # Areas known from other sources (domain.md §7): 3,232 km² and 2,527 km².
    known = dict(Boundary.objects.filter(kind="outline").values_list("area_id", "area_m2"))
    assert known["220323"] / 1e6 == pytest.approx(2527, rel=0.05)


def test_a_city_turned_twice_is_noticed(shared: Path) -> None:
    bring(data(shared, "siping_counties_gcj02"), Crs.GCJ02)
    wrong = check(data(shared, "siping_counties_gcj02"), Crs.WGS84)
    assert len(wrong.changes.reshaped) == 5
    assert counted(wrong)["area-all-shifted"] == 1


def test_areas_in_another_country_are_not_gcj02(shared: Path) -> None:
    report = check(data(shared, "boston_zipcodes"), Crs.GCJ02)
    assert report.refused
    assert {problem.code for problem in report.refusals} == {"area-crs-outside-china"}
