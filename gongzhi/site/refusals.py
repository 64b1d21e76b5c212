"""Who was refused what is told to the security log: a right that is lacking, a matter that is hidden, a wrong token."""

from django.http import HttpRequest

from gongzhi.audit.telling import REFUSED, security_event
from gongzhi.bodies.models import Person
from gongzhi.kernel import PUBLIC, Actor

TOLD = (403, 404)
"""Refusals that may be a try at what is not one's own. A stranger's are not told: they are held by the limits."""


def told(request: HttpRequest, code: str, status: int) -> None:
    """Tell of the refusal, with the operation and the matter or person it was about."""
    by = getattr(request, "auth", None)
    if status == 401 and "Authorization" in request.headers:
        security_event("token", "public", outcome=REFUSED, operation=operation(request))
    elif status in TOLD and isinstance(by, Actor) and by.id != PUBLIC.id:
        name = "reading" if request.method in ("GET", "HEAD") else "command"
        security_event(name, by.id, subject(request), REFUSED, code=code, status=status, operation=operation(request))


def page_told(request: HttpRequest) -> None:
    """Tell that somebody who is signed in asked for a page of administration that is not theirs."""
    if isinstance(request.user, Person):
        security_event("page", request.user.actor_id, subject(request), REFUSED, operation=operation(request))


def operation(request: HttpRequest) -> str:
    """The route, without what was put into it: what a caller writes into an address is not kept."""
    found = request.resolver_match
    return f"{request.method} {found.route if found else ''}"


def subject(request: HttpRequest) -> str:
    """The matter, or the first thing that the address names; never a query code."""
    found = request.resolver_match
    named = {} if found is None else {name: value for name, value in found.kwargs.items() if name != "code"}
    return str(named.get("matter") or next(iter(named.values()), ""))
