"""Every request has a number, which its answer, every line about it and the security log say alike."""

from collections.abc import Callable
from uuid import uuid4

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
        here = Origin(request=uuid4().hex[:16], address=request.META.get("REMOTE_ADDR", ""))
        with coming_from(here):
            try:
                response = self.get_response(request)
            finally:
                settle()
        response[HEADER] = here.request
        return response
