"""How somebody reads best (language, large type, reading mode) is kept in their browser and known to the server."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

TYPE, READING = "gongzhi_type", "gongzhi_reading"
KEPT = 365 * 86_400
CHOICES = {
    "lang": (settings.LANGUAGE_COOKIE_NAME, ("zh-hans", "en")),
    "type": (TYPE, ("normal", "large")),
    "reading": (READING, ("off", "on")),
}
"""What may be chosen, the cookie it is kept in, and the values."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Look:
    """What this browser has chosen."""

    large: bool
    reading: bool


def look_of(request: HttpRequest) -> Look:
    """The choices that came with the request; the usual look where there are none."""
    return Look(large=request.COOKIES.get(TYPE) == "large", reading=request.COOKIES.get(READING) == "on")


def chosen(sent: Mapping[str, str]) -> bool:
    """Whether a form was sent only to read it otherwise."""
    return any(sent.get(name) in values for name, (_, values) in CHOICES.items())


@contextmanager
def applied(request: HttpRequest) -> Iterator[str]:
    """Meanwhile the request reads as it has just chosen; its language."""
    for name, (cookie, values) in CHOICES.items():
        if request.POST.get(name) in values:
            request.COOKIES[cookie] = request.POST[name]
    with translation.override(translation.get_language_from_request(request)):
        yield translation.get_language() or settings.LANGUAGE_CODE


def keep(answer: HttpResponse, sent: Mapping[str, str]) -> HttpResponse:
    """The answer, which lets the browser keep what was chosen."""
    for name, (cookie, values) in CHOICES.items():
        if sent.get(name) in values:
            answer.set_cookie(cookie, sent[name], max_age=KEPT, samesite="Lax", secure=settings.HTTPS)
    return answer


@require_POST
def choose(request: HttpRequest) -> HttpResponse:
    """Keep what was chosen and go back to the page it was chosen on."""
    back = request.POST.get("back", "/")
    own = url_has_allowed_host_and_scheme(back, allowed_hosts=None) and back.startswith("/")
    return keep(HttpResponseRedirect(back if own else "/"), request.POST)
