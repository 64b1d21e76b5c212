"""matter show, matter explain-clock: what a matter is, by its number, and how each of its limits was counted."""

from typing import Annotated, Any

import typer

from gongzhi.kernel import Refused
from gongzhi.matters import explaining, journal, queries
from gongzhi.matters.loop.state import Matter
from gongzhi.matters.rows import main_clock
from gongzhi.site.cli.frame import Summary, command, note

Number = Annotated[str, typer.Argument(help="事项编号，例如 20260302-220302-000001。")]


def found(number: str) -> Matter:
    """The matter with that number, as its journal has it."""
    matter = queries.id_of(number)
    if matter is None:
        raise Refused("matter-unknown", status=404, matter=number[:40])
    return journal.state(matter)


@command("matter show")
def show(number: Number) -> Summary:
    """查看一件事项：阶段、持有单位、时限与日志。"""
    state = found(number)
    clock = main_clock(state)
    lines = [
        {"version": line.version, "at": line.recorded_at.isoformat(), "command": line.command, "event": line.event,
         "actor": line.actor, "unit": line.unit}
        for line in queries.lines(state.id)
    ]  # fmt: skip
    for line in lines:
        note(f"{line['version']:>4}  {line['at']}  {line['command']:<14} {line['event']:<18} {line['actor']}")
    facts: dict[str, Any] = {
        "id": str(state.id), "number": state.number, "version": state.version, "stage": state.stage.value,
        "kind": state.kind, "privacy": state.privacy, "urgency": state.urgency, "origin": state.origin,
        "holder": state.holder, "lead": state.lead, "grid": state.place.grid, "placed": state.place.how,
        "opened_at": state.opened_at and state.opened_at.isoformat(),
        "due_at": clock.due_at.isoformat() if clock else None,
        "closed_at": state.closed_at and state.closed_at.isoformat(), "journal": lines,
    }  # fmt: skip
    return Summary(facts)


@command("matter explain-clock")
def explain_clock(number: Number) -> Summary:
    """逐段说明这件事项每个时限是怎样计算的。"""
    told = explaining.explained(found(number).id, "zh")
    for clock in told["clocks"]:
        note(f"— {clock['serial']} {clock['name']}")
        for line in clock["explanation"]:
            note(f"   {line}")
    return Summary(told)
