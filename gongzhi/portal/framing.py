"""Every page of the portal stands in one frame: the city's name, how to read it, whom to call first in an emergency."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from gongzhi.kernel import Refused
from gongzhi.places import locating as places
from gongzhi.places.spoken import refusal as refusal_words
from gongzhi.places.spoken import say
from gongzhi.portal import spoken
from gongzhi.portal.built import assets
from gongzhi.portal.looks import look_of

EMERGENCY = ("110", "119", "120", "122")
CITY_LINES = ("12345",)


def page(request: HttpRequest, name: str, shown: dict[str, Any] | None = None, status: int = 200) -> HttpResponse:
    """The page `portal/<name>.html` in the frame; kept in no shared cache, for it may hold what somebody typed."""
    return _framed(request, name, {"city": places.whole()[0]} | (shown or {}), status)


def refusal(request: HttpRequest, refused: Refused) -> HttpResponse:
    """The refusal as a page: what it is, and the way out; a fault of ours asks no database, which may be what fails."""
    title, way_out = refusal_words(refused)
    city = places.whole()[0] if refused.status < 500 else ""
    return _framed(request, "refused", {"city": city, "title": title, "way_out": way_out}, refused.status)


def _framed(request: HttpRequest, name: str, shown: dict[str, Any], status: int) -> HttpResponse:
    # Browsers ask by themselves for what is not there, beside their first page: a form on the refusal would hand out
    # a second token against forgery, and spoil the form of that page.
    formless = name == "refused" and settings.CSRF_COOKIE_NAME not in request.COOKIES
    around = {
        "look": look_of(request),
        "built": assets(),
        "formless": formless,
        "lang": spoken.lang(),
        "here": request.get_full_path() if request.method == "GET" else request.path,
        "emergency": hotlines(EMERGENCY),
        "city_lines": hotlines(CITY_LINES),
    }
    answer = render(request, f"portal/{name}.html", around | shown, status=status)
    answer["Cache-Control"] = "private, no-store"
    return answer


def hotlines(numbers: tuple[str, ...]) -> list[dict[str, str]]:
    """Telephone numbers with what each is for."""
    return [{"number": number, "what": say(f"portal.hotlines.{number}")} for number in numbers]
