"""Nobody opens many values, nobody opens any without a line, and nobody breaks the glass unheard."""

from datetime import timedelta
from typing import Any

import pytest
from pytest_django import Settings

from gongzhi.audit.models import Event
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
