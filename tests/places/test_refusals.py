"""A file with a fault is refused whole: nothing is written, and each fault is told with row, field and value."""

import gzip
import tomllib
from pathlib import Path
from typing import Any

import pytest
import shapely
import xlsxwriter

from gongzhi.kernel import SYSTEM, Crs, Refused
from gongzhi.places.importing import check, import_areas
from gongzhi.places.models import Area, BoundaryVersion
from gongzhi.places.report import AreaRow, Problem

from .conftest import DAY, NOON, TWO_GRIDS, Draw, box, bring, comma_lines, feature, grid, keep

pytestmark = pytest.mark.django_db
SQUARE = box(0, 0, 1000, 1000)
BOWTIE = {"type": "Polygon", "coordinates": [[[124, 43], [124.1, 43.1], [124.1, 43], [124, 43.1], [124, 43]]]}
METRES = shapely.box(4600000, 4780000, 4601000, 4781000)
SWAPPED = shapely.box(43.1, 124.3, 43.2, 124.4)
A_CITY = feature(None, code="220300", level="city", parent="")
COUNTY = feature(None, code="220302", level="county", parent="220300")


def only(report_of: Path, crs: Crs = Crs.WGS84) -> Problem:
    """The one refusal of a file that is not taken, after seeing that nothing was written."""
    report = bring(report_of, crs)
    assert report.refused
    assert not report.written
    assert not Area.objects.exists()
    assert not BoundaryVersion.objects.exists()
    assert len(report.refusals) == 1, report.refusals
    return report.refusals[0]


@pytest.mark.parametrize(
    ("code", "field", "features"),
    [
        ("area-code-missing", "code", [feature(SQUARE, code="")]),
        ("area-name-missing", "name", [feature(SQUARE, name=None)]),
        ("area-level-unknown", "level", [feature(SQUARE, level="planet")]),
        ("area-special-unknown", "special", [feature(SQUARE, special="castle")]),
        ("area-date-unreadable", "valid_from", [feature(SQUARE, valid_from="去年")]),
        ("area-text-too-long", "code", [feature(SQUARE, code="7" * 33)]),
        ("area-text-has-control", "name", [feature(SQUARE, name="一\x00格")]),
        ("area-text-has-control", "name", [feature(SQUARE, name="\ud83d格")]),
        ("area-code-double", "code", [feature(SQUARE), feature(box(1000, 0, 2000, 1000))]),
        ("area-parent-missing", "parent", [feature(SQUARE, parent="")]),
        ("area-level-above-parent", "level", [A_CITY, feature(None, code="c2", level="city", parent="220300")]),
        (
            "area-code-not-national",
            "code",
            [A_CITY, COUNTY, feature(SQUARE, code="999", level="township", parent="220302")],
        ),
        ("area-code-not-national", "code", [A_CITY, feature(SQUARE, code="210102", level="county", parent="220300")]),
        ("area-shape-invalid", "geometry", [feature(BOWTIE)]),
        ("area-shape-empty", "geometry", [feature({"type": "Polygon", "coordinates": []})]),
        ("area-shape-not-polygon", "geometry", [feature({"type": "Point", "coordinates": [124, 43]})]),
        ("area-shape-unreadable", "geometry", [feature({"type": "Polygon", "coordinates": [[["a", 1]]]})]),
        ("area-coordinates-projected", "geometry", [feature(METRES)]),
        ("area-coordinates-swapped", "geometry", [feature(SWAPPED)]),
    ],
)
def test_a_faulty_row_is_named(draw: Draw, code: str, field: str, features: list[dict[str, Any]]) -> None:
    problem = only(draw(*features))
    assert (problem.code, problem.field, problem.row) == (code, field, len(features))


def test_every_fault_is_told_in_one_run(draw: Draw) -> None:
    report = check(draw(feature(SQUARE, code=""), feature(BOWTIE, code="b"), feature(SQUARE, level="x")), Crs.WGS84)
    assert [problem.code for problem in report.refusals] == [
        "area-code-missing",
        "area-shape-invalid",
        "area-level-unknown",
    ]


def test_an_invalid_outline_is_told_with_the_spot(draw: Draw) -> None:
    details = only(draw(feature(BOWTIE))).details
    assert (details["reason"], details["lon"], details["lat"]) == ("Self-intersection", 124.05, 43.05)


def test_a_double_code_names_the_first_row(draw: Draw) -> None:
    report = bring(draw(feature(SQUARE), feature(SQUARE), feature(SQUARE)))
    assert [(problem.row, problem.details["first"]) for problem in report.refusals] == [(2, 1), (3, 1)]


def test_a_circle_is_told_whole(draw: Draw) -> None:
    ring = [
        feature(None, code=code, level="county", parent=above) for code, above in (("a", "b"), ("b", "c"), ("c", "a"))
    ]
    problem = only(draw(*ring))
    assert (problem.code, problem.details["circle"]) == ("area-parent-circle", "a → b → c → a")


def test_an_area_above_itself_is_a_circle(draw: Draw) -> None:
    assert only(draw(feature(SQUARE, code="a", parent="a"))).code == "area-parent-circle"


def test_two_unknown_parents_cannot_both_be_the_city(draw: Draw) -> None:
    report = bring(draw(feature(SQUARE, code="a", parent="one"), feature(SQUARE, code="b", parent="two")))
    assert [(problem.code, problem.value) for problem in report.refusals] == [
        ("area-parent-unknown", "one"),
        ("area-parent-unknown", "two"),
    ]


