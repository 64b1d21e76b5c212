"""A second import stores only what changed, the same file again nothing, and matters are told where they would lie."""

import gzip
from datetime import UTC, datetime
from pathlib import Path

import pytest
import xlsxwriter

from gongzhi.kernel import SYSTEM, Actor, Crs, Refused
from gongzhi.places import importing as importing_floor
from gongzhi.places.importing import check, import_areas
from gongzhi.places.keeping import Plan
from gongzhi.places.keeping import keep as store
from gongzhi.places.locating import areas, locate, run_by
from gongzhi.places.models import Area, Boundary, BoundaryVersion, Jurisdiction
from gongzhi.places.moving import Move, moved_points
from gongzhi.places.report import Changes, Report
from gongzhi.places.standing import changed

from .conftest import DAY, NOON, TWO_GRIDS, Draw, at, box, bring, comma_lines, feature, grid, keep

pytestmark = pytest.mark.django_db
G1, G2 = box(0, 0, 1000, 1000), box(1000, 0, 2000, 1000)
CELLS = [
    ["编码", "名称", "级别", "上级", "专属类型", "启用时间", "边界"],
    ["g1", "一格", "网格", "city", "", "", G1.wkt],
    ["g2", "校园", "网格", "city", "学校", "2025-09-01", G2.wkt],
]


def test_the_parent_that_nobody_knows_becomes_the_city(draw: Draw) -> None:
    report = bring(draw(feature(G1), feature(G2, code="g2")))
    assert (report.new_city, report.version, report.written, report.rows) == ("city", 1, True, 2)
    assert report.changes == Changes(added=("city", "g1", "g2"))
    assert Area.objects.get(code="city").level == "city"


def test_the_same_file_again_changes_nothing_and_says_so(draw: Draw) -> None:
    path = draw(feature(G1), feature(G2, code="g2"))
    first, second = bring(path), bring(path, when=NOON + DAY)
    assert (second.unchanged, second.written, second.version, second.new_city) == (True, False, 1, None)
    assert second.digest == first.digest
    assert BoundaryVersion.objects.count() == 1
    assert Boundary.objects.count() == 2


def test_the_same_content_in_another_file_changes_nothing(draw: Draw) -> None:
    bring(draw(feature(G1), feature(G2, code="g2")))
    turned = G1.reverse()  # the same outline, its corners in another order
    report = bring(draw(feature(G2, code="g2"), feature(turned), name="other.geojson"), when=NOON + DAY)
    assert report.unchanged


def test_a_check_writes_nothing(draw: Draw) -> None:
    report = check(draw(feature(G1)), Crs.WGS84)
    assert (report.refused, report.written, report.changes.added) == (False, False, ("city", "g1"))
    assert not Area.objects.exists()


def test_only_what_changed_is_stored_in_a_new_version() -> None:
    keep(*TWO_GRIDS)
    report = keep(TWO_GRIDS[0], grid("g2", box(1000, 0, 2500, 1000)), when=NOON + DAY)
    assert (report.changes, report.version) == (Changes(reshaped=("g2",)), 2)
    kept = Boundary.objects.order_by("area_id", "first").values_list("area_id", "first", "last")
    assert list(kept) == [("g1", 1, None), ("g2", 1, 1), ("g2", 2, None)]


def test_versions_follow_each_other_without_a_hole() -> None:
    keep(*TWO_GRIDS)
    keep(TWO_GRIDS[0], when=NOON + DAY)
    spans = BoundaryVersion.objects.order_by("number").values_list("valid_from", "valid_to", "made_by")
    assert list(spans) == [(NOON, NOON + DAY, "system"), (NOON + DAY, None, "system")]


def test_a_part_that_is_left_out_ends_with_all_under_it() -> None:
    keep(*TWO_GRIDS, grid("home", box(1100, 100, 1200, 200), level="compound", parent="g2"))
    report = keep(TWO_GRIDS[0], when=NOON + DAY)
    assert report.changes == Changes(ended=("g2", "home"))
    assert Area.objects.get(code="home").valid_to == NOON + DAY
    assert locate(at(1500, 500), NOON + DAY).how == "outside"
    assert locate(at(1500, 500), NOON).area == "g2"


def test_a_file_of_one_community_leaves_the_others_alone() -> None:
    upper = [grid(code, None, level="community") for code in ("c1", "c2")]
    keep(*upper, grid("g1", G1, parent="c1"), grid("g2", G2, parent="c2"))
    report = keep(grid("g1a", G1, parent="c1"), when=NOON + DAY)
    assert report.changes == Changes(added=("g1a",), ended=("g1",))


def test_an_area_that_rows_stand_under_does_not_end_for_being_left_out() -> None:
    upper = [grid(code, None, level="community") for code in ("c1", "c2")]
    keep(*upper, grid("g2", G2, parent="c2"), grid("home", None, level="compound", parent="c2"))
    report = keep(upper[0], grid("g2", G2, parent="c2", name="新名"), when=NOON + DAY)
    assert report.changes == Changes(renamed=("g2",))


