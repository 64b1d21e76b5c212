"""Whoever hears of a line hears it with the matter as it stood right before and right after, not as it stands now."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from gongzhi.matters import codec
from gongzhi.matters.loop import evolve
from gongzhi.matters.loop.state import Clock, Line, Matter
from gongzhi.matters.models import Entry
from gongzhi.matters.outbox import Sent
from gongzhi.matters.rows import main_clock

Wanted = dict[UUID, dict[int, int]]
"""The positions of the lines that are wanted, by matter and version."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Heard:
    """One line of a journal: its position in the feed, what happened, and the matter before and after it."""

    position: int
    event: Any
    actor: str
    at: datetime
    before: Matter
    after: Matter

    @property
    def name(self) -> str:
        """What the event is called."""
        return type(self.event).__name__

    @property
    def due_at(self) -> datetime | None:
        """When what follows from it is due: by the clock that it started, else by the one of the stage."""
        begun = getattr(self.event, "clock", None) or getattr(self.event, "answer", None)
        clock = begun if isinstance(begun, Clock) else main_clock(self.after)
        return clock.due_at if clock else None


def heard(sent: Sequence[Sent], events: Collection[str]) -> Iterator[Heard]:
    """The lines among `sent` that hold one of these events, in the order of the feed."""
    wanted = _wanted(sent, events)
    return iter(sorted(_told(wanted), key=lambda one: one.position))


def before(first: Mapping[UUID, int]) -> dict[UUID, Matter]:
    """Each of these matters as it stood before that version; those that were not there yet are left out."""
    found = {matter: Matter(id=matter) for matter, version in first.items() if version > 1}
    lines = Entry.objects.filter(matter_id__in=list(found)).order_by("matter_id", "version")
    told = lines.values_list("matter_id", "version", "event", "data", "actor", "recorded_at")
    for matter, version, event, data, actor, at in told:
        if version < first[matter]:
            found[matter] = evolve(found[matter], Line(codec.decode(event, data), actor, at))
    return found


def _wanted(sent: Sequence[Sent], events: Collection[str]) -> Wanted:
    places = {
        (item.matter, item.version + step): item.position - item.lines + 1 + step
        for item in sent
        for step in range(item.lines)
    }
    found: Wanted = {}
    lines = Entry.objects.filter(matter_id__in={item.matter for item in sent}, event__in=events)
    for matter, version in lines.values_list("matter_id", "version"):
        if (matter, version) in places:
            found.setdefault(matter, {})[version] = places[matter, version]
    return found


def _told(wanted: Wanted) -> Iterator[Heard]:
    state = Matter(id=UUID(int=0))
    lines = Entry.objects.filter(matter_id__in=list(wanted)).order_by("matter_id", "version")
    for matter, version, event, data, actor, at in lines.values_list(
        "matter_id", "version", "event", "data", "actor", "recorded_at"
    ):
        if state.id != matter:
            state = Matter(id=matter)
        line = Line(codec.decode(event, data), actor, at)
        before, state = state, evolve(state, line)
        if version in wanted[matter]:
            position = wanted[matter][version]
            yield Heard(position=position, event=line.event, actor=actor, at=at, before=before, after=state)
