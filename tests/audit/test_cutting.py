"""What is old enough is cut as a whole and on record; the rest is still checked from where the cut ended."""

from datetime import UTC, datetime, timedelta
from importlib import import_module

import pytest
from django.db import connection

from gongzhi.audit import chain
from gongzhi.audit.cutting import cut
from gongzhi.audit.models import Cut, Event, Link
from gongzhi.audit.telling import security_event
from gongzhi.kernel import Refused

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_keys")]
NOW = datetime.now(UTC)


@pytest.fixture(autouse=True)
def guarded_log_of_two_years() -> None:
    with connection.cursor() as cursor:
        for statement in import_module("gongzhi.audit.migrations.0002_guards").GUARDS[connection.vendor]():
            cursor.execute(statement)
    for days in (800, 500, 400, 300, 10):
        Event(at=NOW - timedelta(days=days), name="login", actor=f"person:{days}", outcome="done").save()


def test_the_old_goes_the_young_stays_and_the_chain_goes_on() -> None:
    record = cut("person:9", NOW)
    assert (record.position, record.events) == (3, 3)
    assert list(Event.objects.order_by("id").values_list("actor", flat=True)) == ["person:300", "person:10", "person:9"]
    security_event("login", "person:1")
    assert list(chain.check()) == []


def test_a_second_cut_goes_on_from_the_first() -> None:
    cut("person:9", NOW)
    again = cut("person:9", NOW + timedelta(days=100))
    assert (again.position, again.events) == (4, 1)
    assert list(chain.check()) == []
    assert Cut.objects.count() == 2


def test_nothing_old_is_nothing_to_cut() -> None:
    cut("person:9", NOW)
    with pytest.raises(Refused, match="log-nothing-old"):
        cut("person:9", NOW)


def test_a_forged_record_of_a_cut_is_found() -> None:
    chain.link()
    hashed = Link.objects.get(position=2).hash
    Cut(position=2, hash=hashed, events=2, before=NOW, at=NOW, by="person:9", signature="00").save()
    assert [found.what.split()[3] for found in chain.check()][:1] == ["the"]


def test_whatever_is_cut_beside_the_record_is_found() -> None:
    cut("person:9", NOW)
    with connection.cursor() as cursor:
        for statement in import_module("gongzhi.audit.migrations.0002_guards").dropped(connection.vendor):
            cursor.execute(statement)
        cursor.execute("DELETE FROM audit_link WHERE position = 4")
    assert any("missing" in found.what for found in chain.check())
