"""What is between people, or protects somebody, is nowhere for whoever is outside its circle: in no list, number, tile,
stream, suggestion or message."""

from typing import Any
from urllib.parse import quote
from uuid import UUID

import pytest

from gongzhi.matters import outbox
from gongzhi.site.feed import Feed
from gongzhi.site.listening import sight_of
from gongzhi.site.worker import CONSUMERS
from tests.attack.routes import ROUTES, holes
from tests.cast import CONTACT
from tests.http.conftest import REPORT, Wire

pytestmark = pytest.mark.django_db
ODD = "紫薇花瓣鎏金"
"""A word that stands in one text only."""
SEALED = ("23001", "26001")
EVERYBODY = ("clerk", "colleague", "seat", "supervisor", "leader", "arbiter", "street", "handler", "head", "mate",
             "helper", "checker", "worker", "neighbour", "stranger")  # fmt: skip
LISTS = [route for route in ROUTES if route.method == "GET" and "matter" not in holes(route.path)]


def sealed(wire: Wire, kind: str, **more: Any) -> dict[str, Any]:
    """A matter of that kind, whose reporter said a word that nobody else says."""
    made = wire.report(None, kind=kind, text=f"两家为{ODD}争执", contact=dict(CONTACT.values), **more)
    while outbox.sequence(1000) + sum(outbox.consume(name, hearer, 500) for name, hearer in CONSUMERS.items()):
        pass
    return made


def outside(wire: Wire, made: dict[str, Any]) -> list[str]:
    """Everybody who is not of its circle."""
    found = [who for who in EVERYBODY if wire.get(f"/matters/{made['id']}", who).status == 404]
    assert "stranger" in found
    assert len(found) > 5
    return found


def traces(made: dict[str, Any], raw: bytes) -> list[str]:
    said = raw.decode("utf-8", "replace")
    known = (made["id"], UUID(made["id"]).hex, made["number"], ODD, made["query_code"], "13900001111")
    return [each for each in known if each in said]


@pytest.mark.parametrize("kind", SEALED)
def test_no_list_holds_it(wire: Wire, kind: str) -> None:
    made = sealed(wire, kind)
    for who in outside(wire, made):
        for route in LISTS:
            answer = wire.get(route.at(code="220302", number="220302-2026", month="2026-03", digest="0" * 64), who)
            assert traces(made, answer.raw) == [], route.name
        assert wire.get(f"/matters/by-number/{made['number']}", who).status == 404
        assert wire.get(f"/matters/by-number/{quote(made['number'].lower())}", who).status == 404


@pytest.mark.parametrize("kind", SEALED)
def test_no_condition_of_a_list_betrays_it(wire: Wire, kind: str) -> None:
    without = {who: lists(wire, who) for who in EVERYBODY}
    made = sealed(wire, kind)
    for who in outside(wire, made):
        assert lists(wire, who) == without[who], who


def lists(wire: Wire, who: str) -> dict[str, Any]:
    """Rows and totals of a list under every condition that could point to the matter."""
    asked = [
        "", "kind=23001", "kind=26001", "area=220302", "area=220302001", "area=220302001001", "unit=220302-ZZ",
        "unit=220302001001-ZZ", "unit=220302-ZJ", "stage=reported", "stage=dispatched", "light=green", "placed=inside",
        "waiting=look", "order=due", "origin=report", "since=2026-03-02T00:00:00%2B08:00", f"text={quote(ODD)}",
        f"text={quote(ODD[:2])}",
    ]  # fmt: skip
    found = {one: wire.get(f"/matters?{one}", who) for one in asked}
    return {one: (answer.status, answer.json.get("total"), answer.json.get("rows")) for one, answer in found.items()}


@pytest.mark.parametrize("kind", SEALED)
def test_no_counter_and_no_box_counts_it(wire: Wire, kind: str) -> None:
    paths = ("/counts", "/boxes", "/open", "/notices/2026-03")
    before = {(who, path): wire.get(path, who).raw for who in EVERYBODY for path in paths}
    made = sealed(wire, kind)
    for who in outside(wire, made):
        for path in paths:
            assert wire.get(path, who).raw == before[who, path], (who, path)


@pytest.mark.parametrize("kind", SEALED)
def test_no_suggestion_speaks_of_it(wire: Wire, kind: str) -> None:
    made = sealed(wire, kind)
    mine = wire.report("clerk", text=f"路面{ODD}破损")
    typed = {"text": f"两家为{ODD}争执", "point": REPORT["point"]}
    for who in outside(wire, made):
        assert traces(made, wire.post("/suggestions", typed, who).raw.replace(ODD.encode(), b"")) == []
        assert traces(made, wire.get(f"/matters/{mine['id']}/suggestions", who).raw.replace(ODD.encode(), b"")) == []


@pytest.mark.parametrize("kind", SEALED)
def test_the_stream_says_nothing_of_it(wire: Wire, kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gongzhi.site.feed.close_old_connections", lambda: None)
    made = sealed(wire, kind)
    changes, _ = Feed().after(0, 500)
    of_it = [one for one in changes if str(one.row["id"]) == made["id"]]
    assert of_it
    for who in outside(wire, made):
        if who == "stranger":
            continue  # hears no stream at all
        sees = sight_of(wire.city.actor(who))
        assert not [one for one in of_it if sees(one)], who


def test_no_message_to_anybody_outside_names_it(wire: Wire) -> None:
    made = sealed(wire, "26001")
    for who in outside(wire, made):
        assert traces(made, wire.get("/inbox", who).raw) == []


@pytest.mark.parametrize("kind", SEALED)
def test_what_becomes_sealed_is_gone_for_whoever_saw_it(wire: Wire, kind: str) -> None:
    made = wire.report("worker", text=f"路面{ODD}破损")
    saw = [who for who in EVERYBODY if wire.get(f"/matters/{made['id']}", who).status == 200]
    assert wire.do("reclassify", made["id"], "clerk", 3, kind=kind).status == 200
    gone = [who for who in saw if wire.get(f"/matters/{made['id']}", who).status == 404]
    assert len(gone) > 3
    for who in gone:
        for path in ("/matters", f"/matters?text={quote(ODD)}", "/inbox", f"/matters/by-number/{made['number']}"):
            assert ODD not in wire.get(path, who).raw.decode()
        for path in ("clocks", "rights", "documents", "suggestions", "openings", "looks", "files/" + "0" * 64):
            assert wire.get(f"/matters/{made['id']}/{path}", who).status == 404
    assert made["number"] not in wire.get("/open").raw.decode()


def test_every_list_of_the_description_is_tried() -> None:
    assert len(LISTS) > 15
