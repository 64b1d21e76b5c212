"""What a stranger may do: report, send photos, and follow the own report by its code. None of it needs an account."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID, uuid4

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Path, Router, Schema, Status

from gongzhi.matters import door, giving, queries, reference, said, said_desk, shown, speaking, telling, wire
from gongzhi.matters.api_commands import order_of
from gongzhi.matters.callers import Key, actor

router = Router(tags=["reports"])
Code = Annotated[str, Path(max_length=40, description="The reporter's query code, with or without dashes")]


class JudgedOut(Schema):
    """What the reporter said of a closed matter."""

    solved: bool
    satisfied: bool


class GivenOut(Schema):
    """One step that the reporter is told of; a refusal, a hand-over and a rating that does not count with their reason
    and the ways that remain; `judged` is what the reporter said.
    """

    what: str
    at: datetime
    text: str
    reason: reference.ReasonOut | None
    judged: JudgedOut | None


class FollowedOut(Schema):
    """Where a report stands, and what its reporter may do now; without its kind where that could give somebody away."""

    number: str
    kind_zh: str
    kind_en: str
    stage: str
    due_at: datetime | None
    unit: str
    opened_at: datetime
    closed_at: datetime | None
    merged_into: str | None
    suspended_until: datetime | None
    on_ledger: bool
    answers: list[GivenOut]
    may: list[str]


@router.post("/reports", response={201: shown.ReportReceiptOut}, operation_id="report")
def report(request: HttpRequest, body: said.ReportIn, key: Key = None) -> Status[dict[str, Any]]:
    """上报. The answer is given only after the matter is stored; the same request again gets the same answer.

    Without an account the code comes again only with a random `Idempotency-Key` beside another `id`.
    """
    order = order_of(body, actor(request), key)
    return Status(201, shown.report_receipt(door.execute(order, at=timezone.now())))


@router.get("/follow/{code}", response=FollowedOut, operation_id="follow")
def follow(request: HttpRequest, code: Code) -> dict[str, Any]:
    """查询进度. Where a report stands, by its query code: stage, next limit, responsible unit, answers."""
    return telling.followed(code, timezone.now())


@router.post("/follow/{code}/rate", response=shown.ReceiptOut, operation_id="follow_rate")
def rate(request: HttpRequest, code: Code, body: said.RateIn, key: Key = None) -> dict[str, Any]:
    """评价. Solved and satisfied are two answers."""
    return _say("rate", code, body, key)


@router.post("/follow/{code}/reopen", response=shown.ReceiptOut, operation_id="follow_reopen")
def reopen(request: HttpRequest, code: Code, body: said.ReopenIn, key: Key = None) -> dict[str, Any]:
    """申请重开. Within 30 days of the close."""
    return _say("reopen", code, body, key)


@router.post("/follow/{code}/withdraw", response=shown.ReceiptOut, operation_id="follow_withdraw")
def withdraw(request: HttpRequest, code: Code, body: said.Remark, key: Key = None) -> dict[str, Any]:
    """撤回. What endangers others is seen to all the same."""
    return _say("withdraw", code, body, key)


@router.post("/follow/{code}/appeal", response=shown.ReceiptOut, operation_id="follow_appeal")
def appeal(request: HttpRequest, code: Code, body: said_desk.Must, key: Key = None) -> dict[str, Any]:
    """申诉. A refusal is looked at again, once, by another clerk."""
    return _say("appeal", code, body, key)


@router.post("/follow/{code}/check", response=shown.ReceiptOut, operation_id="follow_check")
def check(request: HttpRequest, code: Code, body: said.CheckIn, key: Key = None) -> dict[str, Any]:
    """核查. Where the kind asks the reporter whether it is done."""
    return _say("check", code, body, key)


@router.post("/follow/{code}/comment", response=shown.ReceiptOut, operation_id="follow_comment")
def comment(request: HttpRequest, code: Code, body: said.CommentIn, key: Key = None) -> dict[str, Any]:
    """补充说明. More words from the reporter."""
    return _say("comment", code, body, key)


@router.post("/follow/{code}/reply", response=shown.ReceiptOut, operation_id="follow_reply")
def reply(request: HttpRequest, code: Code, body: said.ReopenIn, key: Key = None) -> dict[str, Any]:
    """回复. Answers what the house wrote; whoever has the matter is told."""
    return _say("reply", code, body, key)


@router.post("/follow/{code}/attach", response=shown.ReceiptOut, operation_id="follow_attach")
def attach(request: HttpRequest, code: Code, body: said.AttachIn, key: Key = None) -> dict[str, Any]:
    """补充附件. Names further files, which are then given with PUT."""
    return _say("attach", code, body, key)


@router.put("/follow/{code}/files/{digest}", response={204: None}, operation_id="follow_file_give")
def give(request: HttpRequest, code: Code, digest: Annotated[wire.Digest, Path()]) -> HttpResponse:
    """交附件. Gives a finished upload, which the report or a command has named, to the matter."""
    row = queries.access_code(code)
    giving.give(row.id, digest, owner=giving.reporter_of(row.id), at=timezone.now())
    return HttpResponse(status=204)


def _say(name: str, code: str, body: wire.Body, key: UUID | None) -> dict[str, Any]:
    return shown.receipt(speaking.say(name, code, body, key=key or uuid4(), at=timezone.now()))
