"""Requests are typed here and handed to the door; nothing is decided here."""

from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID, uuid4

from django.http import HttpRequest
from django.utils import timezone
from ninja import Field, Header, Query, Router, Schema, Status
from pydantic import AwareDatetime

from gongzhi.kernel import Actor, Refused
from gongzhi.matters import claims, door, queries, said, shown, telling
from gongzhi.matters.door import Order
from gongzhi.matters.loop import BY_NAME
from gongzhi.matters.receipts import Receipt
from gongzhi.matters.sources import matter_of

router = Router(tags=["matters"])
Key = Annotated[UUID | None, Header(alias="Idempotency-Key")]
Match = Annotated[str | None, Header(alias="If-Match")]


class Wish(Schema):
    """Conditions of a list; what is left out is no condition. `stage` takes several, separated by commas."""

    stage: str = ""
    kind: str = ""
    area: str = ""
    unit: str = ""
    light: str = ""
    since: AwareDatetime | None = None
    until: AwareDatetime | None = None
    text: str = ""
    origin: str = ""
    placed: str = ""
    order: str = "newest"

    def wish(self) -> queries.Wish:
        """The wish, with its stages taken apart."""
        given = self.model_dump()
        return queries.Wish(**{**given, "stage": tuple(filter(None, given["stage"].split(",")))})


class BatchIn(said.Body):
    """Up to 200 reports of a phone that was offline."""

    reports: Annotated[list[dict[str, Any]], Field(min_length=1, max_length=200)]


def actor(request: HttpRequest) -> Actor:
    """Who calls; the site has authenticated the caller before."""
    found: Actor = request.auth  # type: ignore[attr-defined]
    return found


def order_of(report: said.ReportIn, by: Actor, key: UUID | None) -> Order:
    """The order for a report: its key is the phone's id, or follows from its source, or is new."""
    if report.id is not None and key is not None and report.id != key:
        raise Refused("two-keys", status=422, id=str(report.id), key=str(key))
    own = matter_of(report.source.system, report.source.id) if report.source else None
    return Order(command=report.command(), by=by, key=own or report.id or key or uuid4())


@router.get("/matters", response=shown.PageOut)
def matters(request: HttpRequest, wish: Query[Wish], after: str = "", limit: int = queries.PAGE) -> dict[str, Any]:
    """A page of the matters that the caller may see."""
    at = timezone.now()
    if not 1 <= limit <= queries.MOST:
        raise Refused("limit-too-large", status=422, most=queries.MOST)
    return shown.page(queries.page(wish.wish(), actor(request), at, after=after, limit=limit), at)


@router.get("/matters/by-number/{number}", response=shown.WholeOut)
def by_number(request: HttpRequest, number: str) -> dict[str, Any]:
    """One matter by its number."""
    return shown.whole(queries.access_number(number, actor(request)), actor(request), timezone.now())


@router.get("/matters/{uuid:matter}", response=shown.WholeOut)
def matter(request: HttpRequest, matter: UUID) -> dict[str, Any]:
    """One matter whole, with what the caller can do now."""
    return shown.whole(queries.access_matter(matter, actor(request)), actor(request), timezone.now())


@router.get("/matters/{uuid:matter}/clocks")
def clocks(request: HttpRequest, matter: UUID) -> dict[str, Any]:
    """Every clock of a matter, explained: each interval with its reason."""
    return telling.explained(queries.access_matter(matter, actor(request)).id, "zh")


@router.post("/matters/{uuid:matter}/claim")
def claim(request: HttpRequest, matter: UUID) -> dict[str, Any]:
    """Work on a triage item for some minutes; refused while somebody else does."""
    row = queries.access_matter(matter, actor(request))
    return {"until": claims.claim(row.id, actor(request), timezone.now())}


@router.delete("/matters/{uuid:matter}/claim", response={204: None})
def unclaim(request: HttpRequest, matter: UUID) -> Status[None]:
    """Leave a triage item to others again."""
    claims.release(queries.access_matter(matter, actor(request)).id, actor(request))
    return Status(204, None)


@router.get("/counts")
def counts(request: HttpRequest) -> dict[str, dict[str, int]]:
    """How many matters stand at which stage, by county, as far as the feed was counted."""
    actor(request).require("matters.see")
    return queries.tallies()


@router.post("/reports:batch")
def batch(request: HttpRequest, body: BatchIn) -> dict[str, Any]:
    """Many reports at once with an answer for each; a bad one does not spoil the rest."""
    return {"answers": batched(body.reports, actor(request), timezone.now())}


def batched(reports: list[dict[str, Any]], by: Actor, at: datetime) -> list[dict[str, Any]]:
    """An answer for each report: its receipt, or what is wrong with it."""
    answers: list[dict[str, Any]] = [{} for _ in reports]
    orders: dict[int, Order] = {}
    for place, given in enumerate(reports):
        try:
            orders[place] = order_of(said.report_of(given), by, None)
        except Refused as refusal:
            answers[place] = _refused(refusal)
    for place, answer in zip(orders, door.execute_new(list(orders.values()), at=at), strict=True):
        answers[place] = _refused(answer) if isinstance(answer, Refused) else _taken(answer)
    return answers


def _taken(answer: Receipt) -> dict[str, Any]:
    return {"status": 201, "receipt": shown.receipt(answer)}


def _refused(refusal: Refused) -> dict[str, Any]:
    return {"status": refusal.status, "code": refusal.code, "details": refusal.details}


def _route(name: str, schema: type[said.Body]) -> Callable[..., Any]:
    """The view of one command; only its body differs from the others."""

    def view(request: HttpRequest, matter: UUID, body: Any, key: Key = None, match: Match = None) -> dict[str, Any]:
        seen = said.version_of(match)
        if seen is None and not BY_NAME[name].late:
            raise Refused("version-needed", status=428, command=name)
        queries.access_matter(matter, actor(request))
        order = Order(command=said.command(name, body), by=actor(request), key=key or uuid4(), matter=matter, seen=seen)
        return shown.receipt(door.execute(order, at=timezone.now()))

    view.__name__ = view.__qualname__ = f"command_{name}"
    view.__doc__ = (BY_NAME[name].command.__doc__ or "").strip()
    view.__annotations__["body"] = schema
    return view


for _name, (_schema, _command) in said.BODIES.items():
    router.post(f"/matters/{{uuid:matter}}/{_name}", response=shown.ReceiptOut)(_route(_name, _schema))
