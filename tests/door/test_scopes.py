"""Lists, counters, the stream and what may be done follow the kinds and privacy classes that a right reaches."""

from collections import Counter
from dataclasses import replace

import pytest

from gongzhi.bodies.founding import appoint
from gongzhi.bodies.models import Person, Post, RightsChange
from gongzhi.bodies.rights_changes import ask
from gongzhi.kernel import Actor, Refused, Right, Scope
from gongzhi.matters import catalogues, counting, opening, permission, queries
from gongzhi.matters.gathering import _checker
from gongzhi.matters.journal import state
from gongzhi.matters.loop.dispatching import Dispatch
from gongzhi.matters.loop.state import Plain
from gongzhi.matters.loop.triage import Accept
from gongzhi.matters.models import MatterRow, Tally
from gongzhi.matters.opening import Ask
from gongzhi.matters.queries import Wish, page
from gongzhi.matters.sight import areas_of, sight_of, units_of
from gongzhi.site.listening import sight_of as hearing
from gongzhi.site.stream import Change
from tests.cast import BEGUN, LEAD, City

WATER, ROADS = "04011", "06013"
SCOPES = {
    "everything": Scope(),
    "roads": Scope(kinds=frozenset({"06"})),
    "not-p3": Scope(classes=frozenset({"P0", "P1", "P2"})),
    "p3-alone": Scope(classes=frozenset({"P3"})),
    "roads-p0": Scope(kinds=frozenset({ROADS}), classes=frozenset({"P0"})),
}


@pytest.fixture
def busy(city: City) -> City:
    """Matters of several kinds and classes, in the hands of a unit and at a centre."""
    for text in ("路面坑洼", "路面破损", "路面沉降", "井盖缺失"):
        made = city.report(text=Plain(text))
        city.do(Accept(), "clerk", made.id)
        city.do(Dispatch(lead=LEAD), "colleague", made.id)
    city.report(kind="unsorted", text=Plain("说不清"))
    held = list(MatterRow.objects.filter(kind=ROADS).order_by("number").values_list("id", flat=True))
    MatterRow.objects.filter(id=held[3]).update(kind=WATER)
    MatterRow.objects.filter(id=held[0]).update(privacy="P3")
    MatterRow.objects.filter(id=held[2]).update(privacy="P2")
    return city


def within(by: Actor, scope: Scope) -> Actor:
    return replace(by, rights=frozenset(replace(right, scope=scope) for right in by.rights))


def actors(city: City) -> list[Actor]:
    whole = Actor(id="person:1", unit="ZZ", rights=frozenset({Right(duty="matters.see")}))
    place = Actor(id="person:2", rights=frozenset({Right(duty="matters.see", area="220302001")}))
    return [city.actor("clerk"), city.actor("handler"), whole, place]


@pytest.mark.parametrize("name", SCOPES)
def test_lists_ids_counts_the_stream_and_one_by_one_say_the_same(busy: City, name: str) -> None:
    rows = list(MatterRow.objects.all())
    standing = Counter((row.county, row.stage, row.privacy) for row in rows)
    for (county, stage, privacy), matters in standing.items():
        Tally.objects.create(county=county, stage=stage, privacy=privacy, matters=matters)
    units = units_of(rows)
    changes = [
        Change(position=1, row={"id": row.id}, kind=row.kind, privacy=row.privacy, areas=areas_of(row),
               units=frozenset(units[row.id])) for row in rows
    ]  # fmt: skip
    for actor in actors(busy):
        by = within(actor, SCOPES[name])
        sight = sight_of(by)
        seen = {
            row.id
            for row in rows
            if sight.sees(kind=row.kind, privacy=row.privacy, areas=areas_of(row), units=units[row.id])
        }
        assert seen == set(MatterRow.objects.filter(sight.rows()).values_list("id", flat=True))
        assert seen == {each for (each,) in sight.ids()}
        assert seen == {row.id for row in page(Wish(), by, busy.now).rows}
        if not sight.blind:
            assert seen == {change.row["id"] for change in changes if hearing(by)(change)}
            told = sum(sum(stages.values()) for stages in counting.counts(by).values())
            assert told == len(seen)


@pytest.mark.parametrize(("name", "most"), [("roads", 3), ("not-p3", 3), ("p3-alone", 1), ("roads-p0", 1)])
def test_the_own_desk_shows_no_more_than_the_scope(busy: City, name: str, most: int) -> None:
    handler = busy.actor("handler")
    assert len(page(Wish(unit=LEAD), handler, busy.now).rows) == 4
    assert len(page(Wish(unit=LEAD), within(handler, SCOPES[name]), busy.now).rows) == most


def test_who_holds_p3_in_a_unit_sees_and_takes_it_and_a_colleague_without_it_does_neither(busy: City) -> None:
    row = MatterRow.objects.get(privacy="P3")
    inside, outside = busy.actor("handler"), within(busy.actor("handler"), SCOPES["not-p3"])
    before = replace(state(row.id), privacy="P3")
    assert permission.permitted("take", before, inside)
    assert not permission.permitted("take", before, outside)
    said = {one.command: one.because for one in permission.rulings(before, outside, busy.now)}
    assert said["take"] == "out-of-scope"
    assert queries.access_matter(row.id, inside).id == row.id
    with pytest.raises(Refused, match="matter-unknown"):
        queries.access_matter(row.id, outside)
    with pytest.raises(Refused, match="matter-unknown"):
        opening.opened(row.id, outside, Ask(fields=("phone",), purpose="correct-record", minutes=5), busy.now)


def test_p3_is_checked_by_the_centre_and_not_by_a_worker_of_the_grid(busy: City) -> None:
    row = MatterRow.objects.get(privacy="P3")
    kind = catalogues.in_force()[1].kinds[ROADS]
    before = state(row.id)
    assert _checker(before, kind, before.place, busy.now).unit == "220302001001-ZZ"
    assert _checker(replace(before, privacy="P3"), kind, before.place, busy.now).unit == before.centre


def test_a_scope_names_kinds_that_the_catalogue_has(city: City) -> None:
    asking = Person.objects.create_user("system", name="system")
    appoint(asking, "ZZ", "administrator", BEGUN)
    post = Post.objects.filter(kind="handler").first()
    for kinds, code in ((["06", ROADS], None), (["06", "99"], "scope-kind-unknown"), (["0601x"], "scope-kind-unknown")):
        wish = RightsChange(what="scope", post=post, kinds=kinds, remark="分工")
        if code is None:
            assert ask(wish, asking, city.now).state == "asked"
            continue
        with pytest.raises(Refused, match=code) as refused:
            ask(wish, asking, city.now)
        assert refused.value.details["kinds"] == kinds[-1]
