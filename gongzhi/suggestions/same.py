"""What may be the same thing is shown with its reasons; whether it is, and what becomes of it, a person decides."""

from dataclasses import dataclass
from threading import Lock
from time import monotonic

from django.conf import settings

from gongzhi.kernel import Actor
from gongzhi.matters import vicinity
from gongzhi.matters.vicinity import Neighbour, Vicinity
from gongzhi.suggestions.asking import Asked
from gongzhi.suggestions.groups import ALIKE
from gongzhi.suggestions.likeness import Rarity, Read, likeness, rare, rarity_of, shared

NEAR_ALIKE, NEAR_SAME_KIND = 0.05, 0.02
"""Likeness from which on two matters near each other are shown; the second where they are of one kind, too."""
SAMPLE, AGE = 2_000, 600.0
"""Newest texts by which it is told what is rare, and seconds for which that holds."""
FIND_BY = 10
MOST, LONG = 10, 7
"""Matters that are shown at the most; characters of a run that holds more than a name."""
METRES, HOURS = 200, 72
_known: tuple[float, Rarity] | None = None
_lock = Lock()


@dataclass(frozen=True, kw_only=True, slots=True)
class Same:
    """An open matter that may be the same thing: how alike, by which words, how many hours apart."""

    matter: Neighbour
    likeness: float
    runs: tuple[str, ...]
    hours: float


def same_as(asked: Asked, by: Actor) -> list[Same]:
    """Open matters that may be the same thing and that the actor may see, the most alike first.

    Near in place (GONGZHI_NEAR_METRES), or where either has no place alike enough in words alone, and always near in
    time (GONGZHI_NEAR_HOURS).
    """
    if not asked.text:
        return []
    metres, hours = reach()
    near = Vicinity(at=asked.at, hours=hours, metres=metres, by=by, but=asked.matter)
    mine, known = Read(asked.text), rarity()
    found = {one.id: one for one in _candidates(asked, near, rare(mine, known.among([mine]), FIND_BY))}
    read = {one.id: Read(one.text) for one in found.values()}
    known = known.among([mine, *read.values()])
    told = [_same(asked, mine, found[each], read[each], known) for each in found]
    likely = [each for each in told if _likely(asked, each)]
    return sorted(likely, key=lambda each: (-each.likeness, each.hours, each.matter.number))[:MOST]


def reach() -> tuple[int, int]:
    """How near is near: metres and hours (GONGZHI_NEAR_METRES, GONGZHI_NEAR_HOURS)."""
    metres: int = getattr(settings, "GONGZHI_NEAR_METRES", METRES)
    hours: int = getattr(settings, "GONGZHI_NEAR_HOURS", HOURS)
    return metres, hours


def _candidates(asked: Asked, near: Vicinity, runs: list[str]) -> list[Neighbour]:
    """What is around the point; and what says the same and is not known to be elsewhere."""
    saying = near.saying(runs)
    if asked.lat is None or asked.lon is None:
        return saying
    return [*(one for one in saying if not one.placed), *near.around(asked.lat, asked.lon)]


def _same(asked: Asked, mine: Read, one: Neighbour, theirs: Read, known: Rarity) -> Same:
    return Same(
        matter=one,
        likeness=likeness(mine, theirs, known),
        runs=shared(mine, theirs, known),
        hours=round(abs((one.opened_at - asked.at).total_seconds()) / 3600, 1),
    )


def _likely(asked: Asked, found: Same) -> bool:
    """Whether it is worth a look. In words alone the name of a place is not enough: a thing must be named as well."""
    if found.matter.metres is None:
        several = len(found.runs) > 1 or any(len(run) >= LONG for run in found.runs)
        return several and found.likeness >= ALIKE
    return found.likeness >= (NEAR_SAME_KIND if asked.sorted and asked.kind == found.matter.kind else NEAR_ALIKE)


def rarity() -> Rarity:
    """What is rare among the newest texts of this installation; every process looks again after ten minutes."""
    global _known
    with _lock:
        if _known is not None and monotonic() - _known[0] < AGE:
            return _known[1]
    found = rarity_of([Read(text) for text in vicinity.newest_texts(SAMPLE)])
    with _lock:
        _known = (monotonic(), found)
    return found


def forget() -> None:
    """Look again at the next question (under another database)."""
    global _known
    with _lock:
        _known = None
