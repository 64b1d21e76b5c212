"""Where somebody who has no map says roughly that it is: counties with their townships."""

from datetime import datetime

from gongzhi.places import locating as places
from gongzhi.places.tree import AreaRef

Choices = list[tuple[AreaRef, list[AreaRef]]]


def townships(at: datetime) -> Choices:
    """The counties of the city, each with its townships, that stand at `at`."""
    counties = [county for city in places.parts_of(None, at) for county in places.parts_of(city.code, at)]
    return [(county, places.parts_of(county.code, at)) for county in counties]


def named(code: str, at: datetime) -> str:
    """County and township of that code in words; empty for anything that cannot be chosen."""
    for county, parts in townships(at):
        for part in parts:
            if part.code == code:
                return f"{county.name} {part.name}"
    return ""
