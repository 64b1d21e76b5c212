"""The database itself refuses to change the security log, to cut it without a record, or to cut what is too young."""

from datetime import UTC, datetime, timedelta
from importlib import import_module

import pytest
from django.db import DatabaseError, connection, transaction

from gongzhi.audit import chain
from gongzhi.audit.models import Cut, Event, Link
from gongzhi.audit.telling import security_event
from gongzhi.kernel import Refused

NOW = datetime.now(UTC)


@pytest.fixture(autouse=True)
def guarded(db: None) -> None:
    with connection.cursor() as cursor:
        for statement in import_module("gongzhi.audit.migrations.0002_guards").GUARDS[connection.vendor]():
            cursor.execute(statement)
    Event(at=NOW - timedelta(days=200), name="login", actor="person:1", outcome="done").save()
    security_event("login", "person:2")
    chain.link()


def refused(sql: str) -> bool:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)
    except DatabaseError as error:
        return "never changed" in str(error)
    return False


def cut(position: int) -> None:
    Cut(position=position, hash="0" * 64, events=position, before=NOW, at=NOW, by="person:3", signature="").save()


@pytest.mark.parametrize("table", ["audit_event", "audit_link", "audit_cut"])
def test_nothing_is_changed_and_nothing_is_deleted(table: str) -> None:
    cut(1)
    column = "name" if table == "audit_event" else "hash"
    assert refused(f"UPDATE {table} SET {column} = 'x'")
    assert refused(f"DELETE FROM {table}")


def test_what_is_old_goes_only_when_its_cut_is_on_record() -> None:
    first, second = Link.objects.order_by("position").values_list("event_id", flat=True)
    assert refused(f"DELETE FROM audit_event WHERE id = {first}")
    assert refused("DELETE FROM audit_link WHERE position = 1")
    cut(1)
    assert not refused(f"DELETE FROM audit_event WHERE id = {first}")
    assert not refused("DELETE FROM audit_link WHERE position = 1")
    assert refused(f"DELETE FROM audit_event WHERE id = {second}")


def test_what_is_younger_than_half_a_year_stays_even_when_a_cut_is_on_record() -> None:
    cut(2)
    assert refused(f"DELETE FROM audit_event WHERE id = {Link.objects.get(position=2).event_id}")


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite knows no TRUNCATE")
def test_nobody_empties_it_at_once() -> None:
    assert refused("TRUNCATE audit_event")


def test_the_program_refuses_before_the_database_is_asked() -> None:
    event = Event.objects.order_by("id")[0]
    event.actor = "person:9"
    for tried in (event.save, event.delete, Event.objects.all().delete, lambda: Event.objects.update(actor="x")):
        with pytest.raises(Refused, match="log-append-only"):
            tried()
