"""Everybody reads their own inbox, what is unread first; what they may not see any more is a number in it."""

from typing import Any
from uuid import UUID

import pytest
from django.test import override_settings

from gongzhi.exchange.notify.models import Reach
from gongzhi.kernel import Actor
from gongzhi.matters.loop.dispatching import Dispatch
from gongzhi.matters.loop.noting import Reclassify
from gongzhi.matters.loop.triage import Accept
from tests.exchange.messages import NUMBERS, listen
from tests.http.conftest import Wire


@pytest.fixture
def full(wire: Wire) -> list[str]:
    """Five matters that wait for the clerk; their numbers, the oldest first."""
    made = [wire.city.report() for _ in range(5)]
    listen(wire.city)
    return [one.number for one in made]


def inbox(wire: Wire, who: str = "clerk", query: str = "", **headers: str) -> dict[str, Any]:
    answer = wire.get(f"/inbox{query}", who, **headers)
    assert answer.status == 200, answer.raw
    found: dict[str, Any] = answer.json
    return found


def test_the_newest_unread_comes_first_and_what_was_read_last(wire: Wire, full: list[str]) -> None:
    found = inbox(wire)
    assert [row["number"] for row in found["rows"]] == full[::-1]
    assert (found["unread"], found["exact"]) == (5, True)
    assert wire.post(f"/inbox/{found['rows'][0]['id']}/read", None, "clerk").status == 204
    again = inbox(wire)
    assert [row["number"] for row in again["rows"]] == [*full[3::-1], full[4]]
    assert again["unread"] == 4
    assert len(inbox(wire, query="?unread=true")["rows"]) == 4


@pytest.mark.parametrize("limit", [1, 2, 3, 5, 6])
def test_pages_hold_everything_once(wire: Wire, full: list[str], limit: int) -> None:
    wire.post(f"/inbox/{inbox(wire)['rows'][2]['id']}/read", None, "clerk")
    whole = [row["id"] for row in inbox(wire)["rows"]]
    found, after = [], ""
    while True:
        page = inbox(wire, query=f"?limit={limit}{after}")
        found += [row["id"] for row in page["rows"]]
        if page["after"] is None:
            break
        after = f"&after={page['after']}"
    assert found == whole


def test_a_message_is_read_once_and_all_at_once(wire: Wire, full: list[str]) -> None:
    first = inbox(wire)["rows"][0]["id"]
    wire.post(f"/inbox/{first}/read", None, "clerk")
    when = inbox(wire, query="?limit=200")["rows"][-1]["read_at"]
    wire.city.now += wire.city.now - wire.city.now.replace(hour=0)
    assert wire.post(f"/inbox/{first}/read", None, "clerk").status == 204
    assert inbox(wire)["rows"][-1]["read_at"] == when
    assert wire.post("/inbox:read-all", None, "clerk").json == {"read": 4}
    assert inbox(wire)["unread"] == 0


def test_nobody_reads_the_inbox_of_another(wire: Wire, full: list[str]) -> None:
    first = inbox(wire)["rows"][0]["id"]
    assert inbox(wire, "stranger")["rows"] == []
    assert wire.post(f"/inbox/{first}/read", None, "stranger").code == "message-unknown"
    assert wire.get("/inbox").code == "not-signed-in"
    assert inbox(wire)["unread"] == 5


def test_words_are_in_the_language_of_the_reader(wire: Wire, full: list[str]) -> None:
    zh, en = inbox(wire)["rows"][0], inbox(wire, accept_language="en")["rows"][0]
    assert (zh["title"], en["title"]) == ("新事项待受理", "A matter waits for triage")
    assert "仁兴街道" in zh["body"]
    assert zh["body"].startswith(zh["number"])


def test_what_became_a_dispute_is_a_number_in_every_inbox(wire: Wire, full: list[str]) -> None:
    newest = inbox(wire)["rows"][0]
    wire.city.do(Reclassify(kind="23001"), "clerk", UUID(newest["matter"]))
    found = inbox(wire)["rows"][0]
    assert found["number"] == newest["number"]
    assert found["body"] == f"{newest['number']}有新进展，请登录查看。"
    assert found["due_at"] is None


