"""A document has one number: the unit's letters, the type's, the year, and a serial that leaves no gap.

GB/T 9704—2012, 7.2.5: 机关代字, 年份 in 〔〕, 顺序号 without 第 and without filling zeros.
"""

import re
from datetime import datetime

from django.db import connection

from gongzhi.bodies.roster import UnitFact
from gongzhi.catalogue import Marks, Template
from gongzhi.places import locating as places

_SHORT = re.compile(
    r"(街道办事处|街道|地区|满族乡|民族乡|蒙古族自治县|满族自治县|自治县|社区居委会|居委会|社区|村委会|村|镇|乡|市|区|县)$"
)
_SQL = (
    "INSERT INTO documents_series (unit, series, year, last) VALUES (%s, %s, %s, 1) "
    "ON CONFLICT (unit, series, year) DO UPDATE SET last = documents_series.last + 1 RETURNING last"
)


def take(unit: str, series: str, year: int) -> int:
    """The next serial, held until the transaction ends: whoever comes next waits, and a rollback gives it back."""
    assert connection.in_atomic_block, "a serial is taken in the transaction that keeps its document"
    with connection.cursor() as cursor:
        cursor.execute(_SQL, [unit, series, year])
        return int(cursor.fetchone()[0])


def mark_of(unit: UnitFact, marks: Marks, at: datetime) -> str:
    """The letters that begin the unit's numbers: its own, or those of its area and its type."""
    if unit.code in marks.units:
        return marks.units[unit.code]
    return _of_area(unit.area, marks, at) + marks.types.get(unit.type, unit.type)


def _of_area(code: str, marks: Marks, at: datetime) -> str:
    """The letters of the nearest area that has some, and the short names of the areas below it."""
    if not code:
        top = places.parts_of(None, at)
        return _of_area(top[0].code, marks, at) if len(top) == 1 else ""
    below: list[str] = []
    for each in reversed(places.chain(code)):
        if each in marks.areas:
            return marks.areas[each] + "".join(reversed(below))
        below.append(short(places.area(each).name))
    return "".join(reversed(below))


def short(name: str) -> str:
    """The name of an area without its kind: 仁兴街道 → 仁兴. A name that is nothing but a kind stays."""
    return _SHORT.sub("", name) or name


def number_of(template: Template, mark: str, year: int, serial: int) -> str:
    """The number as it is printed."""
    return template.number.format_map({"mark": mark, "series": template.series, "year": year, "serial": serial})
