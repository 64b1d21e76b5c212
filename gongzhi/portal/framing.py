"""Every page of the portal stands in one frame: the city's name, how to read it, whom to call first in an emergency."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from gongzhi.places import locating as places
from gongzhi.places.spoken import say
from gongzhi.portal.built import assets
from gongzhi.portal.looks import look_of
from gongzhi.portal.spoken import lang

EMERGENCY = ("110", "119", "120", "122")
CITY_LINES = ("12345",)


def page(request: HttpRequest, name: str, shown: dict[str, Any] | None = None, status: int = 200) -> HttpResponse:
    """The page `portal/<name>.html` in the frame; kept in no shared cache, for it may hold what somebody typed."""
    around = {
        "city": places.whole()[0],
        "look": look_of(request),
        "built": assets(),
        "lang": lang(),
        "here": request.get_full_path() if request.method == "GET" else request.path,
        "emergency": hotlines(EMERGENCY),
        "city_lines": hotlines(CITY_LINES),
    }
    answer = render(request, f"portal/{name}.html", around | (shown or {}), status=status)
    answer["Cache-Control"] = "private, no-store"
    return answer


def hotlines(numbers: tuple[str, ...]) -> list[dict[str, str]]:
    """Telephone numbers with what each is for."""
    return [{"number": number, "what": say(f"portal.hotlines.{number}")} for number in numbers]
