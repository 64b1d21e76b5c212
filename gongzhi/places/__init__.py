"""Places: areas from city to grid and compound, boundaries with dates, and which grid a point is in."""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gongzhi.places.atlas import EDGE_M, Atlas, Fix
    from gongzhi.places.crs import to_wgs84
    from gongzhi.places.importing import check, import_areas, import_file
    from gongzhi.places.locating import (
        area,
        areas,
        atlas_in_force,
        chain,
        locate,
        locate_many,
        run_by,
        running_chain,
        version_in_force,
    )
    from gongzhi.places.moving import Move, moved_points
    from gongzhi.places.report import AreaRow, Changes, Problem, Report
    from gongzhi.places.standing import changed, forget
    from gongzhi.places.tree import LEVELS, AreaRef

__all__ = [
    "EDGE_M",
    "LEVELS",
    "AreaRef",
    "AreaRow",
    "Atlas",
    "Changes",
    "Fix",
    "Move",
    "Problem",
    "Report",
    "area",
    "areas",
    "atlas_in_force",
    "chain",
    "changed",
    "check",
    "forget",
    "import_areas",
    "import_file",
    "locate",
    "locate_many",
    "moved_points",
    "run_by",
    "running_chain",
    "to_wgs84",
    "version_in_force",
]

# Django reads this package before its models may be read, so each name is fetched when it is first asked for.
_HOMES = {
    "atlas": ("EDGE_M", "Atlas", "Fix"),
    "crs": ("to_wgs84",),
    "importing": ("check", "import_areas", "import_file"),
    "locating": (
        "area",
        "areas",
        "atlas_in_force",
        "chain",
        "locate",
        "locate_many",
        "run_by",
        "running_chain",
        "version_in_force",
    ),
    "moving": ("Move", "moved_points"),
    "report": ("AreaRow", "Changes", "Problem", "Report"),
    "standing": ("changed", "forget"),
    "tree": ("LEVELS", "AreaRef"),
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}

if not TYPE_CHECKING:

    def __getattr__(name: str) -> object:
        if name not in _HOME_OF:
            raise AttributeError(name)
        value = getattr(import_module(f"{__name__}.{_HOME_OF[name]}"), name)
        globals()[name] = value
        return value
