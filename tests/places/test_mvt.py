"""What this house draws, another program reads as it was meant: tiles are read back with mapbox-vector-tile."""

from collections.abc import Sequence

import mapbox_vector_tile
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongzhi.places.mvt import EXTENT, POINT, POLYGON, Feature, tile

steps = st.tuples(st.integers(-200, EXTENT + 200), st.integers(-200, EXTENT + 200))
tags = st.dictionaries(st.text(max_size=8), st.text(max_size=20) | st.integers(-(2**53), 2**53), max_size=4)
SQUARE = ((0, 0), (40, 0), (40, 40), (0, 40))
HOLE = ((10, 10), (10, 20), (20, 20), (20, 10))


def read(drawn: bytes) -> dict[str, Sequence[dict[str, object]]]:
    told = mapbox_vector_tile.decode(drawn, default_options={"y_coord_down": True})
    return {name: layer["features"] for name, layer in told.items()}


@given(st.lists(st.tuples(st.lists(steps, min_size=1, max_size=5), tags), min_size=1, max_size=6))
def test_points_and_what_is_said_of_them_come_back_as_they_were(
    given: list[tuple[list[tuple[int, int]], dict[str, str | int]]],
) -> None:
    features = [Feature(kind=POINT, parts=[points], tags=said) for points, said in given]
    found = read(tile({"pins": features}))["pins"]
    for (points, said), back in zip(given, found, strict=True):
        geometry = back["geometry"]
        assert isinstance(geometry, dict)
        told = [geometry["coordinates"]] if geometry["type"] == "Point" else geometry["coordinates"]
        assert ([tuple(point) for point in told], back["properties"]) == (points, said)


def test_a_polygon_keeps_its_ring_and_its_hole_apart() -> None:
    (found,) = read(tile({"grid": [Feature(kind=POLYGON, parts=[SQUARE, HOLE], tags={"code": "1"})]}))["grid"]
    geometry = found["geometry"]
    assert isinstance(geometry, dict)
    assert geometry["type"] == "Polygon"
    outer, hole = ({tuple(corner) for corner in ring} for ring in geometry["coordinates"])
    assert (outer, hole) == (set(SQUARE), set(HOLE))


def test_layers_without_features_are_left_out_and_nothing_has_no_bytes() -> None:
    assert tile({"grid": [], "names": []}) == b""
    assert set(read(tile({"grid": [], "names": [Feature(kind=POINT, parts=[[(1, 2)]], tags={})]}))) == {"names"}


def test_what_is_no_text_and_no_number_is_refused() -> None:
    with pytest.raises(TypeError, match="float"):
        tile({"x": [Feature(kind=POINT, parts=[[(1, 2)]], tags={"a": 0.5})]})  # type: ignore[dict-item]
