"""A short password is made of different signs; each is changed in time, and not for one of the last (GB/T 22239-2019).

How long one holds is GONGZHI_PASSWORD_DAYS; whether it is over is seen when somebody signs in.
"""

import re
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth.hashers import check_password
from django.contrib.sessions.backends.base import SessionBase
from django.core.exceptions import ValidationError
from django.utils import timezone

from gongzhi.bodies.models import PastPassword, Person
from gongzhi.kernel import Refused
from gongzhi.places.spoken import say

SHORTEST, LONG = 10, 16
TELLING = 3
"""A login of fewer characters may stand in a password by chance."""
KINDS = (
    re.compile(r"[A-Z]"),
    re.compile(r"[a-z]"),
    re.compile(r"[0-9]"),
    re.compile(r"[^\W\d_a-zA-Z]"),
    re.compile(r"[\W_]"),
)
WANTED = 3
REMEMBERED = 5
"""So many passwords, the one in force among them, are not taken again (domain.md §1.8)."""
OLD = "password_old"
"""In the session: the password with which it began must be changed."""


class DifferentSigns:
    """Three of five kinds of signs below sixteen characters."""

    def validate(self, password: str, user: object = None) -> None:
        """Raises ValidationError `password-plain`."""
        if len(password) < LONG and sum(bool(kind.search(password)) for kind in KINDS) < WANTED:
            raise ValidationError(say("accounts.password.plain"), code="password-plain")

    def get_help_text(self) -> str:
        """The rules in words."""
        return say("accounts.password.rules")


class LongEnough:
    """A password has at least ten characters."""

    def validate(self, password: str, user: object = None) -> None:
        """Raises ValidationError `password-short`."""
        if len(password) < SHORTEST:
            raise ValidationError(say("accounts.password.short", least=SHORTEST), code="password-short")

    def get_help_text(self) -> str:
        """The rules in words."""
        return say("accounts.password.rules")


class WithoutTheLogin:
    """A password does not hold the login of its person, neither forwards nor backwards."""

    def validate(self, password: str, user: object = None) -> None:
        """Raises ValidationError `password-login`."""
        login, said = (user.login.casefold() if isinstance(user, Person) else ""), password.casefold()
        if len(login) >= TELLING and (login in said or login[::-1] in said):
            raise ValidationError(say("accounts.password.login"), code="password-login")

    def get_help_text(self) -> str:
        """The rules in words."""
        return say("accounts.password.rules")


class NotOneOfTheLast:
    """A new password is none of the last five."""

    def validate(self, password: str, user: object = None) -> None:
        """Raises ValidationError `password-used`."""
        known = PastPassword.objects.filter(person=user)[:REMEMBERED] if isinstance(user, Person) else ()
        if any(check_password(password, one.password) for one in known):
            raise ValidationError(say("accounts.password.used"), code="password-used")

    def get_help_text(self) -> str:
        """The rule in words."""
        return say("accounts.password.last")

    def password_changed(self, password: str, user: Person) -> None:
        """Remember the hash, and forget the oldest."""
        PastPassword.objects.create(person=user, password=user.password, since=timezone.now())
        old = PastPassword.objects.filter(person=user).values_list("pk", flat=True)[REMEMBERED:]
        PastPassword.objects.filter(pk__in=list(old)).delete()


def looked_at(session: SessionBase, person: Person, at: datetime) -> None:
    """When somebody signs in: note in the session whether the password is over. One never seen before begins now."""
    session.pop(OLD, None)
    days = settings.GONGZHI_PASSWORD_DAYS
    if not days or not person.has_usable_password():
        return
    newest = PastPassword.objects.filter(person=person).first()
    if newest is None:
        PastPassword.objects.create(person=person, password=person.password, since=at)
    elif newest.since <= at - timedelta(days=days):
        session[OLD] = True


def require(session: SessionBase) -> None:
    """Refuse with 403 `password-too-old` where it must be changed first."""
    if session.get(OLD):
        raise Refused("password-too-old", status=403)
