"""Every request has a number, which its answer, every line about it and the security log say alike."""

from collections.abc import Callable
from uuid import uuid4

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from gongzhi.audit.origin import Origin, coming_from
from gongzhi.audit.telling import settle

HEADER = "X-Request-Id"


class Numbered:
    """Numbers the request, says where it comes from, and writes what was refused when its transaction is over."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """The response of the layers below, with the number; a number that the caller brings is not believed."""
        here = Origin(request=uuid4().hex[:16], address=address_of(request))
        with coming_from(here):
            try:
                response = self.get_response(request)
            finally:
                settle()
        response[HEADER] = here.request
        return response


def address_of(request: HttpRequest) -> str:
    """Where the request comes from; behind the proxy that speaks TLS, what that proxy says last."""
    said = request.META.get("HTTP_X_FORWARDED_FOR", "") if settings.HTTPS else ""
    return str(said.rpartition(",")[2].strip() or request.META.get("REMOTE_ADDR", ""))
