"""The live stream tells each listener exactly the changes of the matters that their lists show."""

import pytest
from django.test import Client

from gongzhi.bodies.accounts import idling
from gongzhi.bodies.models import Token
from gongzhi.bodies.tokens import revoke_token
from gongzhi.kernel import Actor, Refused, Right
from gongzhi.matters import journal, outbox, queries, sight
from gongzhi.matters.models import MatterRow
from gongzhi.site.feed import Feed
from gongzhi.site.listening import sight_for, sight_of
from gongzhi.site.stream import Change, told
from tests.cast import SUPPORT
from tests.http.conftest import Wire

EVERYBODY = ("clerk", "colleague", "seat", "handler", "helper", "checker", "worker", "stranger", "chief")
THERE = {"lon": 124.015, "lat": 43.005, "crs": "wgs84"}


@pytest.fixture(autouse=True)
def one_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    """The test's own transaction is not given back between questions, as a thread of the stream would."""
    for where in ("feed", "listening"):
        monkeypatch.setattr(f"gongzhi.site.{where}.close_old_connections", lambda: None)


def changes(after: int = 0) -> list[Change]:
    """What the feed tells after a position, once everything committed has one."""
    while outbox.sequence():
        continue
    return Feed().after(after, 1000)[0]


@pytest.fixture
def several(wire: Wire) -> None:
    """Matters of every standing: reported, given with a supporting share, between people, unplaced, outside."""
    wire.report()
    given = wire.report(point=THERE)["id"]
    wire.do("accept", given, "clerk", 3)
    wire.do("dispatch", given, "colleague", 4, support=[SUPPORT])
    wire.report(kind="23001", text="邻里纠纷")
    wire.report(kind="23003", text="欠薪")
    wire.report(point=None, address="没有坐标的地方")
    wire.report(point={"lon": 140.0, "lat": 30.0, "crs": "wgs84"})
    moved = wire.report(text="先是井盖，后是纠纷")["id"]
    assert wire.do("reclassify", moved, "clerk", 3, kind="23001").status == 200


@pytest.mark.usefixtures("chief", "several")
@pytest.mark.parametrize("who", EVERYBODY)
def test_the_stream_and_the_lists_show_the_same_matters(wire: Wire, who: str) -> None:
    actor = wire.city.actor(who)
    listed = set(MatterRow.objects.filter(queries.visible(actor)).values_list("id", flat=True))
    if sight.sight_of(actor).blind:
        assert listed == set()
        return
    sees = sight_of(actor)
    heard = {change.row["id"] for change in changes() if sees(change)}
    assert heard == {str(matter) for matter in listed}


@pytest.mark.usefixtures("several")
@pytest.mark.parametrize(
    "areas", [("220302",), ("220302001",), ("220302001001",), ("220302001001002",), ("220300",), ("",)]
)
@pytest.mark.parametrize("unit", [None, "220302-ZZ", "220302-CG", "220302001001-ZZ"])
def test_one_rule_says_for_rows_and_for_changes_who_sees(areas: tuple[str, ...], unit: str | None) -> None:
    rights = frozenset(Right(duty="matters.see", area=area) for area in areas)
    found = sight.sight_of(Actor(id="person:1", unit=unit, rights=rights))
    rows = list(MatterRow.objects.all())
    units = sight.units_of(rows)
    seen = {
        row.id
        for row in rows
        if found.sees(kind=row.kind, privacy=row.privacy, areas=sight.areas_of(row), units=units[row.id])
    }
    assert seen == set(MatterRow.objects.filter(found.rows()).values_list("id", flat=True))
    assert seen < {row.id for row in rows}


@pytest.mark.usefixtures("several")
def test_what_is_between_people_is_heard_by_the_handling_unit_alone_and_never_with_its_words() -> None:
    told = [change for change in changes() if change.privacy in sight.CIRCLE]
    assert len(told) == 3
    assert all(change.row["text"] is None and change.row["address"] is None for change in told)


def test_exactly_the_changed_rows_are_told_each_with_its_last_version(wire: Wire) -> None:
    first, second = wire.report()["id"], wire.report()["id"]
    begun = changes()
    assert [change.row["id"] for change in begun] == [first, second]
    assert Feed().head() == begun[-1].position
    wire.do("accept", first, "clerk", 3)
    wire.do("dispatch", first, "colleague", 4)
    (change,) = changes(begun[-1].position)
    assert (change.row["id"], change.row["version"], change.row["stage"]) == (first, 5, "dispatched")
    assert changes(change.position) == []


