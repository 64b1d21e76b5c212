"""People who come in: a worker and a leader with passwords, a browser for each, and what tells of security events."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core.cache import cache
from django.dispatch import Signal
from django.test import Client, TestCase

from gongzhi.bodies.models import Person
from gongzhi.bodies.security_events import SecurityEvent, security_event
from tests.cast import City, city, keys

__all__ = ["city", "keys"]
GOOD = "春天-的-铁西-2025"


@dataclass
class Browser:
    """A browser of one person, with the words that the pages need to be understood."""

    client: Client
    person: Person

    def enter(self, password: str = GOOD, **more: str) -> Any:
        """Type login and password."""
        return self.client.post("/login/", {"login": self.person.login, "password": password, **more})

    def is_in(self) -> bool:
        """Whether the browser is known as the person."""
        return str(self.client.session.get("_auth_user_id", "")) == str(self.person.pk)

    def set_up(self) -> str:
        """Set up an authenticator app; returns its secret."""
        self.client.post("/account/again/", {"password": GOOD})
        form = self.client.get("/account/totp/activate/").context["form"]
        with TestCase.captureOnCommitCallbacks(execute=True):
            done = self.client.post("/account/totp/activate/", {"code": code_of(form.secret)})
        assert done.status_code == 302, done.content.decode()
        return str(form.secret)


def code_of(secret: str, step: int = 0) -> str:
    """What the authenticator shows now, or `step` half minutes later."""
    return str(format_hotp_value(hotp_value(secret, int(time.time()) // 30 + step)))


@pytest.fixture
def browser(city: City) -> Callable[[str], Browser]:
    """A browser for whoever is named; the person has a password."""

    def opened(name: str) -> Browser:
        person = city.people[name]
        person.set_password(GOOD)
        person.save()
        return Browser(Client(), person)

    cache.clear()
    return opened


@pytest.fixture
def events() -> Iterator[list[SecurityEvent]]:
    """The security events of the test, in order."""
    told: list[SecurityEvent] = []

    def hear(sender: object, event: SecurityEvent, signal: Signal, **more: Any) -> None:
        told.append(event)

    security_event.connect(hear)
    yield told
    security_event.disconnect(hear)
