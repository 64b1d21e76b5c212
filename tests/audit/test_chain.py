"""Whoever changes, cuts out, puts in or moves a line of the security log is found out."""

from collections.abc import Callable

import pytest
from django.db import connection, transaction
from django.utils import timezone

from gongzhi.audit import chain
from gongzhi.audit.models import Event, Link
from gongzhi.audit.telling import security_event

pytestmark = pytest.mark.django_db
E, L = Event._meta.db_table, Link._meta.db_table


def ten() -> None:
    for number in range(10):
        security_event("login", f"person:{number}")
    assert chain.link() == 10


def run(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)


def nth(place: int) -> int:
    return Link.objects.get(position=place).event_id


def late() -> None:
    Event(at=timezone.now(), name="login", actor="person:9", outcome="done").save()
    run(f"UPDATE {L} SET event_id = (SELECT max(id) FROM {E}) WHERE position = 4")


def moved() -> None:
    one, other = nth(3), nth(4)
    run(f"UPDATE {L} SET event_id = -1 WHERE position = 3")
    run(f"UPDATE {L} SET event_id = {one} WHERE position = 4")
    run(f"UPDATE {L} SET event_id = {other} WHERE position = 3")


def test_a_whole_log_has_no_findings() -> None:
    ten()
    assert list(chain.check()) == []
    assert chain.end()[0] == 10


def test_what_was_not_linked_yet_is_linked_before_it_is_checked() -> None:
    security_event("login", "person:1")
    assert list(chain.check()) == []
    assert Link.objects.count() == 1


@pytest.mark.parametrize("column", ["name", "actor", "subject", "outcome", "address", "request", "facts"])
def test_a_changed_column_is_found(column: str) -> None:
    ten()
    run(f"UPDATE {E} SET {column} = 'other' WHERE id = {nth(4)}")
    assert [found.position for found in chain.check()] == [4]


@pytest.mark.parametrize(
    ("tamper", "position"),
    [
        (lambda: run(f"UPDATE {E} SET at = '2020-01-01 00:00:00+00:00' WHERE id = {nth(4)}"), 4),
        (lambda: run(f"DELETE FROM {E} WHERE id = {nth(4)}"), 4),
        (lambda: run(f"UPDATE {L} SET hash = '{'0' * 64}' WHERE position = 4"), 4),
        (lambda: run(f"DELETE FROM {L} WHERE position = 4"), 4),
        (lambda: run(f"DELETE FROM {L} WHERE position = 10"), 10),
        (moved, 3),
        (late, 4),
    ],
    ids=["time", "event-cut", "hash", "link-cut", "tail-cut", "moved", "put-in"],
)
def test_every_way_to_tamper_is_found(tamper: Callable[[], None], position: int) -> None:
    ten()
    tamper()
    found = list(chain.check())
    assert found
    assert found[0].position == position


def test_whoever_rewrites_the_whole_chain_is_found_by_its_end_that_was_given_away() -> None:
    ten()
    position, hash_ = chain.end()
    assert chain.holds(position, hash_)
    security_event("login", "person:11")
    chain.while_unlinked()
    assert chain.holds(position, hash_)
    run(f"UPDATE {E} SET actor = 'person:0' WHERE id = {nth(4)}")
    run(f"DELETE FROM {L}")
    run("UPDATE audit_head SET position = 0, last_event = 0, hash = '" + chain.FIRST + "'")
    chain.while_unlinked()
    assert list(chain.check()) == []
    assert not chain.holds(position, hash_)


def test_two_who_tell_at_once_leave_one_chain() -> None:
    ten()
    with transaction.atomic():
        security_event("login", "person:11")
    security_event("login", "person:12")
    chain.link()
    assert list(Link.objects.order_by("position").values_list("position", flat=True)) == list(range(1, 13))
    assert list(chain.check()) == []
