"""The journal is read in order and folded into the matter; nothing else says what a matter is."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any
from uuid import UUID

from gongzhi.kernel import Refused
from gongzhi.matters.codec import decode
from gongzhi.matters.loop import evolve, fold
from gongzhi.matters.loop.state import Line, Matter, Stage
from gongzhi.matters.models import Entry, MatterRow
from gongzhi.matters.rows import Row
from gongzhi.matters.stored import Reach, grouped, read
from gongzhi.vault.matter_key import MatterKey, unwrap
from gongzhi.vault.values import KEY_COLUMNS


@dataclass(frozen=True, slots=True)
class Head:
    """Version and last hash of a matter, held against other writers until the transaction ends."""

    version: int
    head: str


def lock(matter: UUID) -> Head:
    """The head of the matter, locked; 404 `matter-unknown`."""
    found = MatterRow.objects.select_for_update().filter(id=matter).order_by().values_list("version", "head").first()
    if found is None:
        raise Refused("matter-unknown", status=404, matter=str(matter))
    return Head(*found)


@dataclass(frozen=True, slots=True)
class Held:
    """A matter held for going on: its head, its journal lines (in the order of LINE), and its key as it is stored."""

    matter: UUID
    head: Head
    lines: Sequence[Row]
    wrapped: bytes | None

    @property
    def keys(self) -> frozenset[UUID]:
        """The keys of all commands that it took so far."""
        return frozenset(line[1] for line in self.lines)

    def state(self) -> Matter:
        """The matter as its journal has it; RuntimeError where the row speaks of another version."""
        folded = fold(Matter(id=self.matter), lines_of(line[2:] for line in self.lines))
        if folded.version != self.head.version:
            raise RuntimeError(f"the row of {self.matter} is at {self.head.version}, its journal at {folded.version}")
        return folded

    def key(self) -> MatterKey:
        """The key of the matter; 410 `key-destroyed` where there is none any more."""
        if self.wrapped is None:
            raise Refused("key-destroyed", status=410, matter=str(self.matter))
        return unwrap(self.matter, self.wrapped)


LINE = ("matter_id", "key", "event", "data", "actor", "recorded_at")


def hold(matters: Iterable[UUID]) -> list[Held]:
    """These matters, locked until the transaction ends, without those that somebody else holds now; in order of id."""
    free = MatterRow.objects.select_for_update(skip_locked=True).filter(id__in=list(matters)).order_by("id")
    heads = {matter: Head(version, head) for matter, version, head in free.values_list("id", "version", "head")}
    if not heads:
        return []
    reach = Reach(ids=tuple(heads))
    lines = grouped(read("matters_journal", LINE, reach, "matter_id, version"))
    keys = {matter: bytes(wrapped) for matter, wrapped in read("vault_key", KEY_COLUMNS, reach, "matter_id")}
    return [Held(matter, head, lines.get(matter, []), keys.get(matter)) for matter, head in heads.items()]


def lock_both(one: UUID, other: UUID) -> None:
    """Both matters, locked in the order of their ids, so that two clerks who join them crosswise never block."""
    for matter in sorted((one, other)):
        lock(matter)


def version(matter: UUID) -> int:
    """The version of the matter's row; 404 `matter-unknown`."""
    found = MatterRow.objects.filter(id=matter).values_list("version", flat=True).first()
    if found is None:
        raise Refused("matter-unknown", status=404, matter=str(matter))
    return found


def under_key(matter: UUID, key: UUID) -> list[Entry]:
    """The lines that were written under this command key."""
    return list(Entry.objects.filter(matter_id=matter, key=key).order_by("version"))


def who(entry: Entry) -> str:
    """Whom a line names: a person of a unit by reference, everybody who reported from outside as `reporter`."""
    outside = not entry.unit and entry.actor.startswith(("person:", "reporter:"))
    return "reporter" if outside else entry.actor


def since(matter: UUID, version: int) -> list[dict[str, object]]:
    """What was done to a matter after a version: which commands, by whom, when."""
    entries = Entry.objects.filter(matter_id=matter, version__gt=version).order_by("version")
    return [
        {
            "version": entry.version,
            "command": entry.command,
            "event": entry.event,
            "actor": who(entry),
            "unit": entry.unit,
            "at": entry.recorded_at.isoformat(),
        }
        for entry in entries
    ]


def state(matter: UUID, *, upto: int | None = None) -> Matter:
    """The matter as its journal has it, up to a version; 404 `matter-unknown` without any line."""
    lines = Entry.objects.filter(matter_id=matter).order_by("version")
    if upto is not None:
        lines = lines.filter(version__lte=upto)
    folded = fold(Matter(id=matter), lines_of(lines.values_list("event", "data", "actor", "recorded_at")))
    if not folded.version:
        raise Refused("matter-unknown", status=404, matter=str(matter))
    return folded


def stages(matter: UUID) -> frozenset[Stage]:
    """The stages that the matter has stood at so far: those in which a command left it."""
    lines = list(Entry.objects.filter(matter_id=matter).order_by("version").values_list("key", *LINE[2:]))
    _, *states = accumulate(lines_of(line[1:] for line in lines), evolve, initial=Matter(id=matter))
    following = [*(key for key, *_ in lines[1:]), None]
    return frozenset(each.stage for each, (key, *_), then in zip(states, lines, following, strict=True) if key != then)


def lines_of(entries: Iterable[tuple[Any, ...]]) -> Iterable[Line]:
    """Journal rows (event, data, actor, recorded_at) as lines for the fold."""
    return (Line(decode(event, data), actor, at) for event, data, actor, at in entries)