def test_a_slip_in_one_parent_makes_no_second_city(draw: Draw) -> None:
    keep(*TWO_GRIDS)
    report = bring(draw(feature(SQUARE, code="g1"), feature(SQUARE, code="g9", parent="ctiy")), when=NOON + DAY)
    assert [(problem.code, problem.row) for problem in report.refusals] == [("area-parent-unknown", 2)]


def test_no_city_takes_the_code_of_another(draw: Draw) -> None:
    keep(*TWO_GRIDS)
    report = bring(draw(feature(SQUARE, code="g1", parent="elsewhere")), when=NOON + DAY)
    assert [problem.code for problem in report.refusals] == ["area-code-of-another-city"]


def test_nothing_is_hung_under_an_area_that_has_ended(draw: Draw) -> None:
    keep(*TWO_GRIDS)
    keep(TWO_GRIDS[0], when=NOON + DAY)
    below = draw(feature(None, code="home", level="compound", parent="g2"))
    assert [problem.code for problem in check(below, Crs.WGS84).refusals] == ["area-parent-ended"]


@pytest.mark.parametrize("crs", [Crs.GCJ02, Crs.BD09])
def test_chinese_systems_are_not_believed_outside_china(draw: Draw, crs: Crs) -> None:
    assert only(draw(feature(shapely.box(-71.1, 42.3, -71, 42.4))), crs).code == "area-crs-outside-china"


def test_a_file_that_names_a_projection_is_refused(draw: Draw) -> None:
    named = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::3857"}}
    assert only(draw(feature(SQUARE), crs=named)).code == "area-crs-not-degrees"


def test_a_file_that_names_degrees_is_taken(draw: Draw) -> None:
    named = {"type": "name", "properties": {"name": "urn:ogc:def:crs:OGC:1.3:CRS84"}}
    assert bring(draw(feature(SQUARE), crs=named)).written


@pytest.mark.parametrize(
    ("code", "name", "content"),
    [
        ("area-file-not-geojson", "a.geojson", b"{"),
        ("area-file-not-geojson", "a.geojson", b'{"type": "Feature"}'),
        ("area-file-not-geojson", "a.geojson", b"[" * 200_000),
        ("area-file-not-geojson", "a.geojson", b'{"type": "FeatureCollection", "features": [7]}'),
        ("area-file-encoding-unknown", "a.geojson", "{'一个网格'}".encode("gb18030")),
        ("area-file-empty", "a.geojson", b'{"type": "FeatureCollection", "features": []}'),
        ("area-file-empty", "a.csv", b""),
        ("area-file-columns-missing", "a.csv", b"code;name;level\n1;2;3\n"),
        ("area-file-encoding-unknown", "a.csv", "code,name,level\n1,一二三四五六七八九十".encode() + b"\xff\n"),
        ("area-file-unreadable", "a.geojson.gz", b"not packed"),
        ("area-file-unreadable", "a.geojson.gz", gzip.compress(bytes(range(256)) * 9, mtime=0)[:60]),
        ("area-file-unreadable", "a.xlsx", b"PK\x03\x04 not a workbook"),
        ("area-file-kind-unknown", "a.shp", b""),
    ],
)
def test_a_file_that_cannot_be_read_is_refused(tmp_path: Path, code: str, name: str, content: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    problem = only(path)
    assert (problem.code, problem.row) == (code, 0)


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    assert only(tmp_path / "none.geojson").code == "area-file-unreadable"


def test_a_packed_file_that_never_ends_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gongzhi.places.reading.LIMIT_BYTES", 1000)
    (tmp_path / "a.csv.gz").write_bytes(gzip.compress(b"0" * 1001))
    assert only(tmp_path / "a.csv.gz").code == "area-file-too-large"
    with xlsxwriter.Workbook(tmp_path / "a.xlsx") as book:
        book.add_worksheet().write(0, 0, "code")
    assert only(tmp_path / "a.xlsx").code == "area-file-too-large"


def test_a_wkt_that_cannot_be_read_is_told_with_its_line(tmp_path: Path) -> None:
    lines = [
        ["code", "name", "level", "parent", "wkt"],
        ["a", "a", "grid", "c", SQUARE.wkt],
        ["b", "b", "grid", "c", "POLY"],
    ]
    (tmp_path / "a.csv").write_text(comma_lines(lines), encoding="utf-8")
    problem = only(tmp_path / "a.csv")
    assert (problem.code, problem.row, problem.value) == ("area-shape-unreadable", 3, "b")


def test_a_version_cannot_begin_before_the_one_in_force() -> None:
    keep(*TWO_GRIDS)
    with pytest.raises(Refused, match="area-version-not-later"):
        import_areas([grid("g1", SQUARE)], source="late", at=NOON, by=SYSTEM)
    assert BoundaryVersion.objects.count() == 1


def test_areas_made_by_the_program_are_checked_like_a_file() -> None:
    report = keep(AreaRow(row=3, code="", name="", level="grid", parent="c", shape=shapely.Point(1, 2)))
    assert [problem.code for problem in report.refusals] == [
        "area-code-missing",
        "area-name-missing",
        "area-shape-not-polygon",
    ]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_refusal_and_finding_has_words(lang: str) -> None:
    root = Path(__file__).parents[2]
    words = tomllib.loads((root / "catalogue" / "words" / lang / "places.toml").read_text(encoding="utf-8"))["refusals"]
    source = "".join(path.read_text(encoding="utf-8") for path in (root / "gongzhi" / "places").glob("*.py"))
    assert {part.split('"')[0] for part in source.split('"') if part.startswith(("area-", "tile-"))} == set(words)
    assert all(set(said) == {"title", "way_out"} for said in words.values())
