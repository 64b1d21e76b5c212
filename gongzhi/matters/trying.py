"""A changed rule set is run over past matters and says what would move; nothing is written, nobody is told."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from django.db.models import Q

from gongzhi.catalogue import Calendar, Catalogue, Circumstance, Kind
from gongzhi.kernel import Refused
from gongzhi.matters import addressing
from gongzhi.matters.codec import decode
from gongzhi.matters.gathering import local
from gongzhi.matters.loop.answering import shown_answers
from gongzhi.matters.loop.noting import Corrected
from gongzhi.matters.loop.reporting import Reported
from gongzhi.matters.loop.routing import happened
from gongzhi.matters.models import Entry, MatterRow
from gongzhi.places import locating as places

BATCH = 2000
EXAMPLES = 5
_COLUMNS = (
    "id", "number", "opened_at", "recorded_at", "kind", "urgency", "privacy", "channel", "stage", "lead", "locked",
    "county", "township", "community", "grid",
)  # fmt: skip
_FINEST = ("grid", "community", "township", "county")
_SAYS = ("Reported", "Corrected")
Tell = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Outcome:
    """Whom a rule set names for a matter."""

    rule: str
    unit: str
    support: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Move:
    """A matter that the changed rules would send elsewhere, or with other helpers."""

    matter: Mapping[str, Any]
    was: Outcome
    now: Outcome

    @property
    def elsewhere(self) -> bool:
        """Whether another unit would lead."""
        return self.was.unit != self.now.unit


@dataclass(slots=True)
class Moved:
    """How many matters of a kind would move from one unit to another, by which rules, and the first of them.

    `dispatched` are those that some unit had led at all: others were closed on the spot, declined or run elsewhere.
    """

    count: int = 0
    dispatched: int = 0
    rules: set[tuple[str, str]] = field(default_factory=set)
    examples: list[str] = field(default_factory=list)

    def add(self, move: Move) -> None:
        """One more."""
        self.count += 1
        self.dispatched += bool(move.matter["lead"])
        self.rules.add((move.was.rule, move.now.rule))
        if len(self.examples) < EXAMPLES:
            self.examples.append(move.matter["number"])


@dataclass(slots=True)
class Tally:
    """What came of it. `left_out` are matters that could not be tried, by reason; `unanswered` are matters that a
    changed rule passed over because a field was never answered, by field."""

    matters: int = 0
    tried: int = 0
    supported: int = 0
    moved: dict[tuple[str, str, str], Moved] = field(default_factory=dict)
    left_out: Counter[str] = field(default_factory=Counter)
    unanswered: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True, slots=True)
class Rules:
    """One rule set with the calendars it counts by."""

    catalogue: Catalogue
    calendars: Mapping[str, Calendar]

    def kind(self, row: Mapping[str, Any]) -> Kind | None:
        return self.catalogue.kinds.get(row["kind"])


@dataclass(slots=True)
class Comparison:
    """The rules in force and changed ones, by the roster of today."""

    was: Rules
    now: Rules
    at: datetime
    tally: Tally = field(default_factory=Tally)
    _alike: dict[str, bool] = field(default_factory=dict)
    _changed: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        before = set(self.was.catalogue.rules.rules)
        self._changed = frozenset(rule.named for rule in self.now.catalogue.rules.rules if rule not in before)

    def run(self, since: datetime, until: datetime, tell: Tell, take: Callable[[Move], None]) -> Tally:
        """Try every matter that was opened from `since` up to, not including, `until`; `take` gets each that moves."""
        total = _range(since, until).count()
        for rows in batches(since, until):
            said = self._said(rows)
            for row in rows:
                self._one(row, said.get(row["id"], {}), take)
            self.tally.matters += len(rows)
            tell("routes", self.tally.matters, total)
        return self.tally

    def _one(self, row: Mapping[str, Any], said: Mapping[str, Any] | None, take: Callable[[Move], None]) -> None:
        reason = self._left_out(row, said)
        if reason is not None:
            self.tally.left_out[reason] += 1
            return
        self.tally.tried += 1
        if self._same(row["kind"]):
            return
        was, now = self._outcome(self.was, row, said or {}), self._outcome(self.now, row, said or {})
        if (was.unit, was.support) != (now.unit, now.support):
            self._count(Move(row, was, now))
            take(Move(row, was, now))

    def _count(self, move: Move) -> None:
        if not move.elsewhere:
            self.tally.supported += 1
            return
        key = (move.matter["kind"], move.was.unit, move.now.unit)
        self.tally.moved.setdefault(key, Moved()).add(move)

    def _left_out(self, row: Mapping[str, Any], said: Mapping[str, Any] | None) -> str | None:
        """Why a matter is not tried: a ruling stands, it was isolated, its kind is gone, or it cannot be read."""
        if row["locked"]:
            return "ruled"
        if self.was.kind(row) is None or self.now.kind(row) is None:
            return "kind-unknown"
        if said is None:
            return "journal-unreadable"
        if said.get(ISOLATED):
            return "isolated"
        return "area-unknown" if areas_of(row) is None else None

    def _same(self, code: str) -> bool:
        """Whether both rule sets say the same of that kind whatever else is known."""
        if code not in self._alike:
            was, now = self.was.catalogue, self.now.catalogue
            kinds = (was.kinds[code], now.kinds[code])
            rules = [side.rules.of(kind) for side, kind in zip((was, now), kinds, strict=True)]
            timed = any(rule.when.working for side in rules for rule in side)
            self._alike[code] = (
                kinds[0] == kinds[1]
                and rules[0] == rules[1]
                and was.units == now.units
                and (not timed or self.was.calendars == self.now.calendars)
            )
        return self._alike[code]

    def _outcome(self, rules: Rules, row: Mapping[str, Any], said: Mapping[str, Any]) -> Outcome:
        known = Circumstance(
            kind=rules.catalogue.kinds[row["kind"]], areas=areas_of(row) or (), urgency=row["urgency"], answers=said,
            at=local(happened(said, row["opened_at"])), channel=row["channel"], privacy=row["privacy"],
            calendars=rules.calendars,
        )  # fmt: skip
        to = addressing.addressed(rules.catalogue, known, self.at)
        if rules is self.now:
            asked = {failed.partition(".")[2] for rule, failed in to.why.lost if rule in self._changed}
            self.tally.unanswered.update(name for name in asked if name and name not in said)
        return Outcome(to.why.rule, to.lead.unit, tuple(dict.fromkeys(held.unit for held in to.support)))

    def _said(self, rows: Iterable[Mapping[str, Any]]) -> dict[UUID, Mapping[str, Any] | None]:
        """What was answered in those matters whose rules look at answers or at the time; None: cannot be read."""
        wanted = [row["id"] for row in rows if self._listens(row)]
        return said_in(wanted) if wanted else {}

    def _listens(self, row: Mapping[str, Any]) -> bool:
        sides = [(rules.catalogue, kind) for rules in (self.was, self.now) if (kind := rules.kind(row)) is not None]
        if len(sides) < 2 or self._same(row["kind"]):
            return False
        return any(kind.isolation for _, kind in sides) or any(
            rule.when.answers or rule.when.timed for catalogue, kind in sides for rule in catalogue.rules.of(kind)
        )


ISOLATED = "\0isolated"
"""Beside the answers: that the matter was isolated, and goes by no rule. No field can be called so."""


def said_in(matters: list[UUID]) -> dict[UUID, Mapping[str, Any] | None]:
    """The answers of each matter that are no words, as corrected; None where a line cannot be read."""
    lines = Entry.objects.filter(matter_id__in=matters, event__in=_SAYS).order_by("matter_id", "version")
    found: dict[UUID, dict[str, Any] | None] = {}
    for matter, name, data in lines.values_list("matter_id", "event", "data"):
        before = found.setdefault(matter, {})
        try:
            event: Reported | Corrected = decode(name, data)
        except msgspec.MsgspecError:
            found[matter] = None
            continue
        if before is not None:
            before.update(shown_answers(event.answers))
            if event.isolated:
                before[ISOLATED] = True
    return dict(found)


def areas_of(row: Mapping[str, Any]) -> tuple[str, ...] | None:
    """The areas that the matter lies in, from the city down, by who ran them then; None where one is not known."""
    finest = next((row[level] for level in _FINEST if row[level]), None)
    try:
        return places.running_chain(finest, row["recorded_at"])
    except Refused:
        return None


def _range(since: datetime, until: datetime) -> Any:
    return MatterRow.objects.filter(opened_at__gte=since, opened_at__lt=until)


def batches(since: datetime, until: datetime) -> Iterator[list[dict[str, Any]]]:
    """The matters opened from `since` up to `until`, some at a time, in the order in which they were opened."""
    rows = _range(since, until).order_by("opened_at", "id").values(*_COLUMNS)
    beyond = Q()
    while found := list(rows.filter(beyond)[:BATCH]):
        yield found
        moment, last = found[-1]["opened_at"], found[-1]["id"]
        beyond = Q(opened_at__gte=moment) & (Q(opened_at__gt=moment) | Q(opened_at=moment, id__gt=last))
