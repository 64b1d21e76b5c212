"""The summary of an import counts every row once: taken, there already, or refused; and says how the rows now stand."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime

from gongzhi.exchange.records.record import Record, sorted_into
from gongzhi.matters.sources import Standing

INSIDE = ("inside", "edge", "overlap")
UNPLACED = "unplaced"
"""How a point may be placed (`places.Fix.how`): with an area; and the word for no point at all."""


@dataclass(slots=True)
class Tally:
    """What became of the rows. `placed` and `stages` count those taken or there already, as they stand now."""

    read: int = 0
    taken: int = 0
    kept: int = 0
    closed_since: int = 0
    differs: int = 0
    mapped: int = 0
    overdue: int = 0
    agree: int = 0
    comparable: int = 0
    placed: Counter[str] = field(default_factory=Counter)
    stages: Counter[str] = field(default_factory=Counter)
    findings: Counter[str] = field(default_factory=Counter)
    unknown_statuses: Counter[str] = field(default_factory=Counter)

    @property
    def already(self) -> int:
        return self.kept - self.taken

    @property
    def located(self) -> int:
        return sum(self.placed[how] for how in INSIDE)

    @property
    def without_place(self) -> int:
        return self.placed[UNPLACED]

    @property
    def outside(self) -> int:
        """Those with a point that lies in no area: beyond the city, in a gap, or in a city without boundaries."""
        return self.kept - self.located - self.without_place

    def count(self, record: Record, stands: Standing, names: tuple[str, ...], at: datetime) -> None:
        """Count a record that is kept. `names` are code and name of the grid in which it stands, if any."""
        self.kept += 1
        self.placed[stands.placed] += 1
        self.stages[stands.stage] += 1
        self.mapped += sorted_into(record)
        self.overdue += late(record, at)
        self.findings.update(record.findings)
        if "status-unknown" in record.findings:
            self.unknown_statuses[record.command.foreign[1]] += 1
        if names and record.area:
            self.comparable += 1
            self.agree += record.area in names


def late(record: Record, at: datetime) -> bool:
    """Whether the source's own due time had passed when it was closed, or has passed and it is open."""
    due = record.command.due_at
    return due is not None and due < (record.command.closed_at or at)
