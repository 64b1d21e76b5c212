"""The query code somebody follows by is kept in their browser for two hours; it stands in no address and no log."""

from typing import TypeVar

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

COOKIE = "gongzhi_code"
KEPT = 7200
HERE = "/follow"
Response = TypeVar("Response", bound=HttpResponseBase)


def keep_code(answer: Response, code: str | None) -> Response:
    """The answer, which lets the browser keep the code."""
    if code:
        answer.set_cookie(COOKIE, code, max_age=KEPT, path=HERE, httponly=True, samesite="Lax", secure=settings.HTTPS)
    return answer


def kept_code(request: HttpRequest) -> str:
    """The code that this browser follows by; empty where there is none."""
    return request.COOKIES.get(COOKIE, "")[:40]


def drop_code(answer: Response) -> Response:
    """The answer, after which the browser no longer has the code."""
    answer.delete_cookie(COOKIE, path=HERE)
    return answer
