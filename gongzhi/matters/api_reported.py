"""Everybody finds what they reported themselves, wherever it is now; nobody finds what another reported."""

from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Schema

from gongzhi.matters import queries, shown
from gongzhi.matters.api import After, Limit
from gongzhi.matters.api_public import FollowedOut
from gongzhi.matters.callers import actor, known_filters
from gongzhi.matters.reported import Reports, reported

router = Router(tags=["reports"])


class ReportedOut(Schema):
    """One own report: `matter` where the caller may see it, else `followed`, what its query code tells."""

    id: UUID
    matter: shown.MatterOut | None
    followed: FollowedOut | None


class ReportsOut(Schema):
    """A page of own reports, the newest first."""

    rows: list[ReportedOut]
    after: str | None


@router.get("/reports/mine", response=ReportsOut, operation_id="reports_mine")
def mine(request: HttpRequest, after: After = "", limit: Limit = queries.PAGE) -> Reports:
    """我上报的事项. What the caller reported, the newest first, with where each stands now."""
    known_filters(request, ("after", "limit"))
    return reported(actor(request), timezone.now(), after=after, limit=limit)
