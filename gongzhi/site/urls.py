"""One address for everything: API, administration, the pages for everybody, health."""

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.urls import include, path, re_path

from gongzhi.site import listening, metrics, pages, screens
from gongzhi.site.api import api
from gongzhi.site.problems import answer

urlpatterns = [
    path("", include("gongzhi.portal.urls")),
    path("live", pages.live, name="live"),
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


def handler500(request: HttpRequest) -> HttpResponse:
    """An error outside the API: the framework has logged it; the page says nothing from inside."""
    return answer(request, "internal-error", 500, number="—")
