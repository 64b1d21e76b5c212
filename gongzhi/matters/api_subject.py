"""The rights in one's own data over HTTP: asked for and followed with the query code, granted by the centre."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from ninja import Field, Router, Schema, Status

from gongzhi.matters import said, shown, subject
from gongzhi.matters.api_public import Code, FollowedOut
from gongzhi.matters.callers import actor
from gongzhi.matters.reference import TextOut
from gongzhi.matters.wire import Body, Words

router = Router(tags=["rights of the person"])
granting = Router(tags=["rights of the person"])


class AskIn(Body):
    """查阅复制 copy · 更正 correction · 删除 deletion; and in words what it is about."""

    right: Literal["copy", "correction", "deletion"]
    text: Words = ""


class GroundOut(Schema):
    """Why a request was refused, by which rule, and what ways remain."""

    basis: str
    name: TextOut
    way_out: TextOut


class RequestOut(Schema):
    """A request and what became of it; `until` is how long a granted copy may be taken."""

    number: str
    right: str
    at: datetime
    stage: str
    granted_at: datetime | None
    until: datetime | None
    refused: GroundOut | None


class AboutOut(Schema):
    """The matter that a request is about."""

    matter: UUID
    number: str


class RightsRequestOut(RequestOut):
    """A request as the clerk has it: `due_at` is the clock of this step, `answer_by` that of the whole, from asking.

    `held`: kept for a court or an audit, so that nothing may be changed or deleted; `may`: whether the caller can grant
    it now. `about` is null where the caller does not see that matter; `centre` is the one that has it.
    """

    due_at: datetime | None
    answer_by: datetime | None
    about: AboutOut | None
    centre: str
    held: bool
    may: bool


class RequestsOut(Schema):
    requests: list[RequestOut]


class KeptOut(Schema):
    """A personal value, where it is kept, in clear."""

    where: str
    field: str
    value: str


class WordsKeptOut(Schema):
    """Words of the matter as they are kept."""

    where: str
    text: str


class SeenOut(Schema):
    """When a value was looked at, what for, by which unit."""

    at: datetime
    field: str
    purpose: str
    unit: str


class CopyOut(Schema):
    """Everything that the reporter gave with the matter, and who of the house looked at it."""

    number: str
    made_at: datetime
    kind: TextOut
    values: list[KeptOut]
    texts: list[WordsKeptOut]
    files: list[str]
    looks: list[SeenOut]
    keep_days: int
    contact_days: int
    followed: FollowedOut


class GrantIn(Body):
    """The answer; for a correction what is put right, for a deletion further places of words (`refs`)."""

    answer: Words
    correct: said.CorrectIn | None = None
    refs: Annotated[list[Annotated[str, Field(max_length=48)]], Field(max_length=50)] = []


class GrantedOut(Schema):
    """What was granted."""

    right: str
    granted_at: datetime
    until: datetime | None


@router.post("/follow/{code}/rights", response={201: shown.ReportReceiptOut}, operation_id="follow_rights_ask")
def ask(request: HttpRequest, code: Code, body: AskIn) -> Status[dict[str, Any]]:
    """行使个人信息权利. Asks for a copy, a correction, a deletion; the request is a matter of its own."""
    return Status(201, shown.report_receipt(subject.ask(code, body.right, body.text, timezone.now())))


@router.get("/follow/{code}/rights", response=RequestsOut, operation_id="follow_rights")
def asked(request: HttpRequest, code: Code) -> dict[str, Any]:
    """个人信息申请的结果. What was asked for; a refusal names its ground and the ways that remain."""
    return {"requests": subject.requests_of(code)}


@router.get("/follow/{code}/copy", response=CopyOut, operation_id="follow_copy")
def copy(request: HttpRequest, code: Code) -> dict[str, Any]:
    """个人信息副本. Everything that the reporter gave with this matter, while a granted copy may be taken."""
    return subject.copy(code, timezone.now())


@granting.get("/rights-requests/{uuid:matter}", response=RightsRequestOut, operation_id="rights_request")
def standing(request: HttpRequest, matter: UUID) -> dict[str, Any]:
    """个人信息申请. About which matter, by when, what stands against it, and whether the caller may grant it."""
    return subject.standing_of(matter, actor(request), timezone.now())


@granting.post("/rights-requests/{uuid:matter}/grant", response=GrantedOut, operation_id="rights_request_grant")
def grant(request: HttpRequest, matter: UUID, body: GrantIn) -> dict[str, Any]:
    """准予个人信息申请. Does what was asked for and answers; a refusal is the command `decline` with its reason."""
    correct = said.command("correct", body.correct) if body.correct is not None else None
    wanted = subject.Grant(answer=body.answer, correct=correct, refs=tuple(body.refs))
    done = subject.grant(matter, wanted, actor(request), timezone.now())
    return {"right": done.right, "granted_at": done.granted_at, "until": done.until}
