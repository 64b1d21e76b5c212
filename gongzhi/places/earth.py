"""Distances are told in metres and areas in square metres, on the WGS84 ellipsoid."""

from typing import Any

import numpy as np
import shapely

Array = np.ndarray[Any, Any]


def metres_per_degree(lat: Any) -> tuple[Any, Any]:
    """Metres in one degree of longitude and of latitude at latitude `lat` (degrees); floats or arrays.

    The usual series for WGS84, good to a centimetre per degree.
    """
    turn = np.radians(lat)
    east = 111412.84 * np.cos(turn) - 93.5 * np.cos(3 * turn) + 0.118 * np.cos(5 * turn)
    north = 111132.954 - 559.822 * np.cos(2 * turn) + 1.175 * np.cos(4 * turn)
    return east, north


def square_metres(shapes: Array) -> Array:
    """Area in m² of outlines given in degrees; exact to about 1 in 10,000 up to the size of a city."""
    middle = shapely.get_y(shapely.centroid(shapes))
    east, north = metres_per_degree(np.nan_to_num(middle))
    return np.asarray(shapely.area(shapes) * east * north)
