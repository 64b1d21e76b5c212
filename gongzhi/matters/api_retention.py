"""Destruction after the years that a kind is kept: proposed by one person, approved by another one; and holds."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from ninja import Field, Router, Schema, Status

from gongzhi.matters import retention
from gongzhi.matters.callers import actor, known_filters
from gongzhi.matters.wire import Body, Name

router = Router(tags=["retention"])


class ProposalOut(Schema):
    """What somebody proposed to destroy, and under which rule."""

    id: UUID
    matter_id: UUID
    rule: str
    by: str
    at: datetime


class ProposalsOut(Schema):
    proposals: list[ProposalOut]


class ProposeIn(Body):
    """Up to 200 matters that were kept long enough."""

    matters: Annotated[list[UUID], Field(min_length=1, max_length=200)]


class DestroyedOut(Schema):
    """What was destroyed, without any of it: how much, under which rule, by whom, and one number over the list."""

    matter_id: UUID
    by: str
    second: str
    rule: str
    at: datetime
    values: int
    files: int
    texts: int
    things: list[dict[str, str]]
    digest: str


class HoldIn(Body):
    """court · petition · audit · inspection."""

    reason: Name


@router.get("/destructions", response=ProposalsOut, operation_id="destructions")
def proposals(request: HttpRequest) -> dict[str, Any]:
    """待批准的销毁. What waits for the second person."""
    known_filters(request, ())
    return {"proposals": retention.proposals_for(actor(request))}


@router.post("/destructions", response={201: ProposalsOut}, operation_id="destructions_propose")
def propose(request: HttpRequest, body: ProposeIn) -> Status[dict[str, Any]]:
    """提出销毁. Proposes to destroy what was kept long enough."""
    return Status(201, {"proposals": retention.propose(body.matters, actor(request), timezone.now())})


@router.post("/destructions/{uuid:proposal}/approve", response=DestroyedOut, operation_id="destruction_approve")
def approve(request: HttpRequest, proposal: UUID) -> Any:
    """批准销毁. Destroys what somebody else proposed; the record stays."""
    return retention.approve(proposal, actor(request), timezone.now())


@router.get("/matters/{uuid:matter}/destruction", response=DestroyedOut, operation_id="matter_destruction")
def record(request: HttpRequest, matter: UUID) -> Any:
    """销毁记录. What was destroyed of a matter, by whom and under which rule."""
    known_filters(request, ())
    return retention.record_of(matter, actor(request))


@router.put("/matters/{uuid:matter}/hold", response={204: None}, operation_id="matter_hold")
def hold(request: HttpRequest, matter: UUID, body: HoldIn) -> Status[None]:
    """保全. Nothing of the matter is destroyed until the hold is lifted."""
    retention.hold(matter, body.reason, actor(request), timezone.now())
    return Status(204, None)


@router.delete("/matters/{uuid:matter}/hold", response={204: None}, operation_id="matter_hold_lift")
def lift(request: HttpRequest, matter: UUID) -> Status[None]:
    """解除保全. Lifts the hold."""
    retention.lift(matter, actor(request))
    return Status(204, None)
