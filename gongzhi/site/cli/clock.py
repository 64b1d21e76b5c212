"""clock due: when a limit that starts now, or at any time, is used up."""

from datetime import datetime
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Annotated

import typer
from django.conf import settings

from gongzhi import catalogue
from gongzhi.catalogue import Limit, TimeUnit
from gongzhi.kernel import Refused
from gongzhi.matters.loop import clock
from gongzhi.site.cli.frame import Summary, command


class Unit(StrEnum):
    """How the amount is counted (`loop.md`, Clocks)."""

    WORK_HOURS = "work-hours"
    WORK_DAYS = "work-days"
    CLOCK_HOURS = "clock-hours"
    CALENDAR_DAYS = "calendar-days"


COUNTED: dict[Unit, TimeUnit] = {
    Unit.WORK_HOURS: "work_hours",
    Unit.WORK_DAYS: "work_days",
    Unit.CLOCK_HOURS: "clock_hours",
    Unit.CALENDAR_DAYS: "calendar_days",
}


@command("clock due")
def due(
    start: Annotated[str, typer.Option("--from", help="起点，如 2026-02-13T16:00:00+08:00，须带时区偏移。")],
    amount: Annotated[str, typer.Option(help="数量：小时可带小数，天须为整数。")],
    unit: Annotated[Unit, typer.Option(help="计量方式。")],
    calendar: Annotated[str, typer.Option(help="日历编码。")] = "standard",
) -> Summary:
    """计算到期时间；最后一行只有到期时间。"""
    read = catalogue.read(settings.CATALOGUE)
    if calendar not in read.calendars:
        raise Refused("calendar-unknown", status=404, calendar=calendar, known=", ".join(sorted(read.calendars)))
    limit = Limit(name="cli", amount=amount_of(amount), unit=COUNTED[unit], calendar=calendar)
    found = clock.due_published(limit, read.calendars[calendar], time_of(start))
    facts = {
        "from": start,
        "amount": str(limit.amount),
        "unit": unit.value,
        "calendar": calendar,
        "yellow": found.yellow_at.isoformat(),
        "orange": found.orange_at.isoformat(),
        "due": found.due_at.isoformat(),
        "explained": clock.explain(found, read.words),
    }
    return Summary(facts, last=found.due_at.isoformat())


def time_of(said: str) -> datetime:
    """A time with its offset; refuses (422 `time-unreadable`) what has none."""
    try:
        read = datetime.fromisoformat(said)
    except ValueError:
        raise Refused("time-unreadable", status=422, value=said) from None
    if read.utcoffset() is None:
        raise Refused("time-unreadable", status=422, value=said)
    return read


def amount_of(said: str) -> Decimal:
    """A number; refuses (422 `amount-unreadable`) what is none."""
    try:
        return Decimal(said)
    except InvalidOperation:
        raise Refused("amount-unreadable", status=422, value=said) from None
