"""A supervise order runs under a clock of its own: whoever must answer finds it by that clock."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery

from gongzhi.matters.loop.urging import SUPERVISED
from gongzhi.matters.models import ClockRow, MatterRow

BOX = "answer"
"""What a list of matters with an order that is not answered yet is asked for by."""
DUE = "answer_due"


def orders(unit: str = "") -> "QuerySet[ClockRow]":
    """The clocks of the orders that wait for an answer, of that unit where one is named."""
    running = ClockRow.objects.filter(name__startswith="answer:", ended_at=None)
    return running.filter(unit=unit) if unit else running


def unanswered(unit: str = "") -> Q:
    """The rows with such an order: every one of them is supervised, which an index finds."""
    return Q(supervision__gte=SUPERVISED) & Q(Exists(orders(unit).filter(matter_id=OuterRef("id"))))


def by_due(rows: "QuerySet[MatterRow]", unit: str = "") -> "QuerySet[MatterRow]":
    """The rows with the time at which the first of their orders is due (`DUE`)."""
    first = orders(unit).filter(matter_id=OuterRef("id")).order_by("due_at")
    return rows.annotate(**{DUE: Subquery(first.values("due_at")[:1])}).filter(**{f"{DUE}__isnull": False})


def first_of(rows: Iterable[MatterRow]) -> dict[UUID, ClockRow]:
    """Of each of those matters the order that must be answered first, where there is one."""
    supervised = [row.id for row in rows if row.supervision >= SUPERVISED]
    found = orders().filter(matter_id__in=supervised).order_by(F("due_at").desc()) if supervised else ()
    return {clock.matter_id: clock for clock in found}
