"""The demonstration city: real names and codes down to the township, everything below and every boundary invented."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256

import numpy as np
import shapely

from gongzhi.demo.known import known
from gongzhi.demo.layout import lay_out, outline_of
from gongzhi.demo.mosaic import in_one_piece, mosaic
from gongzhi.demo.numbering import DemoArea, number_city
from gongzhi.demo.sampling import Random, TornError

ATTEMPTS = 12
Tell = Callable[[str, int, int], None]


@dataclass(frozen=True, kw_only=True, slots=True)
class DemoCity:
    """All areas of the demonstration, from the city down: those above before those below."""

    areas: tuple[DemoArea, ...]

    def of(self, level: str) -> list[DemoArea]:
        """The areas of one level in order of code."""
        return [area for area in self.areas if area.level == level]

    def digest(self) -> str:
        """SHA-256 over codes, names and every corner: equal for equal cities."""
        total = sha256()
        for area in self.areas:
            total.update(f"{area.code}|{area.name}|{area.level}|{area.parent}|{area.special}\n".encode())
            total.update(shapely.to_wkb(area.outline, byte_order=1))
        return total.hexdigest()


def untold(_what: str, _done: int, _total: int) -> None:
    """Tells nobody."""


def draw(seed: int, *, grids: int | None = None, tell: Tell = untold) -> DemoCity:
    """The city for this seed, with 7,181 grids unless another count is asked for (at least one for each village).

    `tell(what, done, total)` is called as the work goes on. ValueError when the grids do not go round.
    """
    for attempt in range(ATTEMPTS):
        # A layout that is torn beyond mending is thrown away.
        with suppress(TornError):
            return _drawn(seed, attempt, grids or known().grids, tell)
    raise ValueError(f"no layout for seed {seed} hangs together: take another seed")


def _drawn(seed: int, attempt: int, grids: int, tell: Tell) -> DemoCity:
    facts = known()
    # RandomState and not Generator: its stream stays the same from one version of numpy to the next.
    random = Random([seed, attempt])
    tell("draw", 0, 4)
    villages = lay_out(facts, grids, random)
    tell("draw", 1, 4)
    ground = shapely.union_all([outline_of(county) for county in facts.counties])
    cells = mosaic(np.vstack([village.grids for village in villages]), ground, random)
    tell("draw", 2, 4)
    of = [number for number, village in enumerate(villages) for _ in village.grids]
    counties, townships = ([int(village.township[:digits]) for village in villages] for digits in (6, 9))
    settled = in_one_piece(of, (counties, townships), cells.neighbours)
    tell("draw", 3, 4)
    areas = number_city(facts, villages, cells.cells, settled)
    tell("draw", 4, 4)
    return DemoCity(areas=tuple(areas))
