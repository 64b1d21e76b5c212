"""The pages anybody may open without training: what is going on now, and whether the house stands."""

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render, resolve_url
from django.utils import timezone
from django.views.decorators.http import require_safe

from gongzhi.kernel import Refused
from gongzhi.matters.callers import lang_of
from gongzhi.matters.watermarks import watermark
from gongzhi.site.access import in_session
from gongzhi.site.words import words
from gongzhi.vault.keys import KeysUnusable, current_master

STAGES = ("reported", "accepted", "dispatched", "handling", "checking", "callback", "closed", "archived")


@require_safe
def live(request: HttpRequest) -> HttpResponse:
    """The plain live page: totals by stage, the newest matters, the state of the stream; filled by live.js."""
    lang = lang_of(request)
    said = {key: words().text(f"live.{key}", lang) for key in words().under("live")}
    stages = [(stage, words().text(f"live_stages.{stage}", lang)) for stage in STAGES]
    names = {stage: words().text(f"live_stages.{stage}", lang) for stage in words().under("live_stages")}
    shown = {
        "lang": lang,
        "zone": settings.TIME_ZONE,
        "say": said,
        "stages": stages,
        "stage_names": names,
        "watermark": marked(request),
        "login": f"{resolve_url(settings.LOGIN_URL)}?next=/live",
    }
    return render(request, "gongzhi/live.html", shown)


def marked(request: HttpRequest) -> str:
    """Account and time for whoever is signed in: they see more than the public does."""
    by = in_session(request)
    return watermark(by, timezone.now()) if by is not None else ""


@require_safe
def alive(request: HttpRequest) -> HttpResponse:
    """The process answers."""
    return JsonResponse({"alive": True})


@require_safe
def ready(request: HttpRequest) -> HttpResponse:
    """The database answers and has the tables of this version, and the keys are there; 503 otherwise."""
    try:
        executor = MigrationExecutor(connection)
        missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError:
        return JsonResponse({"ready": False, "why": "database"}, status=503)
    if missing:
        return JsonResponse({"ready": False, "why": "migrations"}, status=503)
    try:
        current_master()
    except (KeysUnusable, Refused):
        return JsonResponse({"ready": False, "why": "keys"}, status=503)
    return JsonResponse({"ready": True})
