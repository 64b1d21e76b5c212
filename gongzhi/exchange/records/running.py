"""Records go through the door some hundred at a time; whatever stops an import, running it again brings the rest."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from uuid import UUID, uuid5

from gongzhi.exchange.records.counting import Tally
from gongzhi.exchange.records.reading import Survey, rows
from gongzhi.exchange.records.record import Reader, Record
from gongzhi.exchange.records.rejects import Rejects
from gongzhi.kernel import Actor, Refused, Right
from gongzhi.matters import door
from gongzhi.matters.door import Order
from gongzhi.matters.loop.importing import ImportClose
from gongzhi.matters.loop.state import OPEN
from gongzhi.matters.sources import Standing, matter_of, said_before, standing
from gongzhi.places.locating import areas

BATCH = 200
"""Rows in one transaction: some 80 ms on SQLite with 100,000 matters in it, so that a running server gets its turns."""
Tell = Callable[[int, int], None]


@dataclass(frozen=True, kw_only=True, slots=True)
class Brought:
    """A row that could be read: where it is in the file, its record, and the order that brings it."""

    line: int
    record: Record
    order: Order

    @property
    def matter(self) -> UUID:
        return self.order.key


def source_actor(source: str) -> Actor:
    """A source acts in its own name, and may do nothing but import."""
    return Actor(id=f"source:{source}", rights=frozenset({Right(duty="matters.import")}))


class Run:
    """One import of one file. `clock` says the time at which each batch is received."""

    def __init__(
        self, seen: Survey, reader: Reader, by: Actor, rejects: Rejects, clock: Callable[[], datetime]
    ) -> None:
        self._seen, self._reader, self._by, self._rejects, self._clock = seen, reader, by, rejects, clock
        self._given: dict[str, tuple[int, int]] = {}
        self.tally = Tally()

    def all(self, tell: Tell) -> Tally:
        """Bring every row; `tell` hears how many lines of how many are done."""
        brought = self._brought()
        while batch := list(islice(brought, BATCH)):
            self._bring(batch)
            tell(batch[-1].line, self._seen.lines)
        tell(self._seen.lines, self._seen.lines)
        return self.tally

    def _brought(self) -> Iterator[Brought]:
        """The rows that can be read; the others are listed as they are met."""
        for row in rows(self._seen):
            self.tally.read += 1
            try:
                if row.refused:
                    raise row.refused
                record = self._reader.record(row.cells)
                self._once(record, row.line)
            except Refused as refusal:
                self._rejects.add(row.line, self._reader.source_id(row.cells), refusal)
                continue
            matter = matter_of(*record.command.source)
            yield Brought(line=row.line, record=record, order=Order(command=record.command, by=self._by, key=matter))

    def _once(self, record: Record, line: int) -> None:
        """Refuse a row whose id stood on an earlier line with other content."""
        source_id, content = record.command.source[1], hash(record.command)
        first, said = self._given.setdefault(source_id, (line, content))
        if said != content:
            raise Refused("record-id-double", status=422, field="source_id", value=source_id, first=first)

    def _bring(self, batch: Sequence[Brought]) -> None:
        at = self._clock()
        first = {each.matter: each for each in reversed(batch)}
        known = standing(list(first))
        refused = self._begin([each for each in first.values() if each.matter not in known], at)
        refused |= self._compare([each for each in first.values() if each.matter in known], known, at)
        kept: list[Brought] = []
        for each in batch:
            if each.matter in refused:
                self._rejects.add(each.line, each.record.command.source[1], refused[each.matter])
            else:
                kept.append(each)
        self._count(kept, at)

    def _begin(self, fresh: Sequence[Brought], at: datetime) -> dict[UUID, Refused]:
        """Bring records that are not there; returns those that were refused.

        A receipt of another time is the one that another import, running beside this one, was given.
        """
        refused: dict[UUID, Refused] = {}
        for each, answer in zip(fresh, door.execute_new([each.order for each in fresh], at=at), strict=True):
            if not isinstance(answer, Refused):
                self.tally.taken += answer.recorded_at == at
            elif answer.code == "key-reused":
                self.tally.differs += 1
            else:
                refused[each.matter] = answer
        return refused

    def _compare(self, old: Sequence[Brought], known: dict[UUID, Standing], at: datetime) -> dict[UUID, Refused]:
        """Leave what is there as it is; close what the source has closed since; returns what could not be taken."""
        same = said_before([each.order for each in old])
        refused: dict[UUID, Refused] = {}
        closings: list[Brought] = []
        for each in old:
            if each.matter in same:
                continue
            if each.record.command.closed_at is None:
                self.tally.differs += 1
            elif known[each.matter].stage not in OPEN:
                closings.append(each)
            else:
                self._close(each, at, refused)
        closed_so = said_before([self._closing(each) for each in closings])
        self.tally.differs += len(closings) - len(closed_so)
        return refused

    def _close(self, each: Brought, at: datetime, refused: dict[UUID, Refused]) -> None:
        try:
            door.execute(self._closing(each), at=at)
        except Refused as refusal:
            if refusal.status == 422:
                refused[each.matter] = refusal
            else:
                self.tally.differs += 1
        else:
            self.tally.closed_since += 1

    def _closing(self, each: Brought) -> Order:
        command = each.record.command
        if command.closed_at is None:
            raise LookupError("an open record closes nothing")
        key = uuid5(each.matter, f"import_close {command.closed_at.isoformat()}")
        said = ImportClose(closed_at=command.closed_at, resolution=command.resolution)
        return Order(command=said, by=self._by, key=key, matter=each.matter)

    def _count(self, kept: Sequence[Brought], at: datetime) -> None:
        now = standing(list({each.matter for each in kept}))
        names = {code: (code, area.name) for code, area in areas({each.grid for each in now.values()} - {""}).items()}
        for each in kept:
            stands = now[each.matter]
            self.tally.count(each.record, stands, names.get(stands.grid, ()), at)
