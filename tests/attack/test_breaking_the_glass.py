"""Nobody opens many values, nobody opens any without a line, and nobody breaks the glass unheard."""

from datetime import timedelta
from typing import Any

import pytest
from pytest_django import Settings

from gongzhi.audit.models import Event
from gongzhi.bodies.models import Appointment
from gongzhi.exchange.notify.models import INBOX, Message
from gongzhi.vault.models import Look
from tests.attack.routes import NOWHERE
from tests.cast import CONTACT
from tests.exchange.messages import seat
from tests.http.conftest import Answer, Wire

pytestmark = pytest.mark.django_db(transaction=True)
CONTACTED: dict[str, Any] = {"contact": dict(CONTACT.values)}
DANGER = {"fields": ["phone"], "purpose": "life-danger", "minutes": 30}


@pytest.fixture(autouse=True)
def guard(wire: Wire) -> None:
    """Somebody who hears alarms."""
    seat(wire.city, "guard", "ZZ", "security_admin")


def opened(wire: Wire, matter: str, by: str, **said: object) -> Answer:
    wire.city.now += timedelta(seconds=1)
    return wire.post(f"/matters/{matter}/openings", DANGER | said, by)


def alarms() -> int:
    return Message.objects.filter(code="opened_in_emergency", way=INBOX).count()


@pytest.mark.parametrize("said", [{"minutes": 31}, {"minutes": 0}, {"minutes": -1}, {"fields": ["original"]}])
def test_what_does_not_fit_tells_nobody_whether_there_is_such_a_matter(wire: Wire, said: dict[str, object]) -> None:
    hidden = wire.report(None, kind="26001", text="不便说", **CONTACTED)["id"]
    there, nowhere = (opened(wire, each, "helper", **said) for each in (hidden, NOWHERE))
    assert (there.status, there.raw) == (nowhere.status, nowhere.raw)
    assert there.status == 422


def test_who_breaks_the_glass_and_finds_nothing_has_broken_it_all_the_same(wire: Wire) -> None:
    hidden = wire.report(kind="26001", text="不便说")["id"]
    assert opened(wire, hidden, "helper").code == "value-unknown"
    assert alarms() > 0
    assert Event.objects.filter(name="value.opened", outcome="refused", subject=hidden).exists()


def test_an_emergency_leaves_a_line_for_each_value_and_an_alarm(wire: Wire) -> None:
    hidden = wire.report(None, kind="26001", text="不便说", **CONTACTED)["id"]
    assert opened(wire, hidden, "helper", fields=["phone", "name"]).status == 201
    assert (Look.objects.filter(emergency=True).count(), alarms() > 0) == (2, True)


def test_two_in_the_same_instant_are_both_told(wire: Wire) -> None:
    hidden = wire.report(None, kind="26001", text="不便说", **CONTACTED)["id"]
    path = f"/matters/{hidden}/openings"
    said = [wire.post(path, DANGER | {"fields": [field]}, "helper").status for field in ("phone", "name")]
    assert said == [201, 201]
    told = Message.objects.filter(code="opened_in_emergency", recipient=f"person:{wire.city.people['guard'].pk}")
    assert told.count() == 2


def heard(wire: Wire, by: str) -> set[str]:
    hidden = wire.report(None, kind="26001", text="不便说", **CONTACTED)["id"]
    assert opened(wire, hidden, by).status == 201
    names = {f"person:{person.pk}": login for login, person in wire.city.people.items()}
    rows = Message.objects.filter(code="opened_in_emergency", matter_id=hidden).values_list("recipient", flat=True)
    return {names[one] for one in rows}


def test_where_the_unit_has_no_head_the_nearest_centre_above_that_has_one_is_told(wire: Wire) -> None:
    assert heard(wire, "helper") == {"guard", "leader"}
    assert heard(wire, "head") == {"guard", "leader"}
    seat(wire.city, "mayor", "ZZ", "centre_leader")
    Appointment.objects.filter(person__login="leader").update(valid_to=wire.city.now)
    assert heard(wire, "helper") == {"guard", "mayor"}


def test_a_security_administrator_is_told_wherever_they_sit_and_else_another_administrator(wire: Wire) -> None:
    seat(wire.city, "auditor", "220302-ZZ", "audit_admin")
    Appointment.objects.filter(person__login__in=["guard", "leader"]).update(valid_to=wire.city.now)
    assert heard(wire, "helper") == {"auditor"}
    seat(wire.city, "second", "220302-ZZ", "security_admin")
    assert heard(wire, "helper") == {"second"}


def test_an_alarm_that_nobody_is_there_to_hear_is_told_to_the_security_log(wire: Wire) -> None:
    Appointment.objects.filter(person__login__in=["guard", "leader"]).update(valid_to=wire.city.now)
    assert heard(wire, "helper") == set()
    assert Event.objects.filter(name="alarm.unheard", outcome="failed").count() == 1


def test_no_second_opening_passes_the_hourly_limit_however_it_is_cut(wire: Wire, settings: Settings) -> None:
    settings.GONGZHI_LOOKS_PER_HOUR = 3
    made = [wire.report(None, **CONTACTED)["id"] for _ in range(5)]
    reach = {"fields": ["phone"], "purpose": "reach-reporter", "minutes": 5}
    assert [opened(wire, each, "clerk", **reach).status for each in made] == [201] * 3 + [429] * 2
    other = {"fields": ["name"], "purpose": "correct-record", "minutes": 5}
    for again in (reach, other, DANGER):
        assert opened(wire, made[4], "clerk", **again).status == 429
    assert opened(wire, made[0], "clerk", **other).status == 201
    wire.city.now += timedelta(minutes=58)
    assert opened(wire, made[4], "clerk", **reach).status == 429
    assert Message.objects.filter(code="looks_too_many", way=INBOX).count() >= 6
