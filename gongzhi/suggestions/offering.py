"""Up to three kinds and three units are offered, each with its reasons; none where the rules do better."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings

from gongzhi.bodies import reading as bodies
from gongzhi.catalogue import Text
from gongzhi.kernel import Actor, Refused
from gongzhi.matters import catalogues, vicinity
from gongzhi.matters.vicinity import Neighbour
from gongzhi.suggestions import cutting, keeping, own
from gongzhi.suggestions.asking import Asked
from gongzhi.suggestions.keeping import Kept
from gongzhi.suggestions.likeness import Read, likeness, rare, shared
from gongzhi.suggestions.model import Guess
from gongzhi.suggestions.same import FIND_BY, rarity

OWN = Path("suggestions", "own")
"""Where what was learnt from closed matters is kept, in GONGZHI_HOME."""
LOOKED_AT, SIMILAR, ALIKE = 2_000, 3, 0.06
"""Closed matters that are compared at the most, how many are named with a kind, and how alike they must be."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Alike:
    """A closed matter with similar words: how alike, and by which."""

    matter: Neighbour
    likeness: float
    runs: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Offered:
    """One kind or unit, how sure of 100, the runs that spoke for it, and closed matters that had it."""

    code: str
    name: Text
    share: int
    runs: tuple[str, ...]
    similar: tuple[Alike, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Offer:
    """What is offered, or why nothing is: `off` is a code, `figures` how it fared when it was last judged."""

    off: str = ""
    figures: own.Figures | None = None
    offered: tuple[Offered, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Offers:
    """Kinds and units for one question, and the version of the model that offers them."""

    kinds: Offer
    units: Offer
    learnt: Kept | None


def offers(asked: Asked, by: Actor, at: datetime) -> Offers:
    """The kinds and units that closed matters would suggest."""
    kept, off = standing()
    off = off or silent(asked)
    alike = [] if off else similar(asked, by)
    return Offers(
        kinds=_offer("kind", asked, kept, off, alike, at),
        units=_offer("unit", asked, kept, off, alike, at),
        learnt=kept,
    )


def standing() -> tuple[Kept | None, str]:
    """The newest version that was learnt here, or why there is none."""
    folder = settings.HOME / OWN
    newest = max(keeping.numbers(folder), default=None)
    if newest is None:
        return None, "never-learnt"
    if not cutting.installed():
        return None, "not-installed"
    try:
        return _read(folder, newest, _written(folder, newest)), ""
    except Refused as refusal:
        return None, refusal.code


@lru_cache(maxsize=2)
def _read(folder: Path, number: int, written: int) -> Kept:
    return keeping.read(folder, number)


def _written(folder: Path, number: int) -> int:
    """When the version was put there: after all were removed, the next one has a number that was given before."""
    return (folder / f"{number:06d}").stat().st_mtime_ns


def silent(asked: Asked) -> str:
    """Why nothing can be said about these words at all."""
    return "words-sealed" if asked.sealed else "" if asked.text else "no-words"


def _offer(voice: str, asked: Asked, kept: Kept | None, off: str, alike: list[Alike], at: datetime) -> Offer:
    if off or kept is None:
        return Offer(off=off)
    figures = kept.about.figures[voice]["cases"].get(own.SAID if asked.sorted else own.BLANK)
    if figures is None or figures["matters"] < own.OF_A_CASE:
        return Offer(off="too-few-judged", figures=figures)
    if not figures["on"]:
        return Offer(off="worse-than-rules", figures=figures)
    if voice == "unit" and not asked.areas:
        return Offer(off="no-place", figures=figures)
    guesses = kept.models[voice].guesses(asked.text)
    named = (_kind(guess, alike) if voice == "kind" else _unit(guess, asked, alike, at) for guess in guesses)
    return Offer(figures=figures, offered=_once(named))


def _once(named: Iterable[Offered | None]) -> tuple[Offered, ...]:
    """Each only once; what is no longer in the catalogue or the roster is left out."""
    return tuple({each.code: each for each in reversed([each for each in named if each])}.values())[::-1]


def _kind(guess: Guess, alike: list[Alike]) -> Offered | None:
    kind = catalogues.in_force()[1].kinds.get(guess.label)
    if kind is None or not kind.reportable:
        return None
    had = tuple(each for each in alike if each.matter.kind == kind.code)[:SIMILAR]
    return Offered(code=kind.code, name=kind.name, share=guess.share, runs=guess.runs, similar=had)


def _unit(guess: Guess, asked: Asked, alike: list[Alike], at: datetime) -> Offered | None:
    code = own.unit_of(guess.label, asked.areas, at)
    if not code:
        return None
    name = bodies.unit(code).name
    had = tuple(each for each in alike if each.matter.lead == code)[:SIMILAR]
    return Offered(code=code, name=Text(name, name), share=guess.share, runs=guess.runs, similar=had)


def similar(asked: Asked, by: Actor) -> list[Alike]:
    """Closed matters with similar words that the actor may see, the most alike first."""
    mine, known = Read(asked.text), rarity()
    runs = rare(mine, known.among([mine]), FIND_BY)
    found = [one for one in vicinity.ended_saying(runs, by, LOOKED_AT) if one.id != asked.matter]
    read = [Read(one.text) for one in found]
    known = known.among([mine, *read])
    told = [
        Alike(matter=one, likeness=likeness(mine, theirs, known), runs=shared(mine, theirs, known))
        for one, theirs in zip(found, read, strict=True)
    ]
    return sorted(
        (each for each in told if each.likeness >= ALIKE), key=lambda each: (-each.likeness, each.matter.number)
    )


def about(kept: Kept) -> dict[str, Any]:
    """Of which version a suggestion is, and what it was learnt from."""
    return {"version": kept.number, "made_at": kept.about.made_at, "matters": kept.about.texts}
