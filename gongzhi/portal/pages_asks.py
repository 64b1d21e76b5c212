"""What departments ask of the grass roots is open to everybody: by whom, on which ground, until when, why once more."""

from datetime import date
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from gongzhi.asks import reading, shown
from gongzhi.asks.reading import Wish
from gongzhi.asks.rule import Standing
from gongzhi.kernel import PUBLIC
from gongzhi.places.spoken import say
from gongzhi.portal import areas, spoken
from gongzhi.portal.framing import page
from gongzhi.portal.pages_report import plainly

OPEN = (Standing.VALID, Standing.LAPSED)
"""What somebody may be asked, and what they need not answer any more; what was never admitted is asked of nobody."""


@require_safe
@plainly
def asks(request: HttpRequest) -> HttpResponse:
    """What is to be answered, or what has lapsed; all of it, or what concerns a place."""
    at, asked = timezone.now(), request.GET
    choices = areas.townships(at)
    codes = {area.code for county, parts in choices for area in (county, *parts)}
    area = asked.get("area", "") if asked.get("area", "") in codes else ""
    standing = Standing.LAPSED if asked.get("standing") == Standing.LAPSED else Standing.VALID
    wish = Wish(standing=standing, area=area)
    rows, more = reading.asks(wish, PUBLIC, at, _id(asked.get("after", "")))
    told = [_row(one) for one in shown.told(rows, PUBLIC, spoken.lang(), at)]
    after = {"area": area, "standing": standing.value, "after": str(rows[-1].pk)} if more else {}
    known = {
        "section": "asks",
        "areas": choices,
        "area": area,
        "lapsed": standing is Standing.LAPSED,
        "standings": [(each.value, spoken.portal(f"asks.{each}"), each is standing) for each in OPEN],
        "rows": told,
        "after": f"/asks?{urlencode(after)}" if after else "",
    }
    return page(request, "asks", known)


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _row(told: dict[str, Any]) -> dict[str, Any]:
    return told | {
        "whom": spoken.portal(
            "asks.whom", unit=told["unit_name"], area=told["area"]["name"], of=say(f"levels.{told['level']}")
        ),
        "often": say(f"often.{told['often']}"),
        "until": _day(told["until"]),
        "there": list(dict.fromkeys(_there(one) for one in told["overlap"])),
    }


def _there(one: dict[str, Any]) -> str:
    """What was there already, in a line: `路灯盏数：城管局《路灯年报》`."""
    return spoken.portal(f"asks.why.{one['why']}", item=one["item"]["name"], title=one["title"], unit=one["unit"])


def _day(day: date) -> str:
    return spoken.portal("asks.day", year=day.year, month=day.month, date=day.day)
