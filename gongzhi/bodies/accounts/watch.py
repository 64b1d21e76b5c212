"""Each request of a signed-in person is looked at once: not idle too long, and with the second factor that is due."""

from collections.abc import Callable

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone

from gongzhi.bodies.accounts import idling, second_factor
from gongzhi.bodies.models import Person
from gongzhi.bodies.security_events import tell

ELSEWHERE = ("/api/", "/static/", "/health/")
"""Addresses that answer programmes: they refuse in their own words (`site/access.py`)."""
OPEN = ("/account/", "/logout/", "/login/", "/invitations/")


class Watch:
    """Puts out who was idle too long, and leads who lacks a second factor to the page that sets one up."""

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
        idling.move(request.session, at)
        if request.path.startswith((*ELSEWHERE, *OPEN)) or not second_factor.lacking(request.session, person.pk, at):
            return None
        return HttpResponseRedirect(f"{reverse('mfa_index')}?needed=1")
