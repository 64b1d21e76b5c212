"""A form that cannot be taken now comes back with everything typed, and says what is in the way and what to do."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, Protocol

from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve
from django.utils import translation

from gongzhi.places.spoken import say
from gongzhi.portal import looks
from gongzhi.portal.framing import page

MARK = "gongzhi.trouble"
"""In the environment of a request: why its form cannot be taken."""
STATUS = {"forged": 403, "too-large": 413, "too-often": 429}


@dataclass(frozen=True, kw_only=True, slots=True)
class Trouble:
    """What is in the way: `forged` (the page's token is no longer good), `too-large`, `too-often` (seconds to wait)."""

    code: str
    wait: int = 0

    @property
    def status(self) -> int:
        return STATUS[self.code]

    def words(self, way_out: str = "way_out") -> tuple[str, str]:
        """What it is, and what to do; `bare` where no form comes back."""
        key = f"portal.trouble.{self.code}"
        return say(f"{key}.title", wait=self.wait), say(f"{key}.{way_out}", wait=self.wait)


class View(Protocol):
    def __call__(self, request: HttpRequest, /, *args: Any, **named: Any) -> HttpResponse: ...


Back = Callable[..., HttpResponse]
"""Shows the form of a request again, given the request, the trouble or None, and what the address names. Where there
is trouble it writes nothing."""
_BACK: dict[Callable[..., Any], Back] = {}


def returning(back: Back) -> Callable[[View], View]:
    """Let the view's form come back by `back` in trouble, and when only language or letters are to be other ones."""

    def around(view: View) -> View:
        @wraps(view)
        def shown(request: HttpRequest, /, *args: Any, **named: Any) -> HttpResponse:
            if MARK in request.META:
                return _in_trouble(request, back, request.META[MARK], named)
            if request.method == "POST" and looks.chosen(request.POST):
                with looks.applied(request) as lang:
                    answer = back(request, None, **named)
                    answer["Content-Language"] = lang
                return looks.keep(answer, request.POST)
            return view(request, *args, **named)

        _BACK[shown] = back
        return shown

    return around


def comes_back(request: HttpRequest) -> bool:
    """Whether what is sent is a form that can come back."""
    return request.method == "POST" and _back_of(request)[0] is not None


def mark(request: HttpRequest, trouble: Trouble) -> None:
    """Let the form of the request come back instead of being taken."""
    request.META[MARK] = trouble


def forged(request: HttpRequest, reason: str = "") -> HttpResponse:
    """What is answered to a form whose token against forgery is missing or no longer good."""
    if request.path.startswith("/api/"):
        return HttpResponse(status=403)
    back, named = _back_of(request)
    trouble = Trouble(code="forged")
    return bare(request, trouble) if back is None else _in_trouble(request, back, trouble, named)


def bare(request: HttpRequest, trouble: Trouble) -> HttpResponse:
    """The words alone, for what has no form to come back to."""
    with translation.override(translation.get_language_from_request(request)):
        title, way_out = trouble.words("bare")
        return page(request, "refused", {"title": title, "way_out": way_out}, trouble.status)


def _in_trouble(request: HttpRequest, back: Back, trouble: Trouble, named: dict[str, Any]) -> HttpResponse:
    answer = back(request, trouble, **named)
    answer.status_code = trouble.status
    return answer


def _back_of(request: HttpRequest) -> tuple[Back | None, dict[str, Any]]:
    try:
        found = resolve(request.path_info)
    except Resolver404:
        return None, {}
    return _BACK.get(found.func), found.kwargs
