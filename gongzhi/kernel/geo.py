"""A point is worth nothing without its coordinate system, so it never travels without one."""

from dataclasses import dataclass
from enum import StrEnum
from math import isfinite

from gongzhi.kernel.refusal import Refused


class Crs(StrEnum):
    """The four coordinate systems in use; cgcs2000 and wgs84 agree within centimetres."""

    CGCS2000 = "cgcs2000"
    WGS84 = "wgs84"
    GCJ02 = "gcj02"
    BD09 = "bd09"


@dataclass(frozen=True, kw_only=True, slots=True)
class GeoPoint:
    """Longitude and latitude in degrees as they were given, in the system they were given in."""

    lon: float
    lat: float
    crs: Crs

    def __post_init__(self) -> None:
        for name, value, limit in (("lon", self.lon, 180.0), ("lat", self.lat, 90.0)):
            if not isfinite(value) or abs(value) > limit:
                raise Refused("point-impossible", status=422, field=name, value=value, limit=limit)


def crs_of(name: str) -> Crs:
    """The coordinate system called `name`; refuses an unknown or missing one with 422 `crs-unknown`."""
    try:
        return Crs(name.strip().lower())
    except ValueError:
        raise Refused("crs-unknown", status=422, value=name, known=", ".join(Crs)) from None
