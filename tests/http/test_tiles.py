"""A map shows areas to everybody, and of the matters exactly those that the caller's lists hold."""

import gzip
from typing import Any

import mapbox_vector_tile
import numpy as np
import pytest

from gongzhi.places import tiles
from tests.cast import GRIDS, HERE, SEA, THERE
from tests.http.conftest import Wire

Told = dict[str, list[dict[str, Any]]]


def square(lon: float, lat: float, zoom: int) -> str:
    x, y = (tiles.mercator(np.array([[lon, lat]]))[0] * (1 << zoom)).astype(int).tolist()
    return f"{zoom}/{x}/{y}"


def drawn(wire: Wire, path: str, by: str | None = None) -> Told:
    answer = wire.get(path, by)
    assert answer.status == 200, answer.json
    assert answer.headers["Content-Encoding"] == "gzip"
    return read(answer.raw)


def read(body: bytes) -> Told:
    told = mapbox_vector_tile.decode(gzip.decompress(body), default_options={"y_coord_down": True})
    return {name: [each["properties"] for each in layer["features"]] for name, layer in told.items()}


DISPUTE = {"kind": "23001", "text": "邻里为采光争吵", "answers": {"willingness": "both"}}
EVERYWHERE = [square(point.lon, point.lat, 14) for point in (HERE, THERE)]


def test_areas_are_drawn_for_everybody_the_finer_the_nearer(wire: Wire) -> None:
    near = drawn(wire, f"/tiles/areas/{EVERYWHERE[0]}")
    assert {each["code"] for each in near["grid"]} == set(GRIDS)
    names = [each for path in set(EVERYWHERE) for each in drawn(wire, f"/tiles/areas/{path}")["names"]]
    assert sorted(each["name"] for each in names) == ["第1网格", "第2网格"]
    assert drawn(wire, f"/tiles/areas/{square(HERE.lon, HERE.lat, 11)}") == {}
    assert drawn(wire, f"/tiles/areas/{square(SEA.lon, SEA.lat, 14)}") == {}


def test_a_browser_that_has_a_tile_of_these_boundaries_is_not_sent_it_again(wire: Wire) -> None:
    path = f"/tiles/areas/{EVERYWHERE[0]}"
    mark = wire.get(path).headers["ETag"]
    again = wire.get(path, if_none_match=mark)
    assert (again.status, again.raw, again.headers["ETag"]) == (304, b"", mark)
    assert wire.get(path, if_none_match='"0"').status == 200


def test_the_map_begins_with_the_whole_city(wire: Wire) -> None:
    told = wire.get("/map").json
    assert told["bounds"] == {"west": 124.0, "south": 43.0, "east": 124.02, "north": 43.01}
    assert told["base"]["kind"] == "none"


@pytest.mark.parametrize("path", ["17/0/0", "3/8/0", "3/0/8"])
def test_a_square_that_there_is_not_is_refused(wire: Wire, path: str) -> None:
    for layer in ("areas", "open", "matters"):
        assert wire.get(f"/tiles/{layer}/{path}", "clerk").status == 422


def test_the_map_shows_everybody_exactly_what_their_list_holds(wire: Wire) -> None:
    for point in (HERE, THERE, THERE):
        wire.report("worker", point={"lon": point.lon, "lat": point.lat, "crs": "wgs84"})
    wire.report("worker", **DISPUTE)
    squares = sorted(set(EVERYWHERE))
    wide = square(HERE.lon, HERE.lat, 9)
    seen: dict[str, set[str]] = {}
    for who in wire.city.people:
        if wire.get("/matters", who).status != 200:
            continue
        listed = {row["id"] for row in wire.get("/matters", who).json["rows"]}
        found = [pin for each in squares for pin in drawn(wire, f"/tiles/matters/{each}", who).get("matters", [])]
        assert sorted(pin["id"] for pin in found) == sorted(listed), who
        crowds = drawn(wire, f"/tiles/matters/{wide}", who).get("crowds", [])
        assert sum(crowd["n"] for crowd in crowds) == len(listed), who
        seen[who] = listed
    assert {len(listed) for listed in seen.values()} >= {0, 3, 4}


def test_the_map_takes_the_conditions_of_a_list(wire: Wire) -> None:
    wire.report("worker")
    assert drawn(wire, f"/tiles/matters/{EVERYWHERE[0]}?stage=closed", "clerk") == {}
    assert drawn(wire, f"/tiles/matters/{EVERYWHERE[0]}?kind=06013", "clerk")["matters"][0]["stage"] == "reported"
    assert wire.get(f"/tiles/matters/{EVERYWHERE[0]}?colour=red", "clerk").code == "filter-unknown"
    assert wire.get(f"/tiles/matters/{EVERYWHERE[0]}").status == 401


def test_strangers_see_places_rounded_without_words_and_no_small_figure(wire: Wire) -> None:
    wide = square(HERE.lon, HERE.lat, 9)
    wire.report("worker")
    wire.report("worker", **DISPUTE)
    (pin,) = drawn(wire, f"/tiles/open/{EVERYWHERE[0]}")["matters"]
    assert set(pin) == {"number", "kind_zh", "kind_en", "stage"}
    assert drawn(wire, f"/tiles/open/{wide}")["crowds"] == [{}]
    for _ in range(4):
        wire.report("worker")
    assert drawn(wire, f"/tiles/open/{wide}")["crowds"] == [{"n": 5}]
