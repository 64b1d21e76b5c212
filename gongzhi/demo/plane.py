"""Shapes are drawn on a plane in kilometres and kept in steps of 1e-7 degree, so that neighbours share corners."""

from math import cos, radians

import numpy as np
from numpy.typing import NDArray

from gongzhi.demo.known import Floats

ORIGIN = (124.4, 43.4)
KM_PER_DEGREE = 111.2
SCALE = np.array([KM_PER_DEGREE * cos(radians(ORIGIN[1])), KM_PER_DEGREE])
STEPS = 10_000_000

Steps = NDArray[np.int64]


def to_km(degrees: Floats) -> Floats:
    """Kilometres east and north of the origin, for (n, 2) longitudes and latitudes."""
    out: Floats = (degrees - np.array(ORIGIN)) * SCALE
    return out


def to_steps(km: Floats) -> Steps:
    """Whole steps of 1e-7 degree (about 1 cm) for (n, 2) kilometres; equal corners stay equal."""
    out: Steps = np.rint((km / SCALE + np.array(ORIGIN)) * STEPS).astype(np.int64)
    return out


def to_degrees(steps: Steps) -> Floats:
    """Longitudes and latitudes with seven digits."""
    out: Floats = np.round(steps / STEPS, 7)
    return out
