"""What a stranger may do: report, and follow the own report by its code. Both need no account."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Status

from gongzhi.kernel import Actor, Refused
from gongzhi.matters import door, queries, said, shown, telling
from gongzhi.matters.api import Key, actor, order_of
from gongzhi.matters.door import Order

router = Router(tags=["public"])
REPORTER = ("rate", "reopen", "withdraw", "comment")


@router.post("/reports", response={201: shown.ReceiptOut})
def report(request: HttpRequest, body: said.ReportIn, key: Key = None) -> Status[dict[str, Any]]:
    """上报. The answer is given only after the matter is stored; the same request again gets the same answer."""
    order = order_of(body, actor(request), key)
    return Status(201, shown.receipt(door.execute(order, at=timezone.now())))


@router.get("/follow/{code}")
def follow(request: HttpRequest, code: str) -> dict[str, Any]:
    """Where a report stands, by its query code: stage, next limit, responsible unit, answers."""
    return telling.followed(code)


@router.post("/follow/{code}/rate", response=shown.ReceiptOut)
def rate(request: HttpRequest, code: str, body: said.RateIn, key: Key = None) -> dict[str, Any]:
    """评价: solved and satisfied are two answers."""
    return _say("rate", code, body, key)


@router.post("/follow/{code}/reopen", response=shown.ReceiptOut)
def reopen(request: HttpRequest, code: str, body: said.ReopenIn, key: Key = None) -> dict[str, Any]:
    """重开: within 30 days of the close."""
    return _say("reopen", code, body, key)


@router.post("/follow/{code}/withdraw", response=shown.ReceiptOut)
def withdraw(request: HttpRequest, code: str, body: said.Remark, key: Key = None) -> dict[str, Any]:
    """撤回."""
    return _say("withdraw", code, body, key)


@router.post("/follow/{code}/comment", response=shown.ReceiptOut)
def comment(request: HttpRequest, code: str, body: said.CommentIn, key: Key = None) -> dict[str, Any]:
    """补充说明."""
    return _say("comment", code, body, key)


def _say(name: str, code: str, body: said.Body, key: UUID | None) -> dict[str, Any]:
    row = queries.access_code(code)
    by = Actor(id=f"reporter:{row.id}")
    order = Order(command=said.command(name, body), by=by, key=key or said.fresh_key(), matter=row.id)
    if name not in REPORTER:
        raise Refused("no-right", status=403, duty=name)
    return shown.receipt(door.execute(order, at=timezone.now()))
