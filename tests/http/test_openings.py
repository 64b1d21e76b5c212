"""Opening personal values: the right duty, a purpose, some minutes, a line for each look, and alarms."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test import Client
from pytest_django import Settings

from gongzhi.audit.models import Event
from gongzhi.bodies.duties import ROLE_DUTIES
from gongzhi.catalogue import Purpose
from gongzhi.exchange.notify.models import INBOX, Message
from gongzhi.kernel import Actor, Refused, Right
from gongzhi.matters import catalogues, opening, who_looked
from gongzhi.matters.loop.noting import Reclassify
from gongzhi.matters.opening import Ask
from gongzhi.matters.sight import row_of
from gongzhi.vault.models import Look
from gongzhi.vault.values import shred
from tests.cast import CONTACT, City
from tests.exchange.messages import dispatched, seat
from tests.http.conftest import Wire

pytestmark = pytest.mark.django_db(transaction=True)
PROTECTED = "26001"
PHONE = CONTACT.values["phone"]
CALLING = Ask(fields=("phone",), purpose="call-back", minutes=10)
DANGER = Ask(fields=("phone", "name"), purpose="life-danger", minutes=10)


@pytest.fixture
def matter(city: City) -> UUID:
    """A matter whose reporter left name and phone."""
    return city.report("worker", contact=CONTACT).id


def seen(city: City, matter: UUID, by: str) -> dict[str, str]:
    """The values as somebody sees them now."""
    return {one.field: one.value for one in opening.shown(matter, city.actor(by), city.now).values}


def test_a_value_is_masked_then_open_for_minutes_then_masked_again(city: City, matter: UUID) -> None:
    assert seen(city, matter, "clerk") == {"name": "王**", "phone": "139****1111"}
    assert not Look.objects.exists()
    (shown,) = opening.opened(matter, city.actor("clerk"), CALLING, city.now)
    assert (shown.value, shown.until) == (PHONE, city.now + timedelta(minutes=10))
    city.now += timedelta(minutes=9, seconds=59)
    assert seen(city, matter, "clerk") == {"name": "王**", "phone": PHONE}
    assert seen(city, matter, "colleague") == {"name": "王**", "phone": "139****1111"}
    city.now += timedelta(seconds=1)
    assert seen(city, matter, "clerk") == {"name": "王**", "phone": "139****1111"}


def test_what_was_open_closes_when_the_matter_goes_out_of_sight(city: City, matter: UUID) -> None:
    opening.opened(matter, city.actor("clerk"), CALLING, city.now)
    opening.opened(matter, city.actor("mate"), DANGER, city.now)
    city.do(Reclassify(kind="23001"), "clerk", matter)
    with pytest.raises(Refused, match="matter-unknown"):
        seen(city, matter, "clerk")
    assert seen(city, matter, "mate")["phone"] == PHONE


def test_every_look_is_a_line(city: City, matter: UUID) -> None:
    clerk = city.actor("clerk")
    opening.opened(matter, clerk, CALLING, city.now)
    until = city.now + timedelta(minutes=10)
    city.now += timedelta(minutes=1)
    seen(city, matter, "clerk")
    lines = Look.objects.order_by("id").values_list("by", "unit", "matter_id", "field", "purpose", "until", "emergency")
    assert list(lines) == [(clerk.id, "220302-ZZ", matter, "phone", "call-back", until, False)] * 2


@pytest.mark.parametrize(
    ("by", "ask", "code"),
    [
        ("clerk", Ask(fields=("phone",), purpose="curiosity", minutes=5), "purpose-unknown"),
        ("clerk", Ask(fields=("phone",), purpose="", minutes=5), "purpose-unknown"),
        ("clerk", Ask(fields=("phone",), purpose="call-back", minutes=16), "opening-too-long"),
        ("clerk", Ask(fields=("phone",), purpose="call-back", minutes=0), "opening-too-long"),
        ("clerk", Ask(fields=("phone", "original"), purpose="call-back", minutes=5), "opening-field-unknown"),
        ("clerk", Ask(fields=("email",), purpose="correct-record", minutes=5), "value-unknown"),
        ("worker", CALLING, "opening-no-duty"),
        ("checker", CALLING, "opening-no-duty"),
        ("stranger", CALLING, "matter-unknown"),
        ("stranger", DANGER, "matter-unknown"),
        ("handler", CALLING, "matter-unknown"),
    ],
)
def test_what_is_refused_leaves_no_look(city: City, matter: UUID, by: str, ask: Ask, code: str) -> None:
    with pytest.raises(Refused) as refusal:
        opening.opened(matter, city.actor(by), ask, city.now)
    assert refusal.value.code == code
    assert not Look.objects.exists()


def test_the_unit_that_handles_it_does_not_see_the_reporter(city: City) -> None:
    matter = dispatched(city, contact=CONTACT)
    for by in ("handler", "head"):
        with pytest.raises(Refused, match="opening-no-duty"):
            opening.opened(matter, city.actor(by), CALLING, city.now)


def test_a_purpose_is_for_its_classes_only(city: City) -> None:
    matter = city.report("worker", contact=CONTACT, kind=PROTECTED).id
    row = row_of(matter)
    assert row.privacy == "P3"
    supervisor = Actor(id="person:x", unit=row.holder, rights=frozenset({Right(duty="matters.supervise")}))
    review = Ask(fields=("phone",), purpose="complaint-review", minutes=5)
    with pytest.raises(Refused, match="purpose-not-for-class"):
        opening.opened(matter, supervisor, review, city.now)
    assert "complaint-review" not in opening.shown(matter, supervisor, city.now).purposes
    lawful = Ask(fields=("phone",), purpose="lawful-request", minutes=5)
    assert opening.opened(matter, supervisor, lawful, city.now)


def test_in_danger_somebody_outside_opens_it_and_heads_and_security_learn_at_once(city: City, matter: UUID) -> None:
    with pytest.raises(Refused, match="matter-unknown"):
        opening.shown(matter, city.actor("mate"), city.now)
    shown = opening.opened(matter, city.actor("mate"), DANGER, city.now)
    assert {one.value for one in shown} == {"王小明", PHONE}
    assert set(Look.objects.values_list("emergency", flat=True)) == {True}
    names = {f"person:{person.pk}": login for login, person in city.people.items()}
    told = Message.objects.filter(code="opened_in_emergency", way=INBOX).values_list("recipient", flat=True)
    assert {names[one] for one in told} == {"head"}
    assert seen(city, matter, "mate")["phone"] == PHONE
    assert Event.objects.filter(name="value.opened-in-emergency", subject=str(matter)).count() == 1


def test_the_security_administrator_is_told(city: City, matter: UUID) -> None:
    seat(city, "root", "ZZ", "administrator")
    opening.opened(matter, city.actor("mate"), DANGER, city.now)
    recipients = set(Message.objects.filter(code="opened_in_emergency").values_list("recipient", flat=True))
    assert f"person:{city.people['root'].pk}" in recipients


def test_without_its_alarm_an_emergency_opens_nothing(
    city: City, matter: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(alarm: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("gongzhi.exchange.notify.alarms.tell", broken)
    with pytest.raises(RuntimeError):
        opening.opened(matter, city.actor("mate"), DANGER, city.now)
    assert not Look.objects.exists()


def test_the_alarm_is_found_in_the_inbox_in_words(city: City, matter: UUID, wire: Wire) -> None:
    opening.opened(matter, city.actor("mate"), DANGER, city.now)
    (row,) = wire.call("GET", "/inbox", by="head").json["rows"]
    assert row["title"] == "紧急查看了个人信息"
    assert PHONE not in str(row)


def test_more_matters_than_the_limit_are_refused_and_alarm(city: City, settings: Settings) -> None:
    settings.GONGZHI_LOOKS_PER_HOUR = 2
    seat(city, "boss", "220302-ZZ", "head")
    matters = [city.report("worker", contact=CONTACT).id for _ in range(3)]
    for one in matters[:2]:
        opening.opened(one, city.actor("clerk"), CALLING, city.now)
    opening.opened(matters[0], city.actor("clerk"), CALLING, city.now)
    with pytest.raises(Refused, match="looks-too-many") as refusal:
        opening.opened(matters[2], city.actor("clerk"), CALLING, city.now)
    assert refusal.value.status == 429
    told = set(Message.objects.filter(code="looks_too_many").values_list("recipient", flat=True))
    assert f"person:{city.people['boss'].pk}" in told
    assert Event.objects.filter(name="value.opened", outcome="refused", subject=str(matters[2])).count() == 1
    city.now += timedelta(minutes=61)
    opening.opened(matters[2], city.actor("clerk"), CALLING, city.now)


def test_openings_are_told_to_the_security_log_without_a_value(city: City, matter: UUID) -> None:
    opening.opened(matter, city.actor("clerk"), CALLING, city.now)
    event = Event.objects.get(name="value.opened")
    assert (event.actor, event.subject, event.outcome) == (city.actor("clerk").id, str(matter), "done")
    assert '"purpose":"call-back"' in event.facts
    assert PHONE not in event.facts


def test_who_looked_is_read_by_the_centre_and_the_audit_administrator(city: City, wire: Wire, matter: UUID) -> None:
    opening.opened(matter, city.actor("clerk"), CALLING, city.now)
    auditor = Actor(id="person:auditor", unit=None, rights=frozenset({Right(duty="audit.read")}))
    assert len(opening_looks(matter, auditor)) == 1
    with pytest.raises(Refused, match="looks-not-yours"):
        opening_looks(matter, city.actor("worker"))
    with pytest.raises(Refused, match="matter-unknown"):
        opening_looks(matter, city.actor("stranger"))
    centre = row_of(matter).centre
    own = Actor(id="person:own", unit=centre, rights=city.actor("clerk").rights)
    assert len(opening_looks(matter, own)) == 1


def opening_looks(matter: UUID, by: Actor) -> list[Look]:
    return who_looked.looks(matter, by)


def test_it_is_opened_over_the_wire(wire: Wire, matter: UUID) -> None:
    found = wire.call("GET", f"/matters/{matter}/openings", by="clerk")
    assert found.status == 200
    assert {one["value"] for one in found.json["values"]} == {"王**", "139****1111"}
    assert "call-back" in {one["code"] for one in found.json["purposes"]}
    body = {"fields": ["phone"], "purpose": "call-back", "minutes": 5}
    made = wire.call("POST", f"/matters/{matter}/openings", by="clerk", body=body)
    assert made.status == 201
    assert [one["value"] for one in made.json["values"]] == [PHONE]
    assert wire.call("POST", f"/matters/{matter}/openings", by="worker", body=body).code == "opening-no-duty"
    assert wire.call("POST", f"/matters/{uuid4()}/openings", by="clerk", body=body).code == "matter-unknown"
    assert wire.call("POST", f"/matters/{matter}/openings", body=body).status == 401
    assert wire.call("GET", f"/matters/{matter}/looks", by="worker").code == "looks-not-yours"


def test_purposes_are_data_with_words(city: City) -> None:
    purposes = catalogues.in_force()[1].purposes
    assert {"call-back", "reach-reporter", "life-danger"} <= purposes.keys()
    assert all(isinstance(one, Purpose) and one.name.zh and one.name.en for one in purposes.values())
    assert [one.code for one in purposes.values() if one.emergency] == ["life-danger"]
    known = {duty for duties in ROLE_DUTIES.values() for duty in duties}
    assert {duty for one in purposes.values() for duty in one.duties} <= known


def test_two_openings_at_once_are_counted_one_after_the_other(city: City, settings: Settings) -> None:
    settings.GONGZHI_LOOKS_PER_HOUR = 1
    matters = [city.report("worker", contact=CONTACT).id for _ in range(6)]
    clerk = city.actor("clerk")

    def opens(matter: UUID) -> bool:
        try:
            return bool(opening.opened(matter, clerk, CALLING, city.now))
        except Refused:
            return False
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        assert sum(pool.map(opens, matters)) == 1


def test_nothing_is_opened_after_the_key_was_destroyed(city: City, matter: UUID) -> None:
    shred(matter, by="a", second="b", at=city.now)
    with pytest.raises(Refused, match="key-destroyed"):
        opening.opened(matter, city.actor("clerk"), CALLING, city.now)


def test_the_audit_administrator_reads_who_looked_what_for_and_how_long(city: City, matter: UUID) -> None:
    opening.opened(matter, city.actor("mate"), DANGER, city.now)
    seat(city, "auditor", "ZZ", "audit_admin")
    browser = Client()
    browser.force_login(city.people["auditor"], "gongzhi.bodies.administering.ByPost")
    page = browser.get("/admin/vault/look/").content.decode()
    for said in (">mate<", row_of(matter).number, f">{DANGER.minutes}<", "为保护生命健康"):
        assert said in page, said
    assert PHONE not in page
    for other in ("clerk", "handler"):
        browser.force_login(city.people[other], "gongzhi.bodies.administering.ByPost")
        assert browser.get("/admin/vault/look/").status_code == 302
