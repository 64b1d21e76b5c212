"""Whoever may see a matter reads it here: in lists, whole, and clock by clock; nothing is decided here."""

from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from ninja import Path, Query, Router, Schema, Status

from gongzhi.catalogue import Lang, Words
from gongzhi.matters import catalogues, claims, counting, explaining, journal, permission, queries, shown
from gongzhi.matters.callers import actor, known_filters, lang_of
from gongzhi.matters.wishes import Wish

router = Router(tags=["matters"])
Number = Annotated[str, Path(pattern=r"^[0-9A-Za-z-]{1,32}$", description="yyyymmdd-county6-serial")]
After = Annotated[str, Query(max_length=200, description="`after` of the page before")]
Serial = Annotated[int, Path(ge=1, le=32767, description="The place of a clock in the order in which they began")]
Limit = Annotated[int, Query(ge=1, le=queries.MOST)]
Counted = Annotated[bool, Query(description="false: the total of a longer list is left to /matters/count")]


class ClaimOut(Schema):
    """Until when the caller has the triage item."""

    until: str


class RulingOut(Schema):
    """One command of the loop: whether the caller can give it now; `because` is a code, `words` say it."""

    command: str
    name: str
    allowed: bool
    because: str
    words: str


def _told(ruling: permission.Ruling, words: Words, lang: Lang) -> dict[str, Any]:
    said = {
        "name": words.text(f"commands.{ruling.command}", lang),
        "words": words.text(f"rights.{ruling.because}", lang),
    }
    return {"command": ruling.command, "allowed": ruling.allowed, "because": ruling.because} | said


@router.get("/matters", response=shown.PageOut, operation_id="matters_list")
def matters(
    request: HttpRequest, wish: Query[Wish], after: After = "", limit: Limit = queries.PAGE, counted: Counted = True
) -> dict[str, Any]:
    """事项列表. A page of the matters that the caller may see; what is asked for must be known."""
    at = timezone.now()
    known_filters(request, (*Wish.model_fields, "after", "limit", "counted"))
    found = queries.page(wish.wish(), actor(request), at, after=after, limit=limit, counted=counted)
    return shown.page(found, at)


@router.get("/matters/count", response=shown.CountOut, operation_id="matters_count")
def count(request: HttpRequest, wish: Query[Wish]) -> dict[str, Any]:
    """事项件数. How many matters such a list holds; the same conditions as for the list."""
    known_filters(request, Wish.model_fields)
    total, exact = queries.count(wish.wish(), actor(request), timezone.now())
    return {"total": total, "exact": exact}


@router.get("/matters/by-number/{number}", response=shown.WholeOut, operation_id="matter_by_number")
def by_number(request: HttpRequest, number: Number) -> dict[str, Any]:
    """按编号查事项. One matter by its number."""
    return shown.whole(queries.access_number(number, actor(request)), actor(request), timezone.now())


@router.get("/matters/{uuid:matter}", response=shown.WholeOut, operation_id="matter")
def matter(request: HttpRequest, matter: UUID) -> dict[str, Any]:
    """事项详情. One matter whole, with what the caller can do now."""
    return shown.whole(queries.access_matter(matter, actor(request)), actor(request), timezone.now())


@router.get("/matters/{uuid:matter}/clocks", response=explaining.ExplainedOut, operation_id="matter_clocks")
def clocks(request: HttpRequest, matter: UUID) -> dict[str, Any]:
    """时限说明. Every clock of a matter, explained: each interval with its reason and minutes."""
    return explaining.explained(queries.access_matter(matter, actor(request)).id, lang_of(request))


@router.get(
    "/matters/{uuid:matter}/clocks/{serial}", response=explaining.ExplainedClockOut, operation_id="matter_clock"
)
def clock(request: HttpRequest, matter: UUID, serial: Serial) -> dict[str, Any]:
    """单个时限说明. One clock, by its place in the order in which they began, from 1."""
    return explaining.explained_one(queries.access_matter(matter, actor(request)).id, serial, lang_of(request))


@router.get("/matters/{uuid:matter}/rights", response=list[RulingOut], operation_id="matter_rights")
def rights(request: HttpRequest, matter: UUID) -> list[dict[str, Any]]:
    """我能做什么. Each command, whether the caller can give it now, and why or why not."""
    row, by, words = queries.access_matter(matter, actor(request)), actor(request), catalogues.in_force()[1].words
    said = permission.rulings(journal.state(row.id), by, timezone.now())
    return [_told(one, words, lang_of(request)) for one in said]


@router.post("/matters/{uuid:matter}/claim", response=ClaimOut, operation_id="matter_claim")
def claim(request: HttpRequest, matter: UUID) -> dict[str, Any]:
    """认领. Work on a triage item for some minutes; refused while somebody else does."""
    row, at = queries.access_matter(matter, actor(request)), timezone.now()
    return {"until": claims.claim(row.id, actor(request), at).isoformat()}


@router.delete("/matters/{uuid:matter}/claim", response={204: None}, operation_id="matter_unclaim")
def unclaim(request: HttpRequest, matter: UUID) -> Status[None]:
    """取消认领. Leave a triage item to others again."""
    claims.release(queries.access_matter(matter, actor(request)).id, actor(request))
    return Status(204, None)


@router.get("/counts", response=dict[str, dict[str, int]], operation_id="counts")
def counts(request: HttpRequest) -> counting.Counts:
    """各阶段件数. How many matters stand at which stage, by county, as far as the caller sees."""
    return counting.counts(actor(request))
