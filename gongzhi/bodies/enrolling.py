"""Many units are opened by one list, judged row by row as their page judges them, and opened all or none.

One administrator does it: a unit gives nobody a right before somebody sits there, which takes two people.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.forms import modelform_factory

from gongzhi.bodies import history
from gongzhi.bodies.forms import UnitForm
from gongzhi.bodies.lists import Row, Shape, whole
from gongzhi.bodies.models import Person, Unit, UnitDuty
from gongzhi.bodies.models.units import LEVEL_NAMES
from gongzhi.bodies.rights import actor_of

DUTY = "bodies.edit"
COLUMNS: Mapping[str, str] = {
    "code": "编码", "name": "名称", "type": "类型", "level": "层级", "area": "管辖区域编码", "is_centre": "综治中心",
    "calendar": "工作历", "hours": "办公时间", "duties": "职责",
}  # fmt: skip
LIST = Shape(columns=COLUMNS, needed=("code", "name", "type", "level"), most=5000)
_LEVELS = {name: level for level, name in LEVEL_NAMES} | {name.split("（")[0]: level for level, name in LEVEL_NAMES}
_NO = ("", "否", "no", "0", "false")
_FIELDS = ("code", "name", "type", "level", "area", "is_centre", "calendar", "hours")


@dataclass(slots=True)
class Judged:
    """The unit that a row would open with its duties, or everything that is wrong with the row, in words."""

    row: Row
    unit: Unit = field(default_factory=Unit)
    duties: list[UnitDuty] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        said = (self.unit.get_level_display(), self.unit.area or "—", *(duty.duty for duty in self.duties))
        return " · ".join(map(str, said))


def judge(rows: Sequence[Row], by: Person, at: datetime) -> list[Judged]:
    """Each row as the page of a unit would judge it; nothing is written. Refuses 403 `no-right`."""
    actor_of(by, at).require(DUTY)
    form = modelform_factory(Unit, form=UnitForm, fields=_FIELDS)
    first: dict[str, int] = {}
    return [_judged(row, form, first, at) for row in rows]


@transaction.atomic
def open_all(rows: Sequence[Row], by: Person, at: datetime) -> int:
    """Open every unit of the list, or refuse the whole (422 `list-not-clean`); how many there were."""
    judged = judge(rows, by, at)
    whole(judged)
    for one in judged:
        for made in (one.unit, *one.duties):
            made.save(force_insert=True)
            history.note(made, None, history.values_of(made), by=by.actor_id, at=at)
    return len(judged)


def _judged(row: Row, form: Any, first: dict[str, int], at: datetime) -> Judged:
    said, level = dict(row.said), row.said.get("level", "")
    centre = said.get("is_centre", "").lower() not in _NO
    filled = form(said | {"level": _LEVELS.get(level, level), "is_centre": centre})
    one = Judged(row, unit=filled.instance)
    one.unit.valid_from = at
    one.wrong += LIST.faults(row, filled.errors, "code", first)
    if not one.wrong:
        _duties(one, said.get("duties", ""), at)
    return one


def _duties(one: Judged, said: str, at: datetime) -> None:
    for duty in dict.fromkeys(filter(None, re.split(r"[\s,，、;；]+", said))):
        made = UnitDuty(unit=one.unit, duty=duty, valid_from=at)
        try:
            made.full_clean(exclude=["unit"], validate_unique=False, validate_constraints=False)
        except ValidationError as error:
            one.wrong += [f"{LIST.named('duties')}{duty[:40]}：{words}" for words in error.messages]
        one.duties.append(made)
