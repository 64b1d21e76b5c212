"""What the library does about coming in is heard here and told as security events; sessions learn what was shown."""

from typing import Any

from allauth.account import signals as account
from allauth.mfa import signals as factor
from django.contrib.auth import signals as auth
from django.dispatch import Signal
from django.http import HttpRequest
from django.utils import timezone

from gongzhi.bodies.accounts.passwords import OLD, looked_at
from gongzhi.bodies.accounts.second_factor import SHOWN
from gongzhi.bodies.models import Person
from gongzhi.bodies.security_events import tell

SAID: tuple[tuple[Signal, str, str], ...] = (
    (auth.user_logged_in, "login", "done"),
    (auth.user_logged_out, "logout", "done"),
    (account.password_changed, "password.changed", "done"),
    (factor.authenticator_added, "second-factor.added", "done"),
    (factor.authenticator_removed, "second-factor.removed", "done"),
    (factor.authenticator_reset, "second-factor.renewed", "done"),
    (factor.authentication_failed, "second-factor", "refused"),
)
"""Signal of the library → name and outcome of the event."""


def listen() -> None:
    """Hear all of them, once."""
    for signal, name, outcome in SAID:
        signal.connect(_telling(name, outcome), weak=False, dispatch_uid=f"bodies.{name}.{outcome}")
    factor.authenticator_added.connect(shown, dispatch_uid="bodies.shown")
    auth.user_logged_in.connect(came_in, dispatch_uid="bodies.came_in")
    account.password_changed.connect(renewed, dispatch_uid="bodies.renewed")


def shown(request: HttpRequest, **_: Any) -> None:
    """Who set a second factor up holds it: this session need not ask again, every other one must."""
    request.session[SHOWN] = True


def came_in(request: HttpRequest, user: Person, **_: Any) -> None:
    """Whoever comes in with a password that is over must change it first."""
    looked_at(request.session, user, timezone.now())


def renewed(request: HttpRequest, **_: Any) -> None:
    """It was changed: the session goes on."""
    request.session.pop(OLD, None)


def _telling(name: str, outcome: str) -> Any:
    def heard(*, user: object = None, **_: Any) -> None:
        if isinstance(user, Person):
            tell(name, user.actor_id, user.actor_id, outcome)

    return heard
