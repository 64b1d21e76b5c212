"""Where people live close together, grids are small: streets around a county's centre, communities around a town's."""

from dataclasses import dataclass

import numpy as np
import shapely

from gongzhi.demo.known import URBAN_TYPES, County, Floats, Known, Township
from gongzhi.demo.plane import to_km
from gongzhi.demo.quotas import quotas
from gongzhi.demo.sampling import Core, Random, core_of, inside, middles, nearest, spread

SAMPLES_PER_GRID = 60
KM2_OF_STREET_VILLAGE = {True: 1.0, False: 6.0}
KM2_OF_TOWN_COMMUNITY = 0.8


@dataclass(frozen=True, kw_only=True, slots=True)
class Village:
    """A village by its township's code and its place in that township's list, with the middles of its grids (km)."""

    township: str
    place: int
    sort: str
    grids: Floats


class CountyLayout:
    """Lays out one county: first its built-up core with the streets, then the towns around, then their villages."""

    def __init__(self, county: County, counts: dict[str, list[int]], random: Random, density: float) -> None:
        self.county, self.counts, self.random, self.density = county, counts, random, density
        self.outline = outline_of(county)
        self.streets = [town for town in county.townships if town.kind in ("street", "zone")]
        self.towns = [town for town in county.townships if town.kind in ("town", "rural")]

    def villages(self, run_by_others: frozenset[str], others: Floats) -> list[Village]:
        """All villages; the towns `run_by_others` are laid nearest to the point `others`."""
        plain = self.sample(self.outline.bounds, self.outline.area * self.density, self.outline)
        core = self.core(plain)
        out = self.in_core(core)
        open_land = plain[~core.holds(plain)]
        centres = middles(open_land, len(self.towns), self.random)
        ordered = _with_neighbours_first(self.towns, centres, run_by_others, others)
        of = nearest(open_land, centres)
        for place, town in ordered:
            out += self.of_town(town, open_land[of == place], core, centres, place)
        return out

    def core(self, plain: Floats) -> Core:
        """The streets' common area, sized by how many villages of which type they have."""
        km2 = sum(KM2_OF_STREET_VILLAGE[sort in URBAN_TYPES] for town in self.streets for sort in town.villages)
        centre = to_km(np.array(self.county.centre))
        return core_of(plain, centre, km2 / self.outline.area, self.random)

    def in_core(self, core: Core) -> list[Village]:
        """The streets share the core by the nearest middle, each cut into its villages."""
        wanted = sum(sum(self.counts[town.code]) for town in self.streets)
        points = self.sample_core(core, wanted, self.outline)
        of = nearest(points, middles(points, len(self.streets), self.random))
        out: list[Village] = []
        for place, town in enumerate(self.streets):
            out += self.cut(town, range(len(town.villages)), points[of == place])
        return out

    def of_town(self, town: Township, land: Floats, county_core: Core, centres: Floats, place: int) -> list[Village]:
        """Communities in the middle of the town, villages around."""
        urban = [number for number, sort in enumerate(town.villages) if sort in URBAN_TYPES]
        rest = [number for number, sort in enumerate(town.villages) if sort not in URBAN_TYPES]
        if not urban or not rest:
            return self.cut(town, range(len(town.villages)), land)
        share = len(urban) * KM2_OF_TOWN_COMMUNITY * self.density / len(land)
        middle = land[((land - centres[place]) ** 2).sum(axis=1).argmin()]
        core = core_of(land, middle, min(share, 0.4), self.random)
        dense = self.sample_core(core, sum(self.counts[town.code][number] for number in urban), self.outline)
        dense = dense[~county_core.holds(dense)]
        dense = dense[nearest(dense, centres) == place]
        return self.cut(town, urban, dense) + self.cut(town, rest, land[~core.holds(land)])

    def cut(self, town: Township, numbers: list[int] | range, land: Floats) -> list[Village]:
        """The land shared among the villages with these numbers, each cut into its count of grids."""
        of = nearest(land, middles(land, len(numbers), self.random))
        out = []
        for place, number in enumerate(numbers):
            own, wanted = land[of == place], self.counts[town.code][number]
            grids = middles(own, wanted, self.random)
            out.append(Village(township=town.code, place=number, sort=town.villages[number], grids=grids))
        return out

    def sample(self, box: tuple[float, float, float, float], wanted: float, outline: shapely.Polygon) -> Floats:
        """About `wanted` points spread over the outline."""
        west, south, east, north = box
        count = int(wanted * (east - west) * (north - south) / outline.area)
        return inside(outline, spread(box, count, self.random))

    def sample_core(self, core: Core, grids: int, outline: shapely.Polygon) -> Floats:
        """Enough points inside the core and the outline to cut so many grids from."""
        points = inside(outline, spread(core.box(), 4 * SAMPLES_PER_GRID * grids, self.random))
        out: Floats = points[core.holds(points)]
        return out


def lay_out(known: Known, grids: int, random: Random) -> list[Village]:
    """Every village of the city with the middles of its grids; the same random numbers give the same layout.

    ValueError when there are fewer grids than villages.
    """
    counts = quotas(known, grids, random)
    outlines = {county.code: outline_of(county) for county in known.counties}
    density = SAMPLES_PER_GRID * grids / sum(outline.area for outline in outlines.values())
    others = {code: outlines[case.run_by] for case in known.jurisdictions for code in case.townships}
    out: list[Village] = []
    for county in known.counties:
        lent = frozenset(others) & {town.code for town in county.townships}
        towards = next((outlines_centre(others[code]) for code in sorted(lent)), np.zeros(2))
        out += CountyLayout(county, counts, random, density).villages(lent, towards)
    return out


def outline_of(county: County) -> shapely.Polygon:
    """The county's sketched outline on the plane, ready for many questions."""
    outline = shapely.Polygon(to_km(county.outline))
    shapely.prepare(outline)
    return outline


def outlines_centre(outline: shapely.Polygon) -> Floats:
    """The centroid as an array."""
    return np.array([outline.centroid.x, outline.centroid.y])


def _with_neighbours_first(
    towns: list[Township], centres: Floats, lent: frozenset[str], others: Floats
) -> list[tuple[int, Township]]:
    """Which centre each town gets: those run by others the nearest to them, the rest from north to south."""
    by_distance = [int(place) for place in np.argsort(((centres - others) ** 2).sum(axis=1), kind="stable")]
    near, far = by_distance[: len(lent)], by_distance[len(lent) :]
    far.sort(key=lambda place: -centres[place, 1])
    first = [town for town in towns if town.code in lent]
    rest = [town for town in towns if town.code not in lent]
    return list(zip(near + far, first + rest, strict=True))
