"""An account is opened, locked, unlocked and freed of a lost second factor; none of it gives a right."""

from datetime import datetime
from typing import Any

from allauth.core.internal.ratelimit import get_cache_key, get_rates
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.db import transaction

from gongzhi.bodies.accounts.sessions import end_sessions
from gongzhi.bodies.models import Person, Token
from gongzhi.bodies.security_events import tell
from gongzhi.kernel import Refused


def named(login: str) -> Person:
    """The person with that login, locked or not; refuses with 404 `login-unknown`."""
    person = Person.objects.filter(login=Person.normalize_username(login)).first()
    if person is None:
        raise Refused("login-unknown", status=404, login=login[:40])
    return person


def open_account(login: str, name: str, by: str) -> Person:
    """An account without password, post or right; refuses a login that is taken or does not do (422 `login-unfit`)."""
    person = Person(login=Person.normalize_username(login.strip()), name=name.strip())
    person.set_unusable_password()
    try:
        person.full_clean()
    except ValidationError as error:
        raise Refused("login-unfit", status=422, login=login[:40], reasons="".join(error.messages)) from error
    person.save()
    tell("account.opened", by, person.actor_id)
    return person


@transaction.atomic
def lock(person: Person, by: str, at: datetime) -> int:
    """From now on the person cannot come in: sessions end, tokens are revoked. Returns how many sessions ended."""
    person.is_active = False
    person.save(update_fields=["is_active"])
    Token.objects.filter(person=person, revoked_at__isnull=True).update(revoked_at=at)
    ended = end_sessions(person, by)
    tell("account.locked", by, person.actor_id)
    return ended


def unlock(person: Person, by: str) -> None:
    """The person may come in again; failed tries are forgotten, revoked tokens stay revoked."""
    person.is_active = True
    person.save(update_fields=["is_active"])
    for tried in (person.login.strip().casefold(), f"mfa-auth-user-{person.pk}"):
        forget_tries(tried)
    tell("account.unlocked", by, person.actor_id)


@transaction.atomic
def reset_second_factor(person: Person, by: str) -> int:
    """Take away every authenticator, passkey and recovery code and end the sessions; a new one is set up next time."""
    taken: int = Authenticator.objects.filter(user=person).delete()[0]
    end_sessions(person, by)
    tell("second-factor.reset", by, person.actor_id)
    return taken


def forget_tries(key: str) -> None:
    """Let the failed tries under `key` count no more."""
    nobody: Any = None
    for rate in get_rates(app="allauth.account", action="login_failed"):
        if rate.per == "key":
            cache.delete(get_cache_key(nobody, app="allauth.account", action="login_failed", rate=rate, key=key))
