"""Where many units receive people is told by one list, judged row by row as their page judges it, kept all or none."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.forms import modelform_factory

from gongzhi.bodies import history
from gongzhi.bodies.lists import Row, Shape, whole
from gongzhi.bodies.models import Counter, Person
from gongzhi.bodies.rights import actor_of
from gongzhi.places.spoken import say

DUTY = "bodies.edit"
COLUMNS: Mapping[str, str] = {
    "unit": "单位编码", "public_address": "对外地址", "telephone": "对外电话", "hours": "对外时间",
    "lon": "经度", "lat": "纬度",
}  # fmt: skip
LIST = Shape(columns=COLUMNS, needed=("unit", "public_address"), most=5000)


@dataclass(slots=True)
class Judged:
    """The counter as a row would have it and as it was, or everything that is wrong with the row, in words."""

    row: Row
    counter: Counter
    before: history.Values | None
    wrong: list[str] = field(default_factory=list)

    @property
    def changed(self) -> bool:
        """Whether the row says anything else than is there."""
        return history.values_of(self.counter) != self.before

    def __str__(self) -> str:
        what = "made" if self.before is None else "changed" if self.changed else "same"
        return f"{say(f'pages.receiving.{what}')} · {self.counter}"


def judge(rows: Sequence[Row], by: Person, at: datetime) -> list[Judged]:
    """Each row as the page of a counter would judge it; nothing is written. Refuses 403 `no-right`."""
    actor_of(by, at).require(DUTY)
    form = modelform_factory(Counter, fields=tuple(COLUMNS))
    known = Counter.objects.in_bulk([row.said.get("unit", "") for row in rows])
    first: dict[str, int] = {}
    return [_judged(row, form, known.get(row.said.get("unit", "")), first) for row in rows]


@transaction.atomic
def keep_all(rows: Sequence[Row], by: Person, at: datetime) -> int:
    """Keep every counter of the list, or refuse the whole (422 `list-not-clean`); how many were made or changed."""
    judged = judge(rows, by, at)
    whole(judged)
    done = [one for one in judged if one.changed]
    for one in done:
        one.counter.save(force_insert=one.before is None)
        history.note(one.counter, one.before, history.values_of(one.counter), by=by.actor_id, at=at)
    return len(done)


def _judged(row: Row, form: Any, there: Counter | None, first: dict[str, int]) -> Judged:
    before = history.values_of(there) if there is not None else None
    filled = form(dict(row.said), instance=there)
    return Judged(row, filled.instance, before, LIST.faults(row, filled.errors, "unit", first))
