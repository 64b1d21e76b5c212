"""New boundaries move open matters only by relocation, each with its result; closed ones stay where they were."""

from datetime import timedelta

from shapely.geometry import box

from gongzhi.kernel import SYSTEM
from gongzhi.matters import journal, moving, replay
from gongzhi.matters.loop.state import Plain
from gongzhi.matters.receipts import Receipt
from gongzhi.places.importing import import_areas
from gongzhi.places.locating import atlas_in_force
from gongzhi.places.report import AreaRow
from tests.cast import GRIDS, HERE, City


def redrawn(city: City) -> None:
    """The line between the two grids moves west, over the place called HERE."""
    shapes = (box(124.0, 43.0, 124.004, 43.01), box(124.004, 43.0, 124.02, 43.01))
    rows = [
        AreaRow(row=row, code=code, name=f"第{row}网格", level="grid", parent=code[:12], shape=shape)
        for row, (code, shape) in enumerate(zip(GRIDS, shapes, strict=True), 1)
    ]
    city.now += timedelta(hours=1)
    assert import_areas(rows, source="redrawn", at=city.now, by=SYSTEM).written


def test_an_open_matter_moves_by_relocation_and_a_closed_one_stays(city: City) -> None:
    open_one = city.report(point=HERE)
    closed = city.report(point=HERE, kind="06010", self_handled=Plain("已清理"))
    redrawn(city)
    assert journal.state(open_one.id).place.grid == GRIDS[0]
    moves = list(moving.would_move(atlas_in_force(city.now)))
    assert [(move.matter, move.before, move.fix.area) for move in moves] == [(open_one.id, *GRIDS)]
    answer = moving.relocate(moves[0], city.now)
    assert isinstance(answer, Receipt)
    place = journal.state(open_one.id).place
    assert (place.grid, place.boundary) == (GRIDS[1], 2)
    assert list(moving.would_move(atlas_in_force(city.now))) == []
    assert list(replay.matters([open_one.id, closed.id])) == []


def test_the_same_move_twice_is_done_once(city: City) -> None:
    made = city.report(point=HERE)
    redrawn(city)
    move = next(moving.would_move(atlas_in_force(city.now)))
    assert moving.relocate(move, city.now) == moving.relocate(move, city.now)
    assert journal.state(made.id).version == made.version + 1


def test_verify_names_a_matter_whose_grid_does_not_fit_its_point(city: City) -> None:
    made = city.report(point=HERE)
    found = list(replay.matters([made.id]))
    assert found == []
    redrawn(city)
    assert list(replay.matters([made.id])) == [], "the boundaries it was placed by still hold for it"
