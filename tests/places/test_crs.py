"""Coordinate systems: there and back again within centimetres, and known points where they belong."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongzhi.kernel import Crs, GeoPoint
from gongzhi.places.crs import bd09_of, gcj02_of, to_wgs84, wgs84_of

LON = st.floats(73.5, 135.0)
LAT = st.floats(18.0, 53.5)
SHIFTING = st.sampled_from([(Crs.GCJ02, gcj02_of), (Crs.BD09, bd09_of)])


def metres(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Metres between two points that are near."""
    east = (one[0] - other[0]) * 111320 * math.cos(math.radians(one[1]))
    return math.hypot(east, (one[1] - other[1]) * 111000)


@given(lon=LON, lat=LAT, system=SHIFTING)
def test_a_point_in_china_comes_back_within_a_centimetre(lon: float, lat: float, system: tuple[Crs, object]) -> None:
    crs, _ = system
    given_as = {Crs.GCJ02: gcj02_of, Crs.BD09: bd09_of}[crs](lon, lat)
    point = GeoPoint(lon=float(given_as[0]), lat=float(given_as[1]), crs=crs)
    assert metres(to_wgs84(point), (lon, lat)) < 0.01


@given(lon=LON, lat=LAT)
def test_the_shift_is_that_of_the_system_and_not_nothing(lon: float, lat: float) -> None:
    assert 10 < metres(gcj02_of(lon, lat), (lon, lat)) < 1000  # least in Qinghai: 17.5


@pytest.mark.parametrize(
    ("crs", "given_as"),
    [(Crs.GCJ02, (116.40377, 39.91553)), (Crs.BD09, (116.41014, 39.92184))],
)
def test_tiananmen_is_where_it_is(crs: Crs, given_as: tuple[float, float]) -> None:
    # The same square in the three systems, as eviltransform and Baidu's and AMap's own converters give it.
    found = to_wgs84(GeoPoint(lon=given_as[0], lat=given_as[1], crs=crs))
    assert metres(found, (116.39753, 39.91413)) < 5


@pytest.mark.parametrize("crs", [Crs.WGS84, Crs.CGCS2000])
def test_cgcs2000_counts_as_wgs84(crs: Crs) -> None:
    assert to_wgs84(GeoPoint(lon=124.35, lat=43.17, crs=crs)) == (124.35, 43.17)


def test_outside_china_gcj02_does_not_shift() -> None:
    assert to_wgs84(GeoPoint(lon=-71.06, lat=42.36, crs=Crs.GCJ02)) == (-71.06, 42.36)


@pytest.mark.parametrize("crs", [Crs.GCJ02, Crs.BD09])
def test_many_points_turn_as_one_does(crs: Crs) -> None:
    lons, lats = np.linspace(75, 134, 50), np.linspace(19, 53, 50)
    east, north = wgs84_of(lons, lats, crs, np)
    for lon, lat, one_east, one_north in zip(lons, lats, east, north, strict=True):
        point = GeoPoint(lon=float(lon), lat=float(lat), crs=crs)
        assert metres(to_wgs84(point), (one_east, one_north)) < 0.01
