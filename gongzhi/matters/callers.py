"""Who calls and in which language; whatever does not fit in a request is told by place, never by its value."""

from collections.abc import Iterable, Mapping
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import get_language_from_request
from ninja import Header

from gongzhi.catalogue import Lang, Words
from gongzhi.kernel import Actor, Refused

Key = Annotated[
    UUID | None,
    Header(
        alias="Idempotency-Key",
        description="The caller's own id for this request: sent again with the same body, it is done once.",
    ),
]
Match = Annotated[
    str | None,
    Header(alias="If-Match", description='The version that the caller saw, e.g. "7"; needed by commands at a desk.'),
]
TOLD = 20


def actor(request: HttpRequest) -> Actor:
    """Who calls; the site has authenticated the caller before."""
    found: Actor = request.auth  # type: ignore[attr-defined]
    return found


def lang_of(request: HttpRequest) -> Lang:
    """zh unless the caller's Accept-Language prefers English."""
    return "en" if get_language_from_request(request).startswith("en") else "zh"


def known_filters(request: HttpRequest, known: Iterable[str]) -> None:
    """Refuse a condition that nobody knows (422 `filter-unknown`): left out in silence, it would show too much."""
    allowed = list(known)
    for name in request.GET:
        if name not in allowed:
            raise Refused("filter-unknown", status=422, name=name[:40], known=", ".join(allowed))


def faults(errors: Iterable[Mapping[str, Any]], words: Words, lang: Lang) -> list[dict[str, str]]:
    """What does not fit: where, what (in words, never the value, which may be personal) and which type of fault."""
    said = []
    for fault in list(errors)[:TOLD]:
        key = f"invalid.{fault['type']}"
        what = words.text(key, lang, **fault.get("ctx", {})) if words.has(key) else str(fault["msg"])
        where = ".".join(str(step)[:40] for step in fault["loc"])
        said.append({"where": where, "what": what, "type": str(fault["type"])})
    return said


def first_of(told: list[dict[str, str]]) -> str:
    """The first faults in one line."""
    return "; ".join(f"{fault['where']}: {fault['what']}" for fault in told[:3])
