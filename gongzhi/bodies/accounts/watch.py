"""Each request of a signed-in person is looked at once: not idle too long, and with the second factor that is due."""

from collections.abc import Callable

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone

from gongzhi.bodies.accounts import idling, passwords, second_factor
from gongzhi.bodies.models import Person
from gongzhi.bodies.security_events import tell

ELSEWHERE = ("/api/", "/static/", "/health/")
"""Addresses that answer programmes: they refuse in their own words (`site/access.py`)."""
STREAM = "/api/stream"
"""Asked for again by the browser itself, with nobody there: it keeps no session awake."""
OPEN = ("/account/", "/logout/", "/login/", "/invitations/")


def untouched(request: HttpRequest) -> bool:
    """Whether the page that asks says itself that nobody has touched it for a while: an open desk asks by itself."""
    said = request.headers.get("X-Untouched", "")
    return said.isascii() and said.isdigit() and len(said) < 12 and int(said) >= idling.STEP


class Watch:
    """Puts out who was idle too long; leads to the page where an old password is changed, a second factor set up."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """The response of the layers below, or the way to what is lacking."""
        return self._stopped(request) or self.get_response(request)

    def _stopped(self, request: HttpRequest) -> HttpResponse | None:
        person = request.user
        if request.path.startswith("/static/") or not isinstance(person, Person):
            return None
        at = timezone.now()
        if idling.idle(request.session, at):
            tell("session.idle", person.actor_id, person.actor_id)
            logout(request)
            return None
        if request.path != STREAM and not untouched(request):
            idling.move(request.session, at)
        if request.path.startswith((*ELSEWHERE, *OPEN)):
            return None
        if request.session.get(passwords.OLD):
            return HttpResponseRedirect(f"{reverse('account_change_password')}?old=1")
        if not second_factor.lacking(request.session, person.pk, at):
            return None
        return HttpResponseRedirect(f"{reverse('mfa_index')}?needed=1")
