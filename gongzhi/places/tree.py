"""The area tree runs from the city down to the compound; an area has one above it, and a code that never changes."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise

from gongzhi.kernel import Refused

LEVELS = ("city", "county", "township", "community", "grid", "compound")
RANK = {level: rank for rank, level in enumerate(LEVELS)}


@dataclass(frozen=True, kw_only=True, slots=True)
class AreaRef:
    """An area by code, with its name and level (one of LEVELS)."""

    code: str
    name: str
    level: str


class Tree:
    """All areas of an installation, ended ones too, with what is above each. Never changes once made."""

    def __init__(self, areas: Iterable[tuple[AreaRef, str | None]]) -> None:
        self.refs: dict[str, AreaRef] = {}
        self.parents: dict[str, str | None] = {}
        for ref, parent in areas:
            self.refs[ref.code], self.parents[ref.code] = ref, parent
        self._chains: dict[str, tuple[str, ...]] = {}

    def area(self, code: str) -> AreaRef:
        """The area of that code; refuses an unknown one with 404 `area-unknown`."""
        try:
            return self.refs[code]
        except KeyError:
            raise Refused("area-unknown", status=404, area=code) from None

    def chain(self, code: str) -> tuple[str, ...]:
        """The codes from the top of the tree down to `code` itself; refuses an unknown one with 404 `area-unknown`."""
        known = self._chains.get(code)
        if known is None:
            self.area(code)
            known = self._chains[code] = tuple(reversed(climb(code, self.parents)))
        return known

    def root(self, code: str) -> str:
        """The code at the top of the tree above `code`."""
        return self.chain(code)[0]


def climb(code: str, parents: Mapping[str, str | None]) -> list[str]:
    """`code` and everything above it, nearest first; stops where the tree ends or runs in a circle."""
    path: list[str] = []
    above: str | None = code
    while above is not None and above not in path:
        path.append(above)
        above = parents.get(above)
    return path


def circles(parents: Mapping[str, str | None]) -> list[tuple[str, ...]]:
    """Every circle in the tree once, beginning with its lowest code; none in a sound tree."""
    found: set[tuple[str, ...]] = set()
    sound: set[str] = set()
    for start in parents:
        path: list[str] = []
        seen: set[str] = set()
        code: str | None = start
        while code is not None and code not in seen and code not in sound:
            path.append(code)
            seen.add(code)
            code = parents.get(code)
        if code is not None and code in seen:
            ring = path[path.index(code) :]
            turn = ring.index(min(ring))
            found.add(tuple(ring[turn:] + ring[:turn]))
        sound.update(path)
    return sorted(found)


def levels_between(above: str, below: str) -> tuple[str, ...]:
    """The levels that are missing between a level and the one written directly under it."""
    return LEVELS[RANK[above] + 1 : RANK[below]]


def in_order(levels: Iterable[str]) -> bool:
    """Whether levels read from the top go strictly downwards."""
    return all(RANK[above] < RANK[below] for above, below in pairwise(levels))
