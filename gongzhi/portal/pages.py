"""The first page, the service guide and what is open to everybody."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from gongzhi.portal.framing import page


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Where to begin."""
    return page(request, "home")
