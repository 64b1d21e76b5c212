"""Whoever may see a matter is told what closed ones would suggest, and which open ones may be the same thing."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router

from gongzhi.matters import catalogues, wire
from gongzhi.matters.callers import actor, lang_of
from gongzhi.matters.said import Point
from gongzhi.suggestions import asking, offering, same, shown
from gongzhi.suggestions.asking import Asked

router = Router(tags=["suggestions"])


class TypedIn(wire.Body):
    """Words as they are being typed, and the point where it is, as far as it is known; nothing is kept."""

    text: wire.Words
    point: Point | None = None


@router.get("/matters/{uuid:matter}/suggestions", response=shown.SuggestionsOut, operation_id="matter_suggestions")
def of_matter(request: HttpRequest, matter: UUID) -> dict[str, Any]:
    """事项建议. Kinds and units that closed matters suggest, with reasons, and open matters of the same thing."""
    return told(asking.about(matter, actor(request)), request)


@router.post("/suggestions", response=shown.SuggestionsOut, operation_id="suggestions")
def of_text(request: HttpRequest, body: TypedIn) -> dict[str, Any]:
    """录入时的建议. The same for words that a clerk is typing; nothing is kept of them."""
    point = body.point.geo() if body.point else None
    return told(asking.typed(body.text, point, actor(request), timezone.now()), request)


def told(asked: Asked, request: HttpRequest) -> dict[str, Any]:
    """What there is to say about the question, in the caller's language."""
    by, words = actor(request), catalogues.in_force()[1].words
    found = offering.offers(asked, by, timezone.now())
    return shown.suggestions(found, same.same_as(asked, by), words, lang_of(request))
