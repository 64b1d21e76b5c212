"""Every point gets one plain answer, the same for one point as for many."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry.base import BaseGeometry

from gongzhi.places.atlas import UNMAPPED, Atlas, Fix
from gongzhi.places.coverage import gaps_of
from gongzhi.places.ground import grounds
from gongzhi.places.report import silent
from gongzhi.places.tree import AreaRef, Tree

from .conftest import box, degrees

SHAPES = {
    "a1": box(0, 0, 1000, 1000),
    "a2": box(1000, 0, 2000, 1000),
    "a3": box(1900, 0, 3000, 1000),  # 100 m over a2
    "b1": box(0, 1000, 1000, 2000),
    "b3": box(2000, 1000, 3000, 2000),  # between b1 and b3 a square is open
    "c1": box(0, 2000, 3000, 3000),
}


def atlas(shapes: dict[str, BaseGeometry], levels: dict[str, str] | None = None, over: str = "city") -> Atlas:
    """The atlas of areas under one city, grids unless said otherwise."""
    refs = [
        (AreaRef(code=code, name=code, level=(levels or {}).get(code, "grid")), None if code == over else over)
        for code in {over, *shapes}
    ]
    cities = grounds(shapes, Tree(refs))
    gaps = {city.root: gap for city in cities for _, gap in gaps_of(city, silent)}
    return Atlas(7, cities, gaps)


ATLAS = atlas(SHAPES)


def find(east_m: float, north_m: float, where: Atlas = ATLAS) -> Fix:
    return where.locate(*degrees(east_m, north_m))


def test_inside_names_the_area_and_the_metres_to_its_edge() -> None:
    fix = find(400, 300)
    assert (fix.how, fix.area, fix.others, fix.version) == ("inside", "a1", (), 7)
    assert fix.edge_m == pytest.approx(300, abs=1)


def test_within_thirty_metres_of_a_neighbour_both_are_named() -> None:
    fix = find(1020, 500)
    assert (fix.how, fix.area, fix.others) == ("edge", "a2", ("a1",))
    assert fix.edge_m == pytest.approx(20, abs=0.2)


def test_just_beyond_thirty_metres_it_is_inside() -> None:
    assert find(1031, 500).how == "inside"


def test_at_the_outer_edge_of_the_city_there_is_no_neighbour_to_name() -> None:
    fix = find(5, 500)
    assert (fix.how, fix.area) == ("inside", "a1")
    assert fix.edge_m == pytest.approx(5, abs=0.2)


def test_a_corner_names_every_neighbour_nearest_first() -> None:
    assert (find(990, 980).area, find(990, 980).others) == ("a1", ("a2", "b1"))
    assert (find(980, 990).area, find(980, 990).others) == ("a1", ("b1", "a2"))


def test_on_the_line_the_lowest_code_is_chosen() -> None:
    fix = find(1000, 500)
    assert (fix.how, fix.area, fix.others) == ("edge", "a1", ("a2",))


def test_an_overlap_gives_the_lowest_code_and_names_the_others() -> None:
    fix = find(1950, 500)
    assert (fix.how, fix.area, fix.others) == ("overlap", "a2", ("a3",))
    assert fix.edge_m == pytest.approx(50, abs=0.5)


def test_a_hole_enclosed_by_the_city_is_a_gap_and_names_the_nearest() -> None:
    fix = find(1100, 1500)
    assert (fix.how, fix.area, fix.others) == ("gap", None, ("b1",))
    assert fix.edge_m == pytest.approx(100, abs=1)


def test_a_hole_in_an_area_is_a_gap_too() -> None:
    ring = box(0, 0, 3000, 3000).difference(box(1000, 1000, 2000, 2000))
    assert find(1500, 1500, atlas({"ring": ring})).how == "gap"


def test_what_the_outline_above_covers_and_no_grid_does_is_a_gap() -> None:
    drawn = atlas({"city": box(0, 0, 5000, 5000), "g": box(0, 0, 1000, 1000)}, {"city": "city"})
    assert find(4000, 4000, drawn).how == "gap"
    assert find(6000, 4000, drawn).how == "outside"
    assert find(500, 500, drawn).area == "g"


def test_an_area_with_nothing_under_it_is_itself_the_ground() -> None:
    assert find(500, 500, atlas({"city": box(0, 0, 1000, 1000)}, {"city": "city"})).area == "city"


def test_outside_names_the_nearest_area_and_how_far_it_is() -> None:
    fix = find(-500, 500)
    assert (fix.how, fix.area, fix.others) == ("outside", None, ("a1",))
    assert fix.edge_m == pytest.approx(500, abs=5)


def test_just_outside_is_outside_and_not_the_edge() -> None:
    assert find(-5, 500).how == "outside"


def test_without_boundaries_every_point_is_unmapped() -> None:
    assert UNMAPPED.locate(124.35, 43.17) == Fix(
        how="unmapped", area=None, others=(), edge_m=None, version=0, lat=43.17, lon=124.35
    )


def test_a_compound_is_named_beside_its_grid() -> None:
    drawn = atlas({"g": box(0, 0, 1000, 1000), "home": box(100, 100, 200, 200)}, {"home": "compound"})
    assert (find(150, 150, drawn).area, find(150, 150, drawn).compound) == ("g", "home")
    assert (find(500, 500, drawn).area, find(500, 500, drawn).compound) == ("g", None)


def test_two_cities_far_apart_are_each_measured_in_their_own_metres() -> None:
    refs = [(AreaRef(code=code, name="", level="city"), None) for code in ("north", "south")]
    far = Atlas(
        1, grounds({"north": box(0, 0, 1000, 1000), "south": box(0, -2_000_000, 1000, -1_999_000)}, Tree(refs)), {}
    )
    assert far.locate(*degrees(500, 300)).edge_m == pytest.approx(300, abs=1)
    assert far.locate(*degrees(500, -1_999_500)).area == "south"


@given(st.lists(st.tuples(st.floats(-300, 3300), st.floats(-300, 3300)), max_size=30))
def test_many_points_get_the_answers_of_each(metres: list[tuple[float, float]]) -> None:
    points = [degrees(*point) for point in metres]
    lons, lats = np.array([p[0] for p in points]), np.array([p[1] for p in points])
    assert ATLAS.locate_many(lons, lats) == [ATLAS.locate(*point) for point in points]


@given(st.floats(-300, 3300), st.floats(-300, 3300))
def test_the_quick_question_agrees_with_the_full_one(east: float, north: float) -> None:
    lon, lat = degrees(east, north)
    quick = ATLAS.areas_of(np.array([lon]), np.array([lat]))[0]
    fix = ATLAS.locate(lon, lat)
    assert quick == fix.area or (fix.edge_m is not None and fix.edge_m <= 0.05)
