"""The demonstration's areas tile the city exactly and keep the counts and codes that are publicly known."""

import gzip
import json
import re
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
import shapely

from gongzhi.demo.geography import DemoCity, draw
from gongzhi.demo.known import COMMUNITY_TYPES, known
from gongzhi.demo.numbering import DemoArea
from gongzhi.kernel import Crs
from gongzhi.places.crs import shape_to_wgs84

from .conftest import SEED

CODES = {"city": r"\d{6}", "county": r"\d{6}", "township": r"\d{9}", "community": r"\d{12}", "grid": r"\d{15}"}
TILED = ("county", "township", "community", "grid")


def outlines(areas: list[DemoArea]) -> list[shapely.Polygon]:
    return [area.outline for area in areas]


def test_the_counts_are_those_of_the_real_city(city: DemoCity) -> None:
    counts = Counter(area.level for area in city.areas)
    assert (counts["city"], counts["county"], counts["township"], counts["grid"]) == (1, 5, 79, 7181)
    assert counts["community"] == 942
    assert counts["compound"] > 3000


def test_every_township_has_as_many_communities_and_villages_as_are_published(city: DemoCity) -> None:
    drawn = Counter((area.parent, area.code[9] == "6") for area in city.of("community"))
    for town in (town for county in known().counties for town in county.townships):
        communities = sum(sort in COMMUNITY_TYPES for sort in town.villages)
        assert drawn[town.code, True] == communities
        assert drawn[town.code, False] == len(town.villages) - communities


def tiles(parts: list[shapely.Polygon], city: DemoCity) -> bool:
    if not (shapely.is_valid(parts).all() and shapely.coverage_is_valid(parts)):
        return False
    whole = shapely.coverage_union_all(parts)
    return isinstance(whole, shapely.Polygon) and not whole.interiors and whole.equals(city.areas[0].outline)


@pytest.mark.parametrize("level", TILED)
def test_the_areas_of_a_level_tile_the_city_without_gap_or_overlap(city: DemoCity, level: str) -> None:
    assert tiles(outlines(city.of(level)), city)


@pytest.mark.parametrize("step", [0.0000001, -0.0000001])
def test_a_corner_moved_by_one_step_would_be_noticed(city: DemoCity, step: float) -> None:
    parts = outlines(city.of("grid"))
    inner = next(n for n, part in enumerate(parts) if part.disjoint(city.areas[0].outline.exterior))
    corners = shapely.get_coordinates(parts[inner])[:-1]
    corners[0] += step
    parts[inner] = shapely.Polygon(corners)
    assert not tiles(parts, city)


def test_every_area_is_exactly_its_parts(city: DemoCity) -> None:
    for upper, lower in (("city", "county"), ("county", "township"), ("township", "community"), ("community", "grid")):
        parts: dict[str | None, list[shapely.Polygon]] = {}
        for area in city.of(lower):
            parts.setdefault(area.parent, []).append(area.outline)
        for area in city.of(upper):
            assert shapely.coverage_union_all(parts[area.code]).equals(area.outline), area.code


def test_compounds_lie_inside_their_grid_and_apart_from_each_other(city: DemoCity) -> None:
    grids = {area.code: area.outline for area in city.of("grid")}
    compounds = city.of("compound")
    assert all(shapely.contains_properly([grids[area.code[:15]] for area in compounds], outlines(compounds)))
    assert shapely.is_valid(outlines(compounds)).all()
    touching = shapely.STRtree(outlines(compounds)).query(outlines(compounds), predicate="intersects")
    assert touching.shape[1] == len(compounds)


def test_codes_have_the_national_lengths_and_begin_with_the_code_above(city: DemoCity) -> None:
    codes = [area.code for area in city.areas]
    assert len(set(codes)) == len(codes)
    for area in city.areas:
        assert re.fullmatch(CODES.get(area.level, r"\d{18}"), area.code)
        assert area.level in ("city", "county") or (area.parent is not None and area.code.startswith(area.parent))


def test_grids_are_numbered_from_the_north_and_west(city: DemoCity) -> None:
    """GB/T: 自西向东、自北向南. The first number lies north of the last wherever a village has more than one row."""
    by_village: dict[str, list[shapely.Point]] = {}
    for area in city.of("grid"):
        by_village.setdefault(area.code[:12], []).append(area.outline.centroid)
    assert all(middles[0].y > middles[-1].y for middles in by_village.values() if len(middles) > 2)


def test_names_are_unique_and_the_city_says_that_it_is_a_demonstration(city: DemoCity) -> None:
    names = [area.name for area in city.areas]
    assert len(set(names)) == len(names)
    assert "演示" in city.areas[0].name
    assert "虚构" in city.areas[0].name


def test_no_grid_is_thin_or_tiny(city: DemoCity) -> None:
    grids = outlines(city.of("grid"))
    plane = shapely.transform(np.array(grids), lambda corners: corners * (80_900, 111_200))
    assert shapely.area(plane).min() > 5_000
    assert (4 * np.pi * shapely.area(plane) / shapely.length(plane) ** 2).min() > 0.3


def test_grids_are_smaller_where_people_live_close_together(city: DemoCity) -> None:
    sizes = {urban: [a.outline.area for a in city.of("grid") if a.urban is urban] for urban in (True, False)}
    assert np.median(sizes[True]) * 5 < np.median(sizes[False])


def test_towns_that_another_county_runs_lie_on_its_border(city: DemoCity) -> None:
    outline = {area.code: area.outline for area in city.areas if area.level in ("county", "township")}
    for case in known().jurisdictions:
        near = [shapely.distance(outline[town], outline[case.run_by]) < 0.1 for town in case.townships]
        assert len(near) == 3
        assert all(near)


def test_the_same_seed_draws_the_same_city_to_the_last_corner(city: DemoCity) -> None:
    assert draw(SEED).digest() == city.digest()


def test_another_seed_draws_another_city_that_tiles_as_well() -> None:
    small = [draw(seed, grids=2500) for seed in (2, 3)]
    assert small[0].digest() != small[1].digest()
    assert all(len(one.of("grid")) == 2500 and shapely.coverage_is_valid(outlines(one.of("grid"))) for one in small)


def test_fewer_grids_than_villages_are_refused() -> None:
    with pytest.raises(ValueError, match="at least 942"):
        draw(SEED, grids=900)


def test_the_work_is_told_as_it_goes_on() -> None:
    told: list[tuple[str, int, int]] = []
    draw(4, grids=2500, tell=lambda *step: told.append(step))
    assert told[-1] == ("draw", 4, 4)


@pytest.mark.shared
def test_each_real_county_agrees_with_the_invented_one_of_its_code(city: DemoCity, shared: Path) -> None:
    """By division: at least 60 % of the real area and of the invented one, after turning GCJ-02 into WGS84."""
    with gzip.open(shared / "data" / "siping_counties_gcj02.geojson.gz") as stream:
        features = json.load(stream)["features"]
    invented = {area.code: area.outline for area in city.of("county")}
    for feature in features:
        real = shape_to_wgs84(shapely.geometry.shape(feature["geometry"]), Crs.GCJ02)
        drawn = invented.pop(feature["properties"]["code"])
        both = real.intersection(drawn).area
        assert both / real.area >= 0.6
        assert both / drawn.area >= 0.6
    assert not invented
