"""Neighbouring areas are numbered in rows, from west to east and from north to south, as the grid standard asks."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import ceil, sqrt

import shapely

from gongzhi.demo.compounds import sectors
from gongzhi.demo.known import COMMUNITY_TYPES, URBAN_TYPES, County, Known, Township
from gongzhi.demo.layout import Village

MARK = "（演示，边界为虚构）"
FIRST_COMMUNITY, FIRST_VILLAGE = 601, 801
SPECIAL_EVERY = 7
SPECIAL_KINDS = {"park": "园区", "school": "学校", "estate": "住宅区"}


@dataclass(frozen=True, kw_only=True, slots=True)
class DemoArea:
    """An area of the demonstration, level in the words of `places`, outline in WGS84 degrees.

    `special` says what a special grid is for (park, school, estate), `urban` whether people live close together.
    """

    code: str
    name: str
    level: str
    parent: str | None
    outline: shapely.Polygon
    special: str = ""
    urban: bool = False


def number_city(
    known: Known, villages: Sequence[Village], cells: Sequence[shapely.Polygon], of: Sequence[int]
) -> list[DemoArea]:
    """All areas in order of level, then code. `of` is the village, by index, of each cell.

    Serials of villages start at 601 (社区) and 801 (村), which the statistical codes leave free.
    """
    own: dict[int, list[shapely.Polygon]] = defaultdict(list)
    for cell, number in zip(cells, of, strict=True):
        own[number].append(cell)
    below: dict[str, list[tuple[Village, list[shapely.Polygon]]]] = defaultdict(list)
    for number, village in enumerate(villages):
        below[village.township].append((village, own[number]))
    inner = [area for c in known.counties for town in c.townships for area in number_township(town, below[town.code])]
    towns = [_above(town, c.code, "township", inner) for c in known.counties for town in c.townships]
    counties = [_above(county, known.code, "county", towns) for county in known.counties]
    outline = joined([county.outline for county in counties])
    city = DemoArea(code=known.code, name=known.name + MARK, level="city", parent=None, outline=outline)
    return [city, *counties, *towns, *_ordered(inner)]


def number_township(town: Township, below: Sequence[tuple[Village, list[shapely.Polygon]]]) -> Iterator[DemoArea]:
    """The villages, grids and compounds of one township."""
    outlines = [joined(cells) for _, cells in below]
    serials = {True: 0, False: 0}
    for place in in_rows(outlines):
        village, cells = below[place]
        community = village.sort in COMMUNITY_TYPES
        serials[community] += 1
        first = FIRST_COMMUNITY if community else FIRST_VILLAGE
        code = f"{town.code}{first - 1 + serials[community]:03d}"
        name = f"{town.name}第{serials[community]}{'社区' if community else '村'}"
        urban = village.sort in URBAN_TYPES
        yield DemoArea(code=code, name=name, level="community", parent=town.code, outline=outlines[place], urban=urban)
        yield from number_grids(code, name, [cells[number] for number in in_rows(cells)], urban=urban)


def number_grids(village: str, name: str, cells: Sequence[shapely.Polygon], *, urban: bool) -> Iterator[DemoArea]:
    """The grids of one village, every seventh urban one special, and the compounds of the other urban ones."""
    for number, cell in enumerate(cells, start=1):
        code, called = f"{village}{number:03d}", f"{name}第{number}网格"
        special = special_kind(int(village), number) if urban else ""
        full = f"{called}（{SPECIAL_KINDS[special]}）" if special else called
        yield DemoArea(code=code, name=full, level="grid", parent=village, outline=cell, special=special, urban=urban)
        if urban and special not in ("park", "school"):
            yield from number_compounds(code, f"{name}{number}", cell)


def number_compounds(grid: str, called: str, cell: shapely.Polygon) -> Iterator[DemoArea]:
    """The one to three residential compounds of an urban grid."""
    for number, outline in enumerate(sectors(cell, 1 + int(grid) * 7 // 3 % 3), start=1):
        name = f"{called}-{number}号小区"
        yield DemoArea(
            code=f"{grid}{number:03d}", name=name, level="compound", parent=grid, outline=outline, urban=True
        )


def special_kind(village: int, number: int) -> str:
    """What a grid is set apart for, or "" for an ordinary one."""
    turn = village // 1000 + village + number * 3
    return list(SPECIAL_KINDS)[turn // SPECIAL_EVERY % len(SPECIAL_KINDS)] if turn % SPECIAL_EVERY == 0 else ""


def in_rows(outlines: Sequence[shapely.Polygon]) -> list[int]:
    """The places of the outlines read in rows from the north, each row from the west."""
    middles = [(outline.centroid.x, outline.centroid.y) for outline in outlines]
    rows = ceil(sqrt(len(outlines)))
    north, south = max(y for _, y in middles), min(y for _, y in middles)
    height = (north - south) / rows or 1.0
    row = [min(int((north - y) / height), rows - 1) for _, y in middles]
    return sorted(range(len(outlines)), key=lambda place: (row[place], middles[place][0]))


def joined(outlines: Sequence[shapely.Polygon]) -> shapely.Polygon:
    """The outline around all of them, corner by corner; ValueError unless they hang together in one piece."""
    whole = shapely.normalize(shapely.coverage_union_all(list(outlines)))
    if not isinstance(whole, shapely.Polygon):
        raise ValueError(f"{len(outlines)} outlines do not hang together")
    return whole


def _above(one: County | Township, parent: str, level: str, below: Sequence[DemoArea]) -> DemoArea:
    outline = joined([area.outline for area in below if area.parent == one.code])
    return DemoArea(code=one.code, name=one.name, level=level, parent=parent, outline=outline)


def _ordered(inner: Sequence[DemoArea]) -> list[DemoArea]:
    rank = {"community": 0, "grid": 1, "compound": 2}
    return sorted(inner, key=lambda area: (rank[area.level], area.code))
