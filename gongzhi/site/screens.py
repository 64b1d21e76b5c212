"""The screens are pages built once from web/ and served as they are; what they may show, the API decides."""

from pathlib import Path

from django.contrib.staticfiles import finders
from django.http import FileResponse, HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_safe

from gongzhi.site.problems import answer

FRESH = "no-cache"
"""Asked for each time, answered in full only when it changed: the files that it names carry their digest."""


@require_safe
@ensure_csrf_cookie
def screen(request: HttpRequest, app: str, path: str = "") -> HttpResponseBase:
    """The page of an app, whatever the address below it: the page itself knows its addresses."""
    return _built(request, app, "index.html")


@require_safe
def beside(request: HttpRequest, app: str, name: str) -> HttpResponseBase:
    """What a browser looks for beside the page: the service worker, the description for installing."""
    return _built(request, app, name)


def _built(request: HttpRequest, app: str, name: str) -> HttpResponseBase:
    found = finders.find(f"web/{app}/{name}")
    if not isinstance(found, str):
        return answer(request, "screens-not-built", 503, app=app)
    return FileResponse(Path(found).open("rb"), headers={"Cache-Control": FRESH})
