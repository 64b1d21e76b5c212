"""A suggestion is told with its reasons, in words that a clerk understands, and with how often such ones were right."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from ninja import Schema

from gongzhi.catalogue import Lang, Words
from gongzhi.matters.reference import TextOut, text
from gongzhi.suggestions.offering import Alike, Offer, Offered, Offers, about
from gongzhi.suggestions.same import Same, reach


class SimilarOut(Schema):
    """A closed matter with similar words; `runs` stand in both texts."""

    id: UUID
    number: str
    kind: str
    name: TextOut
    lead: str
    runs: list[str]


class GuessOut(Schema):
    """One suggestion: how sure of 100, the runs of the text that spoke for it, and why in one sentence."""

    code: str
    name: TextOut
    share: int
    runs: list[str]
    because: str
    similar: list[SimilarOut]


class SuggestedOut(Schema):
    """Up to three, the likeliest first. `off`: nothing is suggested, `reason` is the code and `why` the words."""

    off: bool
    reason: str | None
    why: str | None
    judged: str | None
    guesses: list[GuessOut]


class LearntOut(Schema):
    """The version of what was learnt here: when, and from how many closed matters."""

    version: int
    made_at: datetime
    matters: int


class SameOut(Schema):
    """An open matter that may be the same thing. `metres` is null where one of the two has no place."""

    id: UUID
    number: str
    kind: str
    name: TextOut
    stage: str
    area: str
    opened_at: datetime
    metres: int | None
    hours: float
    alike: int
    runs: list[str]
    because: str


class SameThingsOut(Schema):
    """Open matters within so many metres and hours that may be the same thing; merging is for people."""

    metres: int
    hours: int
    matters: list[SameOut]


class SuggestionsOut(Schema):
    """Kinds, units and open matters of the same thing. Nothing is decided by them."""

    kinds: SuggestedOut
    units: SuggestedOut
    same: SameThingsOut
    learnt: LearntOut | None


def suggestions(found: Offers, same: Sequence[Same], words: Words, lang: Lang) -> dict[str, Any]:
    """All of it for the wire."""
    return {
        "kinds": _offer(found.kinds, words, lang),
        "units": _offer(found.units, words, lang),
        "same": same_things(same, words, lang),
        "learnt": about(found.learnt) if found.learnt else None,
    }


def same_things(same: Sequence[Same], words: Words, lang: Lang) -> dict[str, Any]:
    """The open matters that may be the same thing, for the wire."""
    metres, hours = reach()
    return {"metres": metres, "hours": hours, "matters": [_same(each, words, lang) for each in same]}


def _offer(offer: Offer, words: Words, lang: Lang) -> dict[str, Any]:
    figures = offer.figures or {}
    return {
        "off": bool(offer.off),
        "reason": offer.off or None,
        "why": words.text(f"suggestions.off.{offer.off}", lang, **figures) if offer.off else None,
        "judged": words.text("suggestions.judged", lang, **figures) if figures else None,
        "guesses": [_guess(each, words, lang) for each in offer.offered],
    }


def _guess(offered: Offered, words: Words, lang: Lang) -> dict[str, Any]:
    return {
        "code": offered.code,
        "name": text(offered.name),
        "share": offered.share,
        "runs": list(offered.runs),
        "because": because(offered, words, lang),
        "similar": [_similar(each) for each in offered.similar],
    }


def because(offered: Offered, words: Words, lang: Lang) -> str:
    """Why, in one sentence or two: what the text says, and which closed matters said the like."""
    said = [words.text("suggestions.runs", lang, runs=quoted(offered.runs, words, lang))] if offered.runs else []
    if offered.similar:
        numbers = words.text("suggestions.and", lang).join(each.matter.number for each in offered.similar)
        said.append(words.text("suggestions.similar", lang, numbers=numbers))
    return words.text("suggestions.stop", lang).join(said) or words.text("suggestions.plain", lang)


def quoted(runs: Sequence[str], words: Words, lang: Lang) -> str:
    """Runs as they are quoted in a sentence."""
    return words.text("suggestions.and", lang).join(words.text("suggestions.quoted", lang, run=run) for run in runs)


def _similar(alike: Alike) -> dict[str, Any]:
    same = {name: getattr(alike.matter, name) for name in ("id", "number", "kind", "lead")}
    return same | {"name": text(alike.matter.name), "runs": list(alike.runs)}


def _same(same: Same, words: Words, lang: Lang) -> dict[str, Any]:
    one, metres = same.matter, None if same.matter.metres is None else round(same.matter.metres)
    near = "suggestions.near" if metres is not None else "suggestions.no-place"
    said = words.text(near, lang, metres=metres, hours=f"{same.hours:g}")
    if same.runs:
        said += words.text("suggestions.stop", lang)
        said += words.text("suggestions.both-say", lang, runs=quoted(same.runs, words, lang))
    told = {name: getattr(one, name) for name in ("id", "number", "kind", "stage", "area", "opened_at")}
    alike = min(100, round(same.likeness / WHOLE * 100))
    return told | {
        "name": text(one.name), "metres": metres, "hours": same.hours, "alike": alike, "runs": list(same.runs),
        "because": said,
    }  # fmt: skip


WHOLE = 0.35
"""Likeness that two wordings of the very same report have: told as 100."""
