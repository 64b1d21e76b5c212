"""What every floor may lean on: who acts, where, and how a refusal is said. No framework."""

from gongzhi.kernel.actor import PUBLIC, SYSTEM, Actor, Right
from gongzhi.kernel.geo import Crs, GeoPoint, crs_of
from gongzhi.kernel.refusal import Refused

__all__ = ["PUBLIC", "SYSTEM", "Actor", "Crs", "GeoPoint", "Refused", "Right", "crs_of"]
