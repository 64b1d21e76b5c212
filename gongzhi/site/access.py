"""A caller is known by the session they signed in with or by a token, and acts with the rights in force now."""

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from ninja.security import APIKeyCookie, HttpBearer

from gongzhi.bodies.accounts import idling, passwords, second_factor
from gongzhi.bodies.models import Person
from gongzhi.bodies.rights import actor_of
from gongzhi.bodies.tokens import authenticate_token
from gongzhi.kernel import PUBLIC, Actor


class BySession(APIKeyCookie):
    """The browser's session; changes need the CSRF token."""

    param_name = settings.SESSION_COOKIE_NAME

    def __call__(self, request: HttpRequest) -> Actor | None:
        """Who brings no session needs no CSRF token either: there is nothing that could be abused."""
        if self.param_name not in request.COOKIES:
            return None
        found: Actor | None = super().__call__(request)
        return found

    def authenticate(self, request: HttpRequest, key: str | None) -> Actor | None:
        """The signed-in person as an actor, or None."""
        return in_session(request)


class ByToken(HttpBearer):
    """Authorization: Bearer gz_…, for programmes and telephones."""

    def authenticate(self, request: HttpRequest, token: str) -> Actor | None:
        """The token's owner narrowed to the token's scopes, or None."""
        return authenticate_token(token, timezone.now())


def in_session(request: HttpRequest) -> Actor | None:
    """The actor behind the request's session, or None; refuses 403 `second-factor-needed`, `password-too-old`."""
    person, at = request.user, timezone.now()
    if not isinstance(person, Person) or not person.is_active or idling.idle(request.session, at):
        return None
    passwords.require(request.session)
    second_factor.require(request.session, person.pk, at)
    return actor_of(person, at)


def anyone(request: HttpRequest) -> Actor | None:
    """The public, where no account is needed; but who shows a token or a session that does not hold is refused."""
    shown = "Authorization" in request.headers or settings.SESSION_COOKIE_NAME in request.COOKIES
    return None if shown else PUBLIC
