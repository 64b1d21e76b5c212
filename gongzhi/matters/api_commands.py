"""A command is typed here and handed to the door; what follows from it is decided in the loop."""

from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID, uuid4

from django.http import HttpRequest
from django.utils import timezone
from ninja import Field, Router
from pydantic import SkipValidation

from gongzhi.catalogue import Lang
from gongzhi.kernel import Actor, Refused
from gongzhi.matters import catalogues, claims, door, queries, said, shown, wire
from gongzhi.matters.callers import Key, Match, actor, lang_of
from gongzhi.matters.door import Order
from gongzhi.matters.loop import BY_NAME
from gongzhi.matters.receipts import Receipt
from gongzhi.matters.sources import matter_of

router = Router(tags=["commands"])
reports = Router(tags=["reports"])
MOST = 200
NAMED = 5
"""The version of the UUIDs that follow from a name, as those of other systems' orders do (RFC 9562, section 5.5)."""


class BatchIn(wire.Body):
    """Up to 200 reports of a phone that was offline; each is one `ReportIn`, looked at by itself."""

    reports: Annotated[list[SkipValidation[said.ReportIn]], Field(min_length=1, max_length=MOST)]


def order_of(report: said.ReportIn, by: Actor, key: UUID | None) -> Order:
    """The order for a report: its matter has the phone's id, else the key, or one that follows from its source.

    Refuses who may not speak for the source (403 `no-right`, `source-not-yours`), and an id that only a source gives.
    """
    if report.source is not None:
        own = _from_source(report.source, by)
        return Order(command=report.command(), by=by, key=own, device_at=report.device_at)
    matter = report.id or key or uuid4()
    if matter.version == NAMED:
        raise Refused("id-of-a-source", status=422, id=str(matter))
    return Order(command=report.command(), by=by, key=key or matter, matter=matter, device_at=report.device_at)


def _from_source(source: said.SourceIn, by: Actor) -> UUID:
    if not any(right.duty == "matters.report" for right in by.rights):
        raise Refused("no-right", status=403, duty="matters.report")
    if source.system not in by.sources:
        raise Refused("source-not-yours", status=403, source=source.system)
    return matter_of(source.system, source.id)


@reports.post("/reports:batch", response=shown.AnswersOut, operation_id="reports_batch")
def batch(request: HttpRequest, body: BatchIn) -> dict[str, Any]:
    """批量上报. Many reports at once with an answer for each; a bad one does not spoil the rest."""
    return {"answers": batched(body.reports, actor(request), timezone.now(), lang_of(request))}


def batched(given: list[Any], by: Actor, at: datetime, lang: Lang) -> list[dict[str, Any]]:
    """An answer for each report: its receipt, or what is wrong with it."""
    answers: list[dict[str, Any]] = [{} for _ in given]
    orders: dict[int, Order] = {}
    words = catalogues.in_force()[1].words
    for place, one in enumerate(given):
        try:
            orders[place] = order_of(said.report_of(one, words, lang), by, None)
        except Refused as refusal:
            answers[place] = shown.refused(refusal, words, lang)
    for place, answer in zip(orders, door.execute_new(list(orders.values()), at=at), strict=True):
        answers[place] = shown.refused(answer, words, lang) if isinstance(answer, Refused) else _taken(answer)
    return answers


def _taken(answer: Receipt) -> dict[str, Any]:
    return shown.NOT_REFUSED | {"status": 201, "receipt": shown.report_receipt(answer)}


def _route(name: str, schema: type[wire.Body]) -> Callable[..., Any]:
    """The view of one command; only its body differs from the others."""

    def view(request: HttpRequest, matter: UUID, body: Any, key: Key = None, match: Match = None) -> dict[str, Any]:
        by, at = actor(request), timezone.now()
        queries.access_matter(matter, by)
        seen = said.version_of(match)
        if seen is None and not BY_NAME[name].late:
            raise Refused("version-needed", status=428, command=name)
        order = Order(
            command=said.command(name, body),
            by=by,
            key=key or uuid4(),
            matter=matter,
            seen=seen,
            device_at=getattr(body, "device_at", None),
        )
        claims.respect(matter, name, by, at)
        return shown.receipt(door.execute(order, at=at))

    view.__name__ = view.__qualname__ = f"command_{name}"
    view.__doc__ = (BY_NAME[name].command.__doc__ or "").strip()
    view.__annotations__["body"] = schema
    return view


for _name, (_schema, _command) in said.BODIES.items():
    router.post(f"/matters/{{uuid:matter}}/{_name}", response=shown.ReceiptOut, operation_id=f"matter_{_name}")(
        _route(_name, _schema)
    )