def test_what_one_may_not_see_any_more_is_a_number(wire: Wire) -> None:
    matter = wire.city.report().id
    wire.city.do(Accept(), "clerk", matter)
    wire.city.do(Dispatch(support=()), "colleague", matter)
    listen(wire.city)
    assert "仁兴街道" in inbox(wire, "handler")["rows"][0]["body"]
    wire.city.people["handler"].appointments.all().update(valid_to=wire.city.now)
    assert "仁兴街道" not in inbox(wire, "handler")["rows"][0]["body"]


@pytest.mark.parametrize("mark", ["x", "bnVsbA", "WzEsMiwzXQ", "W3RydWUsMWUzMDAsImEiXQ"])
def test_a_mark_that_is_none_is_refused(wire: Wire, mark: str) -> None:
    assert wire.get(f"/inbox?after={mark}", "clerk").code == "cursor-unknown"


def test_a_wish_that_nobody_knows_is_refused(wire: Wire) -> None:
    assert wire.get("/inbox?reed=true", "clerk").code == "filter-unknown"


def test_people_say_how_they_are_reached_and_it_is_never_shown(wire: Wire) -> None:
    off = {"known": False, "wanted": False}
    assert wire.get("/inbox/ways", "clerk").json == {"sms": off, "email": off}
    said = {"sms": {"wanted": True, "address": NUMBERS["clerk"]}, "email": {"wanted": True, "address": "c@x.example"}}
    on = {"known": True, "wanted": True}
    changed = wire.call("PUT", "/inbox/ways", "clerk", said)
    assert changed.json == {"sms": on, "email": on}
    assert NUMBERS["clerk"].encode() not in changed.raw
    quiet = wire.call("PUT", "/inbox/ways", "clerk", {"sms": {"wanted": False}})
    assert quiet.json == {"sms": {"known": True, "wanted": False}, "email": on}
    assert Reach.objects.count() == 2


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"sms": {"wanted": True, "address": "12345"}}, "reach-unreadable"),
        ({"email": {"wanted": True, "address": "a@b\nBcc: c@d.example"}}, "reach-unreadable"),
        ({"email": {"wanted": True, "address": "a@b.example, c@d.example"}}, "reach-unreadable"),
        ({"sms": {"wanted": True}}, "no-way"),
        ({"chat": {"wanted": True}}, "request-invalid"),
    ],
)
def test_what_is_no_address_is_refused(wire: Wire, said: dict[str, Any], code: str) -> None:
    assert wire.call("PUT", "/inbox/ways", "clerk", said).code == code


def test_only_people_have_an_inbox(wire: Wire, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gongzhi.exchange.notify.api.actor", lambda request: Actor(id="source:hotline"))
    assert wire.get("/inbox", "clerk").code == "no-inbox"


def test_a_browser_is_pushed_to_where_the_house_pushes_and_for_as_long_as_it_is_wanted(wire: Wire) -> None:
    device = {
        "endpoint": "https://push.example.net/1",
        "p256dh": "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
        "auth": "BTBZMqHH6r4Tts7J_aSIgg",
    }
    assert wire.get("/inbox/push", "worker").json == {"key": None, "on": False}
    assert wire.call("PUT", "/inbox/push", "worker", device).code == "push-unreadable"
    with override_settings(GONGZHI_PUSH_HOSTS=["push.example.net"]):
        shown = wire.get("/inbox/push", "worker").json
        assert (len(shown["key"]), shown["on"]) == (87, False)
        assert wire.call("PUT", "/inbox/push", "worker", device).json["on"] is True
        assert wire.get("/inbox/push", "neighbour").json["on"] is False
        other = device | {"endpoint": "https://push.example.net/2"}
        assert wire.call("PUT", "/inbox/push", "worker", other).json["on"] is True
        ends = [{"endpoint": each["endpoint"]} for each in (device, device, other)]
        assert wire.post("/inbox/push:end", ends[0], "neighbour").json["on"] is False
        assert [wire.post("/inbox/push:end", end, "worker").json["on"] for end in ends] == [True, True, False]
