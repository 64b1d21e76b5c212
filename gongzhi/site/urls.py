"""One address for everything: API, administration, the pages for everybody, health."""

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.templatetags.static import static
from django.urls import include, path, re_path
from django.views.generic import RedirectView

from gongzhi.kernel import Refused
from gongzhi.portal.framing import refusal
from gongzhi.site import listening, metrics, pages, screens
from gongzhi.site.api import api

urlpatterns = [
    path("", include("gongzhi.portal.urls")),
    path("live", pages.live, name="live"),
    path("favicon.ico", RedirectView.as_view(url=static("portal/icon.svg"), permanent=True)),
    path("api/stream", listening.opening),
    path("api/", api.urls),
    path("admin/", admin.site.urls),
    path("", include("gongzhi.bodies.accounts.urls")),
    path("", include("gongzhi.bodies.urls")),
    path("health/live", pages.alive),
    path("health/ready", pages.ready),
    path("metrics", metrics.metrics),
    re_path(r"^(?P<app>field|desk)/(?P<name>worker\.js|manifest\.webmanifest)$", screens.beside),
    re_path(r"^(?P<app>field|desk)/(?P<path>.*)$", screens.screen, name="screen"),
]


def _in_words(request: HttpRequest, code: str, status: int) -> HttpResponse:
    """A page that says what the framework refuses; under /api/ a bare answer, which becomes a problem document."""
    if request.path.startswith("/api/"):
        return HttpResponse(status=status)
    return refusal(request, Refused(code, status=status, number="—"))


def handler400(request: HttpRequest, exception: Exception) -> HttpResponse:
    """A request outside the API that cannot be read."""
    return _in_words(request, "request-malformed", 400)


def handler403(request: HttpRequest, exception: Exception) -> HttpResponse:
    """A page that is not for the caller."""
    return _in_words(request, "not-allowed", 403)


def handler404(request: HttpRequest, exception: Exception) -> HttpResponse:
    """An address that leads nowhere."""
    return _in_words(request, "not-found", 404)


def handler500(request: HttpRequest) -> HttpResponse:
    """An error outside the API: the framework has logged it; the page says nothing from inside."""
    return _in_words(request, "internal-error", 500)
