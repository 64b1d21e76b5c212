"""However a list is found, by ids of few or by walking through all, it is the same list with the same total."""

from dataclasses import replace
from datetime import timedelta
from itertools import product

import pytest

from gongzhi.kernel import Right
from gongzhi.matters import catalogues, queries
from gongzhi.matters.loop.dispatching import Dispatch
from gongzhi.matters.loop.joint import WithdrawSupport
from gongzhi.matters.loop.state import Plain
from gongzhi.matters.loop.triage import Accept
from gongzhi.matters.models import MatterRow, PartRow
from gongzhi.matters.queries import Wish, count, page
from gongzhi.matters.sight import areas_of, sight_of, units_of
from tests.cast import LEAD, SUPPORT, THERE, City

WHO = ("clerk", "seat", "handler", "helper", "checker", "worker", "stranger")
WISHES = (
    Wish(),
    Wish(order="due"),
    Wish(order="place"),
    Wish(unit=LEAD, order="place"),
    Wish(unit=LEAD),
    Wish(unit=LEAD, order="due"),
    Wish(unit=SUPPORT),
    Wish(unit="220302-ZZ", stage=("reported",)),
    Wish(area="220302001001", text="路灯"),
    Wish(text="路灯不亮"),
)


@pytest.fixture
def busy(city: City) -> City:
    """Matters of every privacy, some at a unit, some dispatched with support."""
    city.report(text=Plain("路灯不亮，晚上看不清"))
    city.report(point=THERE, text=Plain("路灯杆倾斜"))
    city.report(kind="unsorted", by="stranger", text=Plain("不知道归谁管"))
    private = next(kind.code for kind in catalogues.in_force()[1].kinds.values() if kind.privacy == "P2")
    between = city.report(kind=private, text=Plain("邻里之间的事"))
    parted = city.report(kind=private, text=Plain("另一件邻里之间的事"))
    asked = city.report(kind="unsorted", text=Plain("路灯线路裸露"))
    for matter in (between, parted, asked):
        if matter.stage == "reported":
            city.do(Accept(), "clerk", matter.id)
            city.do(Dispatch(lead=LEAD, support=(SUPPORT,)), "colleague", matter.id)
    city.do(WithdrawSupport(unit=SUPPORT), "colleague", parted.id)
    city.do(WithdrawSupport(unit=SUPPORT), "colleague", asked.id)
    return city


@pytest.mark.parametrize("who", WHO)
def test_the_ids_one_may_see_are_those_of_the_rows_one_may_see(busy: City, who: str) -> None:
    sight = sight_of(busy.actor(who))
    rows = set(MatterRow.objects.filter(sight.rows()).values_list("id", flat=True))
    assert {found for (found,) in sight.ids()} == rows
    every = list(MatterRow.objects.all())
    units = units_of(every)
    assert rows == {
        row.id
        for row in every
        if sight.sees(kind=row.kind, privacy=row.privacy, areas=areas_of(row), units=units[row.id])
    }


def test_whoever_sits_in_a_unit_without_a_duty_about_matters_sees_nothing_of_its_desk(busy: City) -> None:
    handler = busy.actor("handler")
    keeper = replace(handler, rights=frozenset({Right(duty="site.administer", area="")}))
    assert page(Wish(unit=LEAD), handler, busy.now).rows
    assert page(Wish(unit=LEAD), keeper, busy.now).rows == []
    assert page(Wish(), keeper, busy.now).rows == []


def test_whose_share_was_taken_back_sees_what_is_between_people_no_longer(busy: City) -> None:
    seen = [(row.privacy, row.id) for row in MatterRow.objects.filter(sight_of(busy.actor("helper")).rows())]
    shares = PartRow.objects.filter(unit=SUPPORT).values_list("matter_id", "state")
    assert [state for matter, state in shares if ("P2", matter) in seen] == ["offered"]
    assert sorted(state for matter, state in shares if matter not in {each for _, each in seen}) == ["withdrawn"]


@pytest.mark.parametrize("wish", WISHES, ids=str)
@pytest.mark.parametrize("who", WHO)
def test_a_list_by_ids_and_a_list_by_walking_are_the_same(
    busy: City, who: str, wish: Wish, monkeypatch: pytest.MonkeyPatch
) -> None:
    by_ids = page(wish, busy.actor(who), busy.now)
    monkeypatch.setattr(queries, "FEW", -1)
    walking = page(wish, busy.actor(who), busy.now)
    assert [row.id for row in by_ids.rows] == [row.id for row in walking.rows]
    assert (by_ids.total, by_ids.exact) == (walking.total, walking.exact) == (len(by_ids.rows), True)


def test_a_total_beyond_the_page_counts_what_the_pages_show(busy: City) -> None:
    for who in WHO:
        first = page(Wish(), busy.actor(who), busy.now, limit=1)
        shown, after = len(first.rows), first.after
        while after:
            more = page(Wish(), busy.actor(who), busy.now, limit=1, after=after)
            shown, after = shown + len(more.rows), more.after
        assert first.total == shown
        assert count(Wish(), busy.actor(who), busy.now) == (shown, True)
        uncounted = page(Wish(), busy.actor(who), busy.now, limit=1, counted=False)
        assert uncounted == replace(first, total=None if first.after else shown)


def walked(city: City, order: str, limit: int) -> list[str]:
    """The numbers of a whole list in its order, read page by page."""
    shown: list[str] = []
    after: str | None = ""
    while after is not None:
        found = page(Wish(order=order), city.actor("seat"), city.now, limit=limit, after=after)
        shown, after = [*shown, *(row.number for row in found.rows)], found.after
    return shown


def test_a_list_by_place_goes_grid_by_grid_and_by_due_time_in_each_with_no_row_left_out_or_twice(city: City) -> None:
    stands = [*product(("", "220302001001001", "220302001001002", "220303001001001"), (0, 1, 1, None, None))]
    for grid, hours in reversed(stands):
        due = None if hours is None else city.now + timedelta(hours=hours)
        MatterRow.objects.filter(id=city.report().id).update(grid=grid, due_at=due, county="220302")
    rows = MatterRow.objects.all()
    last = city.now + timedelta(days=999)
    wanted = [row.number for row in sorted(rows, key=lambda row: (row.grid, row.due_at or last, row.id))]
    for limit in (1, 3, 200):
        assert walked(city, "place", limit) == wanted
    assert walked(city, "due", 3) == [
        row.number for row in sorted(rows, key=lambda row: (row.due_at or last, row.id)) if row.due_at
    ]
