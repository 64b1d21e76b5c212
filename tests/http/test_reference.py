"""A form is told its kinds, areas, units and reasons, and oneself, in both languages."""

from datetime import timedelta

import pytest

from gongzhi.bodies.models import Counter, GridAssignment
from tests.cast import LEAD
from tests.exchange.messages import seat
from tests.http.conftest import Wire


def test_every_kind_that_can_be_reported_is_there_with_its_fields_and_limits(wire: Wire) -> None:
    told = wire.get("/kinds").json
    kinds = {kind["code"]: kind for kind in told["kinds"]}
    assert len(kinds) > 150
    assert "component/01001" not in kinds
    assert sum(kind["starter"] for kind in kinds.values()) == 46
    dispute = kinds["23002"]
    assert (dispute["privacy"], dispute["checker"]) == ("P2", "centre")
    assert dispute["name"] == {"zh": "婚姻家庭纠纷", "en": "Marriage or family dispute"}
    assert [phase["name"] for phase in dispute["phases"]] == ["contact", "mediate"]
    assert {field["name"] for field in dispute["fields"]} >= {"description", "willingness", "violence"}
    assert kinds["06010"]["confused_with"] == ["06011", "06042"]
    for kind in kinds.values():
        for field in kind["fields"]:
            assert not field["label"]["zh"].startswith("fields."), field
            assert all(not choice["name"]["en"].startswith("choices.") for choice in field["choices"]), field
        assert not kind["lead"]["name"]["zh"].startswith("duties."), kind["lead"]


def test_a_head_is_told_who_sits_in_the_own_unit_and_nobody_else(wire: Wire) -> None:
    told = wire.get("/colleagues", "head").json
    assert [each["name"] for each in told] == ["handler", "head", "mate"]
    assert wire.get("/colleagues", "stranger").json == []
    assert wire.get("/colleagues").status == 401


def test_reasons_say_what_can_be_done(wire: Wire) -> None:
    reasons = wire.get("/reasons").json
    assert {"decline", "void"} <= {reason["group"] for reason in reasons}
    assert all(reason["name"]["zh"] and reason["way_out"]["zh"] for reason in reasons)


def test_areas_are_walked_from_the_city_down(wire: Wire) -> None:
    (city,) = wire.get("/areas").json
    assert city == {"code": "220300", "name": "四平市", "level": "city"}
    (county,) = wire.get("/areas?parent=220300").json
    assert county["name"] == "铁西区"
    community = wire.get("/areas/220302001001").json
    assert [above["level"] for above in community["above"]] == ["city", "county", "township"]
    assert [part["code"] for part in community["parts"]] == ["220302001001001", "220302001001002"]
    assert wire.get("/areas?parent=9").code == "area-unknown"
    assert wire.get("/areas/9").code == "area-unknown"


def test_a_point_is_told_its_grid_and_neighbours(wire: Wire) -> None:
    fix = wire.post("/locate", {"lon": 124.00999, "lat": 43.005, "crs": "wgs84"}).json
    assert (fix["how"], fix["area"]["code"]) == ("edge", "220302001001001")
    assert [other["code"] for other in fix["others"]] == ["220302001001002"]
    assert [above["level"] for above in fix["above"]] == ["city", "county", "township", "community"]
    assert 0 < fix["edge_m"] < 30
    assert fix["version"] == 1


def test_a_unit_has_a_name_a_type_and_a_level(wire: Wire) -> None:
    unit = wire.get("/units/220302-ZJ").json
    assert (unit["name"], unit["type"], unit["level"], unit["centre"]) == ("住建局", "ZJ", "county", False)
    assert unit["type_name"]["zh"]


@pytest.mark.parametrize(
    ("who", "unit", "duty", "areas"),
    [
        ("clerk", "220302-ZZ", "matters.triage", ["220302"]),
        ("handler", "220302-ZJ", "matters.handle", []),
        ("worker", "220302001001-ZZ", "matters.self_handle", ["220302001001001", "220302001001002"]),
    ],
)
def test_one_is_told_who_one_is(wire: Wire, who: str, unit: str, duty: str, areas: list[str]) -> None:
    me = wire.get("/me", who).json
    assert me["time_zone"] == "Asia/Shanghai"
    assert me["id"] == f"person:{wire.city.people[who].pk}"
    assert me["unit"]["code"] == unit
    assert duty in me["duties"]
    assert [area["code"] for area in me["areas"]] == areas


