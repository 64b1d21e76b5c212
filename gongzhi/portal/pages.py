"""The first page, and what is open to everybody."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from gongzhi.matters import catalogues, openly
from gongzhi.matters.loop.stage import Stage
from gongzhi.places.spoken import say
from gongzhi.portal import areas, kinds, spoken
from gongzhi.portal.framing import page
from gongzhi.portal.pages_report import plainly

LAST_PAGE = 40


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Where to begin."""
    return page(request, "home")


@require_safe
@plainly
def open_to_all(request: HttpRequest) -> HttpResponse:
    """Matters about places near by: what, where, how far it is; never who said it, or a word of what was said."""
    at, asked = timezone.now(), request.GET
    choices = areas.townships(at)
    codes = {area.code for county, parts in choices for area in (county, *parts)}
    area = asked.get("area", "") if asked.get("area", "") in codes else ""
    _, catalogue = catalogues.in_force()
    groups = [(group.code, group.title) for group in kinds.groups(catalogue)]
    klass = asked.get("klass", "") if asked.get("klass", "") in dict(groups) else ""
    number = min(int(asked["page"]), LAST_PAGE) if asked.get("page", "").isdecimal() and int(asked["page"]) else 1
    found = openly.listed(area, klass, number)
    shown = {
        "section": "open",
        "areas": choices,
        "area": area,
        "groups": groups,
        "klass": klass,
        "figures": _figures() if number == 1 and not (area or klass) else [],
        "rows": [_row(row) for row in found["rows"]],
        "before": _address(area, klass, number - 1) if number > 1 else "",
        "after": _address(area, klass, number + 1) if found["more"] and number < LAST_PAGE else "",
    }
    return page(request, "open", shown)


def _figures() -> list[tuple[str, int]]:
    """How many stand where, as far as there are enough of them to be told."""
    known = openly.stages()
    return [(say(f"portal.stage.{stage.value}.title"), known[stage.value]) for stage in Stage if stage.value in known]


def _row(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "number": row["number"],
        "kind": row[f"kind_{spoken.lang()}"],
        "stage": say(f"portal.stage.{row['stage']}.title"),
        "over": row["stage"] not in openly.OPEN,
        "area": row["area"],
        "opened": spoken.moment(row["opened_at"]),
    }


def _address(area: str, klass: str, number: int) -> str:
    asked = {"area": area, "klass": klass, "page": str(number)}
    return f"/open?{urlencode({name: value for name, value in asked.items() if value})}"
