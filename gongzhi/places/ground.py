"""The ground of a city is what its finest areas cover; a gap is what the areas above them cover and they do not.

Finest: an area with an outline and no area with an outline beneath it (compounds aside: they stand inside grids and
do not tile the city). Gap: inside the outline of an area whose parts do not fill it; where nothing above has an
outline, a hole enclosed by the areas of the city. Open water or land beyond the outer edge is outside, not a gap.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from gongzhi.places.earth import Array
from gongzhi.places.tree import Tree


@dataclass(frozen=True, eq=False)
class Ground:
    """The outlined areas of one city: `codes` sorted, `shapes` (WGS84 degrees), `above` (nearest outlined ancestor,
    else the top of the tree; "" for the top itself) and `levels` in the same order; compounds apart."""

    root: str
    codes: tuple[str, ...]
    shapes: Array
    above: tuple[str, ...]
    levels: tuple[str, ...]
    compounds: tuple[str, ...]
    compound_shapes: Array

    @cached_property
    def finest(self) -> Array:
        """Whether each area is one that points are located in."""
        return np.array([code not in self.families for code in self.codes], dtype=bool)

    @cached_property
    def families(self) -> dict[str, list[int]]:
        """The positions of the areas directly under each upper area (`above`)."""
        found: dict[str, list[int]] = defaultdict(list)
        for position, upper in enumerate(self.above):
            if upper:
                found[upper].append(position)
        return found

    def gap_under(self, upper: str) -> BaseGeometry:
        """What the areas under `upper` leave open of it, in degrees; empty when they fill it."""
        filled = shapely.union_all(self.shapes[self.families[upper]])
        if upper in self.positions:
            whole: BaseGeometry = self.shapes[self.positions[upper]]
            return shapely.difference(whole, filled)
        return holes_of(filled)

    @cached_property
    def positions(self) -> dict[str, int]:
        """Where each code stands."""
        return {code: position for position, code in enumerate(self.codes)}


def holes_of(shape: BaseGeometry) -> BaseGeometry:
    """What an outline encloses without covering it."""
    parts = shapely.get_parts(shape)
    filled = shapely.polygons(
        shapely.get_exterior_ring(parts[shapely.get_type_id(parts) == shapely.GeometryType.POLYGON])
    )
    return shapely.difference(shapely.union_all(filled), shape)


def outlined_above(code: str, outlined: Mapping[str, BaseGeometry], tree: Tree) -> str:
    """The nearest area above `code` that has an outline, else the top of its tree; "" for the top itself."""
    *above, _ = tree.chain(code)
    return next((upper for upper in reversed(above) if upper in outlined), above[0] if above else "")


def grounds(shapes: Mapping[str, BaseGeometry], tree: Tree) -> list[Ground]:
    """The ground of every city, by code; `shapes` holds the outline of each area that has one."""
    cities: dict[str, list[str]] = defaultdict(list)
    for code in sorted(shapes):
        cities[tree.root(code)].append(code)
    return [_ground(root, codes, shapes, tree) for root, codes in sorted(cities.items())]


def _ground(root: str, codes: list[str], shapes: Mapping[str, BaseGeometry], tree: Tree) -> Ground:
    tiles = tuple(code for code in codes if tree.refs[code].level != "compound")
    compounds = tuple(code for code in codes if tree.refs[code].level == "compound")
    return Ground(
        root,
        tiles,
        stacked(shapes, tiles),
        tuple(outlined_above(code, shapes, tree) for code in tiles),
        tuple(tree.refs[code].level for code in tiles),
        compounds,
        stacked(shapes, compounds),
    )


def stacked(shapes: Mapping[str, BaseGeometry], codes: tuple[str, ...]) -> Array:
    """The outlines of `codes` as one array."""
    array = np.empty(len(codes), dtype=object)
    array[:] = [shapes[code] for code in codes]
    return array