def test_who_is_on_no_post_has_no_unit_and_a_stranger_is_nobody(wire: Wire) -> None:
    assert wire.get("/me", "stranger").json["unit"] is None
    assert wire.get("/me").code == "not-signed-in"


def test_the_words_of_the_trade_are_told_in_the_language_asked_for(wire: Wire) -> None:
    said = wire.get("/words").json["words"]
    assert said["stages"]["handling"] == "处置中"
    assert said["commands"]["take"] == "签收"
    assert (said["counted"]["extension"], said["counted"]["appeal"]) == ("工作日", "自然日")
    english = wire.get("/words", accept_language="en").json["words"]
    assert english["stages"]["handling"] == "In hand"
    assert {group: set(codes) for group, codes in said.items()} == {
        group: set(codes) for group, codes in english.items()
    }
    assert all(codes for codes in said.values())


def test_units_are_found_by_a_part_of_their_name_and_by_place_the_nearest_first(wire: Wire) -> None:
    everywhere = {unit["code"] for unit in wire.get("/units", "clerk").json}
    assert "220302-ZJ" in everywhere
    there = [unit["area"] for unit in wire.get("/units?area=220302001001001", "clerk").json]
    assert there == sorted(there, key=len, reverse=True)
    assert all("220302001001001".startswith(area.removesuffix("00")) for area in there)
    assert [unit["code"] for unit in wire.get("/units?text=220302-zj", "clerk").json] == ["220302-ZJ"]
    assert wire.get("/units?text=nothing-like-it", "clerk").json == []
    assert wire.get("/units").status == 401


def test_units_are_named_by_their_codes_and_unknown_ones_left_out(wire: Wire) -> None:
    named = wire.get("/units?codes=220302-ZJ,nobody,zz", "clerk").json
    assert [unit["code"] for unit in named] == ["220302-ZJ"]


def test_a_colleague_is_told_how_a_unit_is_reached_also_where_no_address_is_public(wire: Wire) -> None:
    Counter.objects.create(unit_id=LEAD, telephone="0434-325 0000", hours="工作日 8:30—17:00")
    found = {unit["code"]: (unit["telephone"], unit["hours"]) for unit in wire.get("/units", "clerk").json}
    assert found[LEAD] == ("0434-325 0000", "工作日 8:30—17:00")
    assert set(found.values()) == {found[LEAD], ("", "")}
    (named,) = wire.get(f"/units?codes={LEAD}", "clerk").json
    assert (named["telephone"], named["hours"]) == found[LEAD]
    assert LEAD not in {one["unit"] for one in wire.get("/open/counters").json}


@pytest.mark.parametrize("path", ["/kinds", "/words", "/reasons"])
def test_what_is_the_same_for_everybody_goes_small_over_a_slow_network_and_once(wire: Wire, path: str) -> None:
    whole = wire.get(path)
    small = wire.get(path, accept_encoding="gzip")
    assert small.headers["Content-Encoding"] == "gzip"
    assert len(small.raw) < len(whole.raw) / 2
    assert small.headers["Cache-Control"] == "no-cache"
    again = wire.get(path, accept_encoding="gzip", if_none_match=small.headers["ETag"])
    assert (again.status, again.raw, again.headers["Cache-Control"]) == (304, b"", "no-cache")
    english = wire.get(path, accept_language="en", if_none_match=small.headers["ETag"])
    assert english.status == (200 if path == "/words" else 304)


def test_both_are_told_who_stands_in_for_whom_where_and_until_when(wire: Wire) -> None:
    people, at = wire.city.people, wire.city.now
    until = at + timedelta(days=5)
    for own in GridAssignment.objects.filter(person=people["worker"]):
        GridAssignment.objects.create(
            person=people["mate"], grid=own.grid, role=own.role, deputy_of=own, valid_from=at, valid_to=until
        )
    seat(wire.city, "deputy", LEAD, "handler", deputy_of="handler")
    (away,) = wire.get("/me", "worker").json["stand_ins"]
    grids = ["220302001001001", "220302001001002"]
    assert (away["deputy"], away["name"], [grid["code"] for grid in away["grids"]]) == (False, "mate", grids)
    assert away["until"] == until.isoformat().replace("+00:00", "Z")
    (there,) = wire.get("/me", "mate").json["stand_ins"]
    assert there == away | {"deputy": True, "name": "worker"}
    (post,) = wire.get("/me", "deputy").json["stand_ins"]
    assert (post["deputy"], post["name"], post["grids"], post["until"]) == (True, "handler", [], None)
    assert post["post"]
    wire.city.now = until
    assert wire.get("/me", "worker").json["stand_ins"] == []
