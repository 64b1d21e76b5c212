"""Every grid has its own worker and a deputy, and every village a leader; there are fewer workers than grids."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from gongzhi.bodies.staffing import AssignmentRow
from gongzhi.demo.numbering import DemoArea
from gongzhi.demo.quotas import shared_out


@dataclass(frozen=True, kw_only=True, slots=True)
class Patrol:
    """The workers of one village by login, the first of them its leader (网格长), and who has which grid."""

    village: str
    workers: tuple[str, ...]
    assignments: tuple[AssignmentRow, ...]

    @property
    def leader(self) -> str:
        """The leader's login."""
        return self.workers[0]


def patrols(areas: Sequence[DemoArea], workers: int) -> list[Patrol]:
    """`workers` shared out over the villages by their grids, numbered through the city in order of village code.

    At least two in a village with two grids or more, and never more workers than grids there. ValueError when
    there are too few workers for the villages.
    """
    grids: dict[str, list[str]] = {area.code: [] for area in areas if area.level == "community"}
    for area in areas:
        if area.level == "grid" and area.parent is not None:
            grids[area.parent].append(area.code)
    sizes = np.array([len(own) for own in grids.values()], dtype=np.float64)
    counts = shared_out(workers, sizes, np.minimum(sizes, 2.0))
    crews: dict[str, tuple[str, ...]] = {}
    first = 1
    for village, count in zip(grids, counts, strict=True):
        crews[village] = tuple(login(number) for number in range(first, first + count))
        first += count
    return [patrol(village, crews[village], own, _relief(village, crews)) for village, own in grids.items()]


def login(number: int) -> str:
    """The login of the worker with this number."""
    return f"wgy{number:04d}"


def patrol(village: str, crew: tuple[str, ...], grids: Sequence[str], relief: str) -> Patrol:
    """Each grid to a worker in turn, the next worker as deputy; `relief` is the deputy where there is one worker."""
    rows = []
    for turn, grid in enumerate(grids):
        own = crew[turn % len(crew)]
        deputy = crew[(turn + 1) % len(crew)] if len(crew) > 1 else relief
        rows.append(AssignmentRow(login=own, grid=grid))
        rows.append(AssignmentRow(login=deputy, grid=grid, deputy_of=own))
        rows.append(AssignmentRow(login=crew[0], grid=grid, role="leader"))
    rows += [AssignmentRow(login=spare, grid=grids[0]) for spare in crew[len(grids) :]]
    return Patrol(village=village, workers=crew, assignments=tuple(rows))


def _relief(village: str, crews: dict[str, tuple[str, ...]]) -> str:
    """The leader of another village of the same township, else of any other."""
    others = [other for other in crews if other != village]
    near = [other for other in others if other[:9] == village[:9]]
    return crews[(near or others)[0]][0]
