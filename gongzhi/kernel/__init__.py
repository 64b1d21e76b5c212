"""What every floor may lean on: who acts, where, and how a refusal is said. No framework."""

from gongzhi.kernel.actor import EVERYTHING, PUBLIC, SYSTEM, Actor, Right, Scope
from gongzhi.kernel.geo import Crs, GeoPoint, crs_of
from gongzhi.kernel.refusal import Refused

__all__ = [
    "EVERYTHING",
    "PUBLIC",
    "SYSTEM",
    "Actor",
    "Crs",
    "GeoPoint",
    "Refused",
    "Right",
    "Scope",
    "crs_of",
]
