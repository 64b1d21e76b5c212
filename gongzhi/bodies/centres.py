"""The centres of the four levels: which lie over a place, and which below another one."""

from collections.abc import Callable
from datetime import datetime

from gongzhi.bodies.duties import LEVELS
from gongzhi.bodies.roster import ROOT_CODE, Offices, rank_of


def chain_of(offices: Offices, areas: tuple[str, ...], at: datetime) -> tuple[str, ...]:
    """The centres over the place, the nearest first and the root last, each once."""
    found = [offices.centre_at(level, areas, at).unit for level in reversed(LEVELS)]
    return tuple(dict.fromkeys([*found, ROOT_CODE]))


def centres_below(offices: Offices, code: str, inside: Callable[[str, str], bool], at: datetime) -> frozenset[str]:
    """The centres that lie below centre `code`; `inside(area, over)` says whether one area lies in the other."""
    over = offices.units.get(code)
    if over is None:
        return frozenset()
    return frozenset(
        unit.code
        for unit in offices.units.values()
        if unit.is_centre
        and unit.term.holds(at)
        and rank_of(unit.level) > rank_of(over.level)
        and inside(unit.area, over.area)
    )
