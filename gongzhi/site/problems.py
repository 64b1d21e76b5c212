"""Every no that leaves the house is a problem document (RFC 9457) with a code, words in the caller's language and the
way out."""

import json
import logging
import re
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from uuid import uuid4

from django.core.exceptions import RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError

from gongzhi.catalogue import Lang
from gongzhi.kernel import Refused
from gongzhi.matters.callers import faults, first_of, lang_of
from gongzhi.matters.gathering import local
from gongzhi.portal import returning
from gongzhi.portal.returning import Trouble
from gongzhi.site import refusals
from gongzhi.site.words import words

MEDIA = "application/problem+json"
CODES = {
    400: "request-malformed",
    401: "not-signed-in",
    403: "not-allowed",
    404: "not-found",
    405: "method-not-allowed",
    413: "body-too-large",
    415: "media-unknown",
    429: "too-many-requests",
    500: "internal-error",
    503: "not-ready",
}
TURNED_AWAY = "gongzhi.turned-away"
"""In the environment of a request: the code and status with which the front door has refused it."""
TOO_LARGE = ("body-too-large", 413)
TERMS = ("until", "due")
"""What the details of a refusal call the end of a term."""
INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d[\d:.]*[+-]\d\d:\d\d")
log = logging.getLogger(__name__)


def document(code: str, status: int, lang: Lang, details: Mapping[str, Any]) -> dict[str, Any]:
    """A refusal as RFC 9457's members, and `code`, `way_out`, `details` beside them."""
    said = {name: spoken(value) if name in TERMS else value for name, value in details.items()}
    title, way_out = words().refusal(code, lang, **said)
    return {
        "type": f"urn:gongzhi:refusal:{code}",
        "title": title,
        "status": status,
        "detail": f"{title}。{way_out}" if lang == "zh" else f"{title}. {way_out}",
        "code": code,
        "way_out": way_out,
        "details": dict(details),
    }


def spoken(term: Any) -> Any:
    """The end of a term as the city says it, in its own time, to the minute; a day or a number stays as it is."""
    if not isinstance(term, str) or not INSTANT.fullmatch(term):
        return term
    return f"{local(datetime.fromisoformat(term)):%Y-%m-%d %H:%M}"


def written(code: str, status: int, lang: Lang, **details: Any) -> bytes:
    """The document as UTF-8 JSON."""
    said = json.dumps(document(code, status, lang, details), ensure_ascii=False, default=str)
    return said.encode("utf-8", "replace")


def answer(request: HttpRequest, code: str, status: int, **details: Any) -> HttpResponse:
    """The refusal as the response to `request`."""
    return HttpResponse(written(code, status, lang_of(request), **details), status=status, content_type=MEDIA)


def crashed(request: HttpRequest, error: Exception | type[Exception]) -> HttpResponse:
    """An error of ours: the log keeps it under a number, the caller gets the number and nothing from inside."""
    number = uuid4().hex[:12]
    log.error("Unexpected error %s at %s %s", number, request.method, request.path, exc_info=True)
    return answer(request, "internal-error", 500, number=number)


def speak_through(api: NinjaAPI) -> None:
    """Let `api` answer every exception with a problem document."""

    @api.exception_handler(Refused)
    def refused(request: HttpRequest, error: Refused) -> HttpResponse:
        refusals.told(request, error.code, error.status)
        return answer(request, error.code, error.status, **error.details)

    @api.exception_handler(ValidationError)
    def invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
        told = faults(error.errors, words(), lang_of(request))
        return answer(request, "request-invalid", 422, first=first_of(told), errors=told)

    @api.exception_handler(HttpError)
    def said(request: HttpRequest, error: HttpError) -> HttpResponse:
        if isinstance(error.__cause__, Refused):  # what our own reader of bodies refused
            return refused(request, error.__cause__)
        code = CODES.get(error.status_code, "request-malformed")
        refusals.told(request, code, error.status_code)
        return answer(request, code, error.status_code)

    @api.exception_handler(RequestDataTooBig)
    def too_big(request: HttpRequest, error: RequestDataTooBig) -> HttpResponse:
        return answer(request, "body-too-large", 413)

    @api.exception_handler(Http404)
    def missing(request: HttpRequest, error: Http404) -> HttpResponse:
        return answer(request, "not-found", 404)

    api.add_exception_handler(Exception, crashed)


class Problems:
    """Under /api/ also what the framework itself refuses becomes a problem document, and what the front door did."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """The response of the layers below, in the house's words where it is a bare error."""
        refused = request.META.get(TURNED_AWAY)
        large = refused == TOO_LARGE and not request.path.startswith("/api/")
        if large and not returning.comes_back(request):
            return returning.bare(request, Trouble(code="too-large"))
        if large:
            returning.mark(request, Trouble(code="too-large"))
        elif refused:
            return answer(request, *refused)
        response = self.get_response(request)
        bare = response.status_code >= 400 and response.get("Content-Type") != MEDIA
        if not (bare and request.path.startswith("/api/")):
            return response
        code = CODES.get(response.status_code, "request-malformed")
        said = answer(request, code, response.status_code)
        if "Allow" in response:
            said["Allow"] = response["Allow"]
        return said
