"""What lies twice, nowhere, apart or outside is told in square metres, and refuses only a strict import."""

import pytest
from shapely.geometry.base import BaseGeometry
from shapely.ops import unary_union

from gongzhi.places.models import Boundary, BoundaryVersion
from gongzhi.places.report import AreaRow, Problem, Report

from .conftest import DAY, NOON, TWO_GRIDS, box, codes, grid, keep

pytestmark = pytest.mark.django_db
SKIPPED = "area-levels-skipped"


def found(report: Report, code: str) -> list[Problem]:
    """The findings of one kind."""
    return [problem for problem in report.findings if problem.code == code]


def tree(*grids: AreaRow) -> tuple[AreaRow, ...]:
    """Grids under a full tree, so that no level is missing."""
    upper = {"city": "", "county": "city", "township": "county", "community": "township"}
    return (*(grid(code, None, level=code, parent=above) for code, above in upper.items()), *grids)


def below(code: str, shape: BaseGeometry, row: int = 1) -> AreaRow:
    return grid(code, shape, parent="community", row=row)


def test_a_tiling_in_a_full_tree_has_no_findings() -> None:
    assert keep(*tree(below("g1", box(0, 0, 1000, 1000)), below("g2", box(1000, 0, 2000, 1000))), strict=True).written


def test_an_overlap_is_told_with_both_areas_and_square_metres() -> None:
    report = keep(below_city("g1", box(0, 0, 1000, 1000), 4), below_city("g2", box(900, 0, 2000, 1000), 5))
    (overlap,) = found(report, "area-overlap")
    assert (overlap.value, overlap.row, overlap.details["other"], overlap.details["other_row"]) == ("g2", 5, "g1", 4)
    assert overlap.details["m2"] == pytest.approx(100_000, rel=0.001)
    assert report.written


def below_city(code: str, shape: BaseGeometry, row: int) -> AreaRow:
    return grid(code, shape, row=row)


def test_an_overlap_across_two_parents_is_told_too() -> None:
    west, east, too_far = box(0, 0, 1000, 1000), box(1000, 0, 2000, 1000), box(900, 0, 2000, 1000)
    upper = [grid(code, shape, level="community") for code, shape in (("c1", west), ("c2", east))]
    lower = [grid("g1", west, parent="c1"), grid("g2", too_far, parent="c2")]
    assert [problem.value for problem in found(keep(*upper, *lower), "area-overlap")] == ["g2"]


def test_an_area_under_another_is_no_overlap_with_it() -> None:
    report = keep(
        grid("city", box(0, 0, 1000, 1000), level="city", parent=""),
        grid("c1", box(0, 0, 1000, 1000), level="community"),
        grid("g1", box(0, 0, 1000, 1000), parent="c1"),
    )
    assert codes(report) == {SKIPPED}


@pytest.mark.parametrize(("metres", "told"), [(0.0005, False), (0.01, True)])
def test_less_than_a_square_metre_is_a_sliver_and_not_told(metres: float, told: bool) -> None:
    report = keep(grid("g1", box(0, 0, 1000, 1000)), grid("g2", box(1000 - metres, 0, 2000, 1000)))
    assert bool(found(report, "area-overlap")) is told


def test_a_hole_between_areas_is_a_gap() -> None:
    ring = box(0, 0, 3000, 3000).difference(box(1000, 1000, 2000, 2000))
    west, east = ring.intersection(box(0, 0, 1500, 3000)), ring.intersection(box(1500, 0, 3000, 3000))
    (gap,) = found(keep(grid("g1", west), grid("g2", east)), "area-gap")
    assert gap.value == "city"
    assert gap.details["m2"] == pytest.approx(1_000_000, rel=0.001)


def test_what_a_parent_covers_and_its_parts_do_not_is_a_gap() -> None:
    report = keep(
        grid("c1", box(0, 0, 2000, 1000), level="community", row=1),
        grid("g1", box(0, 0, 1000, 1000), parent="c1", row=2),
    )
    (gap,) = found(report, "area-gap")
    assert (gap.value, gap.row) == ("c1", 1)
    assert gap.details["m2"] == pytest.approx(1_000_000, rel=0.001)


def test_a_part_that_reaches_out_of_its_parent_is_told() -> None:
    report = keep(
        grid("c1", box(0, 0, 1000, 1000), level="community"), grid("g1", box(0, 0, 1100, 1000), parent="c1", row=7)
    )
    (stray,) = found(report, "area-outside-parent")
    assert (stray.value, stray.row, stray.details["parent"]) == ("g1", 7, "c1")
    assert stray.details["m2"] == pytest.approx(100_000, rel=0.001)


def test_parts_apart_are_told() -> None:
    apart = unary_union([box(0, 0, 100, 100), box(500, 500, 600, 600)])
    (finding,) = found(keep(grid("g1", apart)), "area-parts-apart")
    assert finding.details == {"parts": 2}


def test_levels_missing_are_told_once_for_each_parent() -> None:
    (finding,) = found(keep(*TWO_GRIDS), SKIPPED)
    assert (finding.value, finding.details["count"]) == ("city", 2)
    assert finding.details["missing"] == "county, township, community"


def test_a_row_without_an_outline_beside_others_that_have_one_is_told() -> None:
    (finding,) = found(keep(TWO_GRIDS[0], grid("g2", None, row=9)), "area-shape-missing")
    assert (finding.value, finding.row) == ("g2", 9)


def test_overlapping_compounds_are_told_and_compounds_leave_no_gaps() -> None:
    homes = [grid(code, box(x, 0, x + 100, 100), level="compound", parent="g1") for code, x in (("h1", 0), ("h2", 50))]
    report = keep(grid("g1", box(0, 0, 1000, 1000)), *homes)
    assert [problem.value for problem in found(report, "area-overlap")] == ["h2"]
    assert not found(report, "area-gap")


def test_strict_refuses_what_is_else_only_told() -> None:
    report = keep(*TWO_GRIDS, strict=True)
    assert (report.refused, report.written, report.refusals) == (True, False, ())
    assert not BoundaryVersion.objects.exists()
    assert not Boundary.objects.exists()


def test_outlines_that_all_move_alike_are_a_wrong_system() -> None:
    keep(*(grid(f"g{n}", box(n * 1000, 0, n * 1000 + 1000, 1000)) for n in range(6)))
    moved = [grid(f"g{n}", box(n * 1000 + 400, 300, n * 1000 + 1400, 1300)) for n in range(6)]
    (finding,) = found(keep(*moved, when=NOON + DAY), "area-all-shifted")
    assert finding.details["areas"] == 6
    assert finding.details["m"] == pytest.approx(500, abs=5)


def test_outlines_that_move_each_in_their_own_way_are_not() -> None:
    keep(*(grid(f"g{n}", box(n * 1000, 0, n * 1000 + 1000, 1000)) for n in range(6)))
    moved = [grid(f"g{n}", box(n * 1000, n * 300, n * 1000 + 1000, 1000 + n * 300)) for n in range(6)]
    assert not found(keep(*moved, when=NOON + DAY), "area-all-shifted")
