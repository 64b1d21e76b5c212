"""Every level has its centre; member units sit at the city and in each county, some with a station in each township."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from gongzhi.bodies.roster import ROOT_CODE
from gongzhi.bodies.staffing import CounterRow, DutyRow, PowerRow, UnitRow
from gongzhi.catalogue import UnitType
from gongzhi.catalogue.kind import LEVELS
from gongzhi.catalogue.unit_type import CENTRE
from gongzhi.demo.known import known
from gongzhi.demo.numbering import DemoArea

CENTRE_NAME = "综治中心"
OPEN, CITY_LINE = "周一至周五 8:30–11:30、13:00–17:00", "12345"
"""When the counters receive; the only number that an invented counter may give is the city's own line."""
HOURS = {**dict.fromkeys(("GD", "SWJ", "GR", "RQ"), "around-the-clock"), "SZ": "service-window"}
"""Utilities keep watch day and night, and the service window is open on Saturday mornings."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Offices:
    """All units of the demonstration but the root centre, which every installation has; duties and powers of all."""

    units: tuple[UnitRow, ...]
    duties: tuple[DutyRow, ...]
    powers: tuple[PowerRow, ...]

    def of(self, area: str) -> list[UnitRow]:
        """The member units and stations, not the centres, of one area."""
        return [unit for unit in self.units if unit.area == area and not unit.is_centre]


def offices(areas: Sequence[DemoArea], types: Mapping[str, UnitType]) -> Offices:
    """The units of every area with what their type answers for and may lawfully do there."""
    units = [unit for area in areas if area.level in LEVELS for unit in units_at(area, types)]
    root = UnitRow(code=ROOT_CODE, name=known().name + CENTRE_NAME, type=CENTRE, level="city", is_centre=True)
    every = [root, *units]
    return Offices(
        units=tuple(units),
        duties=tuple(row for unit in every for row in duties_of(unit, types)),
        powers=tuple(
            PowerRow(unit=unit.code, power=power)
            for unit in every
            if unit.type in types
            for power in types[unit.type].powers
        ),
    )


def units_at(area: DemoArea, types: Mapping[str, UnitType]) -> Iterator[UnitRow]:
    """The centre of the area (the city's is the root centre), and the member units or stations that sit there."""
    if area.level != "city":
        name = f"{area.name}{CENTRE_NAME}"
        yield UnitRow(
            code=centre_of(area.code), name=name, type=CENTRE, level=area.level, area=area.code, is_centre=True
        )
    called = known().name if area.level == "city" else area.name
    for code, kind in types.items():
        name = called + _name_at(kind, area.level)
        if not kind.is_centre and _sits_at(kind, area.level):
            yield UnitRow(
                code=f"{code}-{area.code}",
                name=name,
                type=code,
                level=area.level,
                area=area.code,
                calendar=HOURS.get(code, ""),
            )


def counters(areas: Sequence[DemoArea]) -> list[CounterRow]:
    """Where each centre of a county or township receives everybody: invented, in the middle of its area."""
    rows = []
    for area in areas:
        if area.level in ("county", "township"):
            middle = area.outline.representative_point()
            rows.append(
                CounterRow(
                    unit=centre_of(area.code),
                    address=f"{area.name}便民服务大厅一楼（演示，地址为虚构）",
                    telephone=CITY_LINE,
                    hours=OPEN,
                    lon=round(middle.x, 5),
                    lat=round(middle.y, 5),
                )
            )
    return rows


def duties_of(unit: UnitRow, types: Mapping[str, UnitType]) -> list[DutyRow]:
    """What the type of the unit answers for at the unit's level."""
    kind = types.get(unit.type)
    level = next((level for level in LEVELS if level == unit.level), None)
    return [DutyRow(unit=unit.code, duty=duty) for duty in kind.duties_at(level)] if kind and level else []


def centre_of(area: str) -> str:
    """The code of an area's centre; the city's is the root centre."""
    return ROOT_CODE if area == known().code else f"{CENTRE}-{area}"


def _sits_at(kind: UnitType, level: str) -> bool:
    if level == "township":
        return kind.stations is not None
    return level in ("city", "county") and level in kind.levels


def _name_at(kind: UnitType, level: str) -> str:
    return kind.stations.zh if level == "township" and kind.stations is not None else kind.name.zh
