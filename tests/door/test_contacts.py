"""The contact of a reporter goes by itself when it was kept long enough, by a command of the system; nothing else."""

from datetime import timedelta
from uuid import UUID

import pytest

from gongzhi.audit.models import Event
from gongzhi.matters import contacts, replay
from gongzhi.matters.clocks import work
from gongzhi.matters.loop.state import Personal, Plain
from gongzhi.matters.models import Entry, MatterRow, TextRow
from gongzhi.vault.models import Hold, Value
from tests.cast import City

pytestmark = pytest.mark.django_db
CONTACT = Personal({"name": "欧阳建国", "phone": "13912345678"})


@pytest.fixture
def archived(city: City) -> UUID:
    """Closed on the spot and archived forty days later."""
    matter = city.report("worker", kind="06010", contact=CONTACT, self_handled=Plain("已修")).id
    city.now += timedelta(days=40)
    while work(city.now):
        pass
    assert MatterRow.objects.get(id=matter).stage == "archived"
    return matter


def fields(matter: UUID) -> set[str]:
    return set(Value.objects.filter(matter_id=matter).values_list("field", flat=True))


def test_after_the_days_of_its_kind_it_is_gone_with_a_line_and_an_event(city: City, archived: UUID) -> None:
    city.now += timedelta(days=139)
    assert contacts.erase(city.now) == 0
    assert fields(archived) == {"name", "phone"}
    city.now += timedelta(days=2)
    assert contacts.erase(city.now) == 1
    assert fields(archived) == set()
    assert TextRow.objects.filter(matter_id=archived).exists()
    line = Entry.objects.get(matter_id=archived, event="Redacted")
    assert (line.actor, "kept-long-enough" in str(line.data)) == ("system", True)
    event = Event.objects.get(name="contact.erased")
    assert "contact 180 days" in event.facts
    assert "第十九条" in event.facts
    assert contacts.erase(city.now) == 0
    assert [finding for bounds in replay.ranges(50) for finding in replay.between(*bounds)[1]] == []


def test_what_is_held_stays_until_the_hold_is_lifted(city: City, archived: UUID) -> None:
    city.now += timedelta(days=200)
    Hold.objects.create(matter_id=archived, reason="court", by="person:1", at=city.now)
    assert contacts.erase(city.now) == 0
    assert fields(archived) == {"name", "phone"}
    Hold.objects.all().delete()
    assert contacts.erase(city.now) == 1
