"""Who comes to write new matters while another thread writes is taken along by the next: many reports, one commit.

Nobody waits for company: whoever finds nobody writing writes at once. An answer is still given only after the commit.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from threading import Lock
from uuid import UUID

from gongzhi.matters.rows import Row

MOST = 200
"""Matters that are written together at most."""

Tables = Mapping[str, Sequence[Row]]
Write = Callable[[Tables, Mapping[UUID, str]], set[UUID]]


@dataclass(eq=False, slots=True)
class Waiting:
    """Rows of one caller on their way, and what became of them."""

    tables: Tables
    found_by: Mapping[UUID, str]
    written: set[UUID] | None = None
    failed: Exception | None = None

    @property
    def matters(self) -> set[UUID]:
        """The ids of its matters."""
        return {row[0] for row in self.tables["matters_matter"]}


class Together:
    """Lets the threads of one process write through `write` one after the other, each with those who wait."""

    def __init__(self, write: Write) -> None:
        self._write, self._waiting = write, list[Waiting]()
        self._guard, self._writing = Lock(), Lock()

    def begin(self, tables: Tables, found_by: Mapping[UUID, str]) -> set[UUID]:
        """As `write`; raises what the writing of these very rows raised."""
        own = Waiting(tables, found_by)
        with self._guard:
            self._waiting.append(own)
        with self._writing:
            if own.written is None and own.failed is None:
                self._write_all(self._taken_along(own))
        if own.failed is not None:
            raise own.failed
        return own.written or set()

    def _taken_along(self, own: Waiting) -> list[Waiting]:
        """`own` and those who wait, as far as no matter is among them twice."""
        group, matters = [own], own.matters
        with self._guard:
            for other in self._waiting:
                if other is not own and not matters & other.matters and len(matters) + len(other.matters) <= MOST:
                    group.append(other)
                    matters |= other.matters
            self._waiting = [other for other in self._waiting if other not in group]
        return group

    def _write_all(self, group: list[Waiting]) -> None:
        try:
            written = self._write(*_joined(group))
        except Exception as error:  # noqa: BLE001 - it is raised again in the thread whose rows they are
            if len(group) == 1:
                group[0].failed = error
                return
            # One of them cannot be written: each by itself, so that only that one fails.
            for each in group:
                self._write_all([each])
            return
        for each in group:
            each.written = each.matters & written


def _joined(group: Sequence[Waiting]) -> tuple[Tables, Mapping[UUID, str]]:
    if len(group) == 1:
        return group[0].tables, group[0].found_by
    names = group[0].tables
    tables = {name: [row for each in group for row in each.tables[name]] for name in names}
    return tables, {matter: text for each in group for matter, text in each.found_by.items()}