def test_an_area_that_ended_can_be_taken_up_again() -> None:
    keep(*TWO_GRIDS)
    keep(TWO_GRIDS[0], when=NOON + DAY)
    report = keep(*TWO_GRIDS, when=NOON + 2 * DAY)
    assert report.changes == Changes(added=("g2",))
    assert Area.objects.get(code="g2").valid_to is None
    assert [locate(at(1500, 500), NOON + days * DAY).how for days in (0, 1, 2)] == ["inside", "outside", "inside"]


def test_names_without_outlines_rename_and_keep_the_boundaries() -> None:
    keep(*TWO_GRIDS)
    rows = [grid("g1", None, name="南格"), grid("g2", None, special="park")]
    assert keep(*rows, when=NOON + DAY).changes == Changes(renamed=("g1",), relabelled=("g2",))
    assert areas(["g1"])["g1"].name == "南格"
    assert locate(at(500, 500), NOON + DAY).area == "g1"


def test_a_part_can_move_under_another_parent_of_its_city() -> None:
    upper = [grid(code, None, level="community") for code in ("c1", "c2")]
    keep(*upper, grid("g1", G1, parent="c1"), grid("g2", G2, parent="c2"))
    report = keep(grid("g1", G1, parent="c2"), grid("g2", G2, parent="c2"), when=NOON + DAY)
    assert report.changes == Changes(moved=("g1",))


def test_who_runs_an_area_changes_with_a_date() -> None:
    keep(grid("g1", G1, jurisdiction="unit-1"))
    assert keep(grid("g1", G1, jurisdiction="unit-2"), when=NOON + DAY).changes == Changes(handed=("g1",))
    assert keep(grid("g1", G1), when=NOON + 2 * DAY).unchanged  # said nothing, changed nothing
    assert [run_by("g1", NOON + days * DAY) for days in (0, 1)] == ["unit-1", "unit-2"]
    assert Jurisdiction.objects.count() == 2


def test_a_change_by_somebody_else_during_the_check_refuses_the_import(monkeypatch: pytest.MonkeyPatch) -> None:
    keep(*TWO_GRIDS)

    def late(plan: Plan, *, at: datetime, by: Actor, note: str) -> int:
        changed()
        return store(plan, at=at, by=by, note=note)

    monkeypatch.setattr(importing_floor, "keep", late)
    with pytest.raises(Refused, match="area-changed-meanwhile"):
        keep(TWO_GRIDS[0], when=NOON + DAY)
    assert BoundaryVersion.objects.count() == 1


def would_move(report: Report) -> list[Move[str]]:
    """Matters in g1, in g2 beside the edge, and in none."""
    points = (("one", 500, "g1"), ("two", 1100, "g2"), ("three", 2200, None))
    here = ((name, at(east, 500), code) for name, east, code in points)
    return list(moved_points(report.atlas, ((name, point.lat, point.lon, code) for name, point, code in here)))


def test_a_check_tells_which_matters_would_lie_elsewhere(draw: Draw) -> None:
    keep(*TWO_GRIDS)
    path = draw(feature(box(0, 0, 1200, 1000)), feature(box(1200, 0, 2500, 1000), code="g2"))
    moves = would_move(check(path, Crs.WGS84))
    assert [(move.matter, move.before, move.fix.area) for move in moves] == [("two", "g2", "g1"), ("three", None, "g2")]


def test_nothing_moves_where_nothing_changed() -> None:
    assert would_move(keep(*TWO_GRIDS)) == []


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_table_with_chinese_names_is_read_in_every_encoding(tmp_path: Path, encoding: str) -> None:
    (tmp_path / "a.csv.gz").write_bytes(gzip.compress(comma_lines(CELLS).encode(encoding)))
    assert bring(tmp_path / "a.csv.gz").written
    school = Area.objects.get(code="g2")
    assert (school.name, school.level, school.special) == ("校园", "grid", "school")
    assert school.valid_from == datetime(2025, 8, 31, 16, tzinfo=UTC)
    assert locate(at(1500, 500), NOON).area == "g2"


def test_a_workbook_gives_the_same_as_a_table(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(comma_lines(CELLS), encoding="utf-8")
    with xlsxwriter.Workbook(tmp_path / "a.xlsx") as book:
        sheet = book.add_worksheet()
        for line, cells in enumerate(CELLS):
            sheet.write_row(line, 0, cells)
    assert bring(tmp_path / "a.csv").written
    assert bring(tmp_path / "a.xlsx", when=NOON + DAY).unchanged


def test_long_codes_that_a_workbook_holds_as_numbers_keep_their_digits(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "a.xlsx") as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["code", "name", "level", "parent"])
        sheet.write_row(1, 0, [220302001001001, "一格", "grid", 220302001001])
    assert bring(tmp_path / "a.xlsx").changes.added == ("220302001001", "220302001001001")


def test_long_steps_tell_how_far_they_are() -> None:
    told: list[tuple[int, int]] = []
    rows = [grid(f"g{n}", box(n * 100, 0, n * 100 + 100, 100)) for n in range(1200)]
    import_areas(rows, source="many", at=NOON, by=SYSTEM, tell=lambda done, total: told.append((done, total)))
    assert told[:3] == [(500, 1200), (1000, 1200), (1200, 1200)]
