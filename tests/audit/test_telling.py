"""The security log tells of what was done with it, and of what was refused whatever became of its transaction."""

import json
from typing import Any

import pytest
from django.db import transaction

from gongzhi.audit.models import Event
from gongzhi.audit.origin import Origin, coming_from
from gongzhi.audit.telling import REFUSED, security_event, settle
from gongzhi.kernel import Refused

WHOLE = pytest.mark.django_db(transaction=True)


def told() -> list[tuple[str, str]]:
    return list(Event.objects.order_by("id").values_list("name", "outcome"))


@WHOLE
def test_what_was_done_is_kept_with_what_it_tells_of() -> None:
    with transaction.atomic():
        security_event("rights.given", "person:1", "person:2", duty="matters.accept")
    event = Event.objects.get()
    assert (event.name, event.actor, event.subject, event.outcome) == ("rights.given", "person:1", "person:2", "done")
    assert json.loads(event.facts) == {"duty": "matters.accept"}


@WHOLE
def test_what_was_done_is_taken_back_with_what_it_tells_of() -> None:
    with transaction.atomic():
        security_event("rights.given", "person:1", "person:2")
        transaction.set_rollback(True)
    settle()
    assert told() == []


@WHOLE
@pytest.mark.parametrize("taken_back", [True, False])
def test_what_was_refused_is_kept_whatever_becomes_of_its_transaction(taken_back: bool) -> None:
    with transaction.atomic():
        security_event("login", "login:unknown", outcome=REFUSED)
        transaction.set_rollback(taken_back)
    settle()
    assert told() == [("login", "refused")]


@WHOLE
def test_what_was_refused_inside_two_transactions_is_kept_when_the_outer_one_is_over() -> None:
    with transaction.atomic():
        with transaction.atomic():
            security_event("value.opened", "person:1", outcome=REFUSED)
        assert told() == []
        transaction.set_rollback(True)
    settle()
    assert told() == [("value.opened", "refused")]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "value", ["13812345678", "138 1234 5678", "a.b@city.example", "22010219800101123X", "gz_0123456789ab_" + "x" * 43]
)
def test_no_number_of_a_person_and_no_secret_is_kept_wherever_it_is_said(value: str) -> None:
    security_event("login", value, f"login:{value}", reason=f"tried {value}")
    event = Event.objects.get()
    assert value not in f"{event.actor} {event.subject} {event.facts}"


@pytest.mark.django_db
def test_nobody_writes_a_line_of_their_own() -> None:
    security_event("login", "x\n2026-01-01 login person:1 done", "a\x1b[2Kb")
    event = Event.objects.get()
    assert "\n" not in event.actor
    assert "\x1b" not in event.subject


@pytest.mark.django_db
@pytest.mark.parametrize("fact", [["13812345678"], {"a": 1}, object(), 1.5, Refused("x")])
def test_only_plain_facts_are_taken(fact: Any) -> None:
    with pytest.raises(TypeError, match="plain values"):
        security_event("login", "person:1", fact=fact)


@pytest.mark.django_db
@pytest.mark.parametrize(("name", "outcome"), [("Login!", "done"), ("", "done"), ("login", "maybe")])
def test_what_is_no_event_is_not_told(name: str, outcome: str) -> None:
    with pytest.raises(ValueError, match="no security event"):
        security_event(name, "person:1", outcome=outcome)


@pytest.mark.django_db
@pytest.mark.parametrize(("actor", "kept"), [("person:1", "203.0.113.77"), ("public", "203.0.113.0/24")])
def test_of_a_stranger_only_the_neighbourhood_is_kept(actor: str, kept: str) -> None:
    with coming_from(Origin(request="r1", address="203.0.113.77")):
        security_event("follow.limited", actor)
    event = Event.objects.get()
    assert (event.address, event.request) == (kept, "r1")
