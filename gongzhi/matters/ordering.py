"""A list has one order: newest first, what is due first, or place by place as one would walk it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from django.db.models import F, Q, QuerySet

from gongzhi.kernel import Refused
from gongzhi.matters import marks
from gongzhi.matters.models import MatterRow


class Order(Protocol):
    """How rows are sorted, and where the page after a row begins."""

    def sort(self, rows: "QuerySet[MatterRow]") -> "QuerySet[MatterRow]":
        """The rows in this order; no two of them stand equal."""

    def after(self, mark: str) -> Q:
        """What comes after the row with that mark; 422 `cursor-unknown`."""

    def mark(self, row: MatterRow) -> str:
        """The mark of that row."""


@dataclass(frozen=True, slots=True)
class ByTime:
    """Along one time that every row of the list has, `down` from the newest."""

    column: str
    down: bool = False

    def sort(self, rows: "QuerySet[MatterRow]") -> "QuerySet[MatterRow]":
        sign = "-" if self.down else ""
        return rows.order_by(f"{sign}{self.column}", f"{sign}id")

    def after(self, mark: str) -> Q:
        moment, last = marks.cursor(mark)
        side = "lt" if self.down else "gt"
        edge = Q(**{f"{self.column}__{side}e": moment})
        return edge & (Q(**{f"{self.column}__{side}": moment}) | Q(**{self.column: moment, f"id__{side}": last}))

    def mark(self, row: MatterRow) -> str:
        return marks.marked(getattr(row, self.column), row.id)


@dataclass(frozen=True, slots=True)
class ByPlace:
    """Grid by grid along the codes, and in each what is due first; what has no grid yet stands before all.

    The code of a grid begins with that of its community, this with that of its township and its county (GB/T 2260,
    GB/T 10114; `places/branches.py` holds a city to it): along the grids lie communities, townships, counties together.
    """

    def sort(self, rows: "QuerySet[MatterRow]") -> "QuerySet[MatterRow]":
        return rows.order_by("grid", F("due_at").asc(nulls_last=True), "id")

    def after(self, mark: str) -> Q:
        grid, due, last = marks.spot(mark)
        return Q(grid__gte=grid) & (Q(grid__gt=grid) | Q(grid=grid) & _later(due, last))

    def mark(self, row: MatterRow) -> str:
        return marks.placed(row.grid, row.due_at, row.id)


def _later(due: datetime | None, last: UUID) -> Q:
    """What stands after it in the same grid: what is due later, and then what is under no clock."""
    if due is None:
        return Q(due_at=None, id__gt=last)
    return Q(due_at__gt=due) | Q(due_at=due, id__gt=last) | Q(due_at=None)


NEWEST, DUE, PLACE = ByTime("opened_at", down=True), ByTime("due_at"), ByPlace()
ORDERS: dict[str, Order] = {"newest": NEWEST, "due": DUE, "place": PLACE}


def order_of(name: str) -> Order:
    """The order of that name; 422 `order-unknown`."""
    if name not in ORDERS:
        raise Refused("order-unknown", status=422, value=name, known=", ".join(ORDERS))
    return ORDERS[name]