def test_a_listener_goes_on_after_the_last_position_heard(wire: Wire) -> None:
    made = [wire.report()["id"] for _ in range(5)]
    heard = changes()
    for place, change in enumerate(heard):
        assert [later.row["id"] for later in changes(change.position)] == made[place + 1 :]


def test_a_listener_is_known_by_its_token(wire: Wire) -> None:
    wire.report()
    (change,) = changes()
    assert sight_for({"authorization": f"Bearer {wire.token('clerk')}"})(change)
    assert not sight_for({"authorization": f"Bearer {wire.token('handler')}"})(change)


def test_the_same_sight_is_known_for_the_same_and_another_for_another(wire: Wire) -> None:
    clerk, handler = ({"authorization": f"Bearer {wire.token(who)}"} for who in ("clerk", "handler"))
    assert sight_for(clerk) == sight_for(clerk)
    assert sight_for(clerk) != sight_for(handler)
    revoke_token(Token.objects.get(person=wire.city.people["clerk"]), wire.city.now)
    with pytest.raises(Refused, match="not-signed-in"):
        sight_for(clerk)


@pytest.mark.usefixtures("several")
def test_whom_a_matter_concerns_is_the_same_from_its_journal_and_from_its_row(wire: Wire) -> None:
    left = wire.report(text="先是井盖，后是纠纷")["id"]
    wire.do("accept", left, "clerk", 3)
    wire.do("dispatch", left, "colleague", 4, support=[SUPPORT])
    wire.do("withdraw_support", left, "colleague", 5, unit=SUPPORT)
    assert wire.do("reclassify", left, "colleague", 6, kind="23001").status == 200
    rows = list(MatterRow.objects.all())
    units = sight.units_of(rows)
    for row in rows:
        state = journal.state(row.id)
        assert (sight.units_then(state), sight.areas_then(state)) == (units[row.id], sight.areas_of(row))


@pytest.mark.usefixtures("chief")
def test_a_matter_is_gone_for_exactly_those_whose_lists_held_it_before(wire: Wire) -> None:
    made = wire.report(text="先是井盖，后是纠纷")["id"]
    version, ends = 3, [set[str](), set[str]()]
    steps: list[tuple[str, str, dict[str, object]]] = [
        ("accept", "clerk", {}),
        ("dispatch", "colleague", {"support": [SUPPORT]}),
        ("reclassify", "colleague", {"kind": "23001"}),
        ("withdraw_support", "colleague", {"unit": SUPPORT}),
    ]
    for command, who, said in steps:
        heard = changes()
        before = {each: lists(wire, each, made) for each in EVERYBODY}
        answer = wire.do(command, made, who, version, **said)
        assert answer.status == 200, answer.raw
        version = answer.json["version"]
        (change,) = changes(heard[-1].position)
        for each in EVERYBODY:
            if sight.sight_of(wire.city.actor(each)).blind:
                continue
            piece = told(change, sight_of(wire.city.actor(each))) or b""
            now = lists(wire, each, made)
            assert (b"event: matter" in piece) == now
            assert (b"event: gone" in piece) == (before[each] and not now)
            ends[now].add(each)
            if b"event: gone" in piece:
                assert piece == f'id: {change.position}\nevent: gone\ndata: {{"id":"{made}"}}\n\n'.encode()
                ends[0].add(f"{each} lost it")
    assert {"helper lost it", "seat lost it"} <= ends[0]


def lists(wire: Wire, who: str, matter: str) -> bool:
    """Whether the list of that person holds the matter."""
    return MatterRow.objects.filter(queries.visible(wire.city.actor(who)), id=matter).exists()


def test_a_browser_that_asks_for_the_stream_again_keeps_no_session_awake(wire: Wire) -> None:
    browser = Client()
    browser.force_login(wire.city.people["clerk"])
    assert browser.get("/api/stream")["Content-Type"].startswith("text/event-stream")
    assert idling.MOVED not in browser.session
    browser.get("/api/me")
    assert idling.MOVED in browser.session
