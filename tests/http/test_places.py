"""A map goes where somebody names a place: areas are found by a part of their name, the largest first."""

from tests.http.conftest import Wire
from tests.http.test_compounds import GRID, HOME, drawn, outlined


def test_an_area_is_found_by_a_part_of_its_name_with_its_box_and_what_lies_above_it(wire: Wire) -> None:
    drawn(HOME, GRID, (124.004, 43.004, 124.006, 43.006))
    (only,) = wire.get("/places?text=小区").json
    assert only == {
        "code": HOME, "name": "小区1", "level": "compound",
        "west": 124.004, "south": 43.004, "east": 124.006, "north": 43.006,
        "above": [
            {"code": "220302", "name": "铁西区", "level": "county"},
            {"code": "220302001", "name": "仁兴街道", "level": "township"},
            {"code": "220302001001", "name": "第一社区", "level": "community"},
            {"code": GRID, "name": "第1网格", "level": "grid"},
        ],
    }  # fmt: skip
    assert wire.get(f"/places?text={HOME}").json == [only]
    assert wire.get("/places?text=没有这里").json == []


def test_the_larger_of_one_name_stand_first_and_what_is_drawn_no_more_is_not_found(wire: Wire) -> None:
    drawn(HOME, GRID, (124.004, 43.004, 124.006, 43.006))
    drawn("220302001001001903", GRID, (124.001, 43.001, 124.002, 43.002), last=0)
    outlined("220302", (124.0, 43.0, 124.1, 43.1))
    assert [area["name"] for area in wire.get("/places?text=区").json] == ["铁西区", "小区1"]


def test_a_place_must_be_named_and_by_what_can_be_kept(wire: Wire) -> None:
    assert wire.get("/places?text=").status == 422
    assert wire.get("/places?text=%00").status == 422
    assert wire.get("/places").status == 422
