"""A route rule says when another unit leads than the one that the kind names; in order, the first that fits wins."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from gongzhi.catalogue.calendar import Calendar
from gongzhi.catalogue.kind import Kind, Level, Privacy, Route, Urgency
from gongzhi.catalogue.text import Text
from gongzhi.kernel import Refused

Answer = bool | int | float | str
Seen = Answer | tuple[str, ...] | None
"""What a condition looked at; None where nobody said it."""
Span = tuple[int, int]
"""From one minute of the day to another, half-open; where the first is the later one, over midnight."""

ORDER = "order"
"""Why a rule lost that was not looked at: an earlier one had won."""
DAY = 24 * 60


@dataclass(frozen=True, kw_only=True, slots=True)
class UnitRoute:
    """A type of unit and a level: the nearest unit of that type over the place, at that level or above."""

    type: str
    level: Level


@dataclass(frozen=True, kw_only=True, slots=True)
class Answered:
    """What the report must have answered to `field`: one of `values`, or a number from `least` to `most`."""

    field: str
    values: tuple[bool | str, ...] = ()
    least: float | None = None
    most: float | None = None

    def holds(self, answer: Answer | None) -> bool:
        """Whether the answer is such a one; what nobody answered never is."""
        if self.values:
            return any(answer is value if isinstance(value, bool) else answer == value for value in self.values)
        if answer is None or isinstance(answer, bool | str):
            return False
        return (self.least is None or answer >= self.least) and (self.most is None or answer <= self.most)


@dataclass(frozen=True, kw_only=True, slots=True)
class Working:
    """Inside or outside the working hours of a calendar."""

    inside: bool
    calendar: str


@dataclass(frozen=True, kw_only=True, slots=True)
class When:
    """The conditions of a rule: all of them must hold; one that is left out asks nothing."""

    kinds: tuple[str, ...] = ()
    classes: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()
    urgency: tuple[Urgency, ...] = ()
    answers: tuple[Answered, ...] = ()
    months: tuple[int, ...] = ()
    hours: tuple[Span, ...] = ()
    working: Working | None = None
    channels: tuple[str, ...] = ()
    privacy: tuple[Privacy, ...] = ()

    def concerns(self, kind: Kind) -> bool:
        """Whether a matter of that kind can fulfil it at all."""
        return (not self.kinds or kind.code in self.kinds) and (not self.classes or kind.klass in self.classes)

    @property
    def timed(self) -> bool:
        """Whether it asks when it happened."""
        return bool(self.months or self.hours or self.working)


@dataclass(frozen=True, kw_only=True, slots=True)
class RouteRule:
    """One rule: when it holds, who leads, who supports, and which powers the lead must have besides the kind's."""

    code: str
    name: Text
    when: When
    lead: Route | UnitRoute
    support: tuple[Route, ...]
    powers: tuple[str, ...] = ()
    note: Text | None = None
    basis: str

    @property
    def named(self) -> str:
        """The rule as a dispatch names it."""
        return f"route:{self.code}"


@dataclass(frozen=True, kw_only=True, slots=True)
class Circumstance:
    """What a rule may look at: kind, place, time and what was answered; nothing about a person.

    `areas` are codes from the city down; `at` is when it happened, in the city's own time.
    """

    kind: Kind
    areas: tuple[str, ...]
    urgency: str
    answers: Mapping[str, Answer]
    at: datetime
    channel: str
    privacy: str
    calendars: Mapping[str, Calendar] = field(default_factory=dict)

    def seen(self, condition: str) -> Seen:
        """What the condition of that name looks at."""
        name, _, answer = condition.partition(".")
        return self.answers.get(answer) if answer else _SEEN[name](self)

    def open(self, calendar: str) -> bool | None:
        """Whether it happened in working hours; None where the calendar does not know that year."""
        known = self.calendars.get(calendar)
        if known is None:
            return None
        here = self.at.astimezone(known.tz)
        try:
            openings = known.day(here.date()).openings
        except Refused:
            return None
        return any(opens <= _minute(here) < closes for opens, closes in openings)


@dataclass(frozen=True, kw_only=True, slots=True)
class Choice:
    """Which rule won, why each of the others lost (the first condition that failed, or `order`), what was looked at.

    `won` is None where no rule fits: then the kind's own lead and support hold, which is the last rule.
    """

    won: RouteRule | None
    rule: str
    lost: tuple[tuple[str, str], ...]
    inputs: Mapping[str, Seen]


@dataclass(frozen=True, slots=True)
class RuleBook:
    """All rules in their order, and for each kind those that may concern it."""

    rules: tuple[RouteRule, ...] = ()
    by_kind: Mapping[str, tuple[RouteRule, ...]] = field(default_factory=dict)

    def of(self, kind: Kind) -> tuple[RouteRule, ...]:
        """The rules that may concern the kind."""
        return self.by_kind.get(kind.code, ())


def bound(rules: tuple[RouteRule, ...], kinds: Mapping[str, Kind]) -> RuleBook:
    """The rules, bound by kind."""
    concerned = {kind.code: tuple(rule for rule in rules if rule.when.concerns(kind)) for kind in kinds.values()}
    return RuleBook(rules, {code: found for code, found in concerned.items() if found})


def choose(rules: tuple[RouteRule, ...], known: Circumstance) -> Choice:
    """The first of the rules whose conditions all hold, else the kind's own; each rule is won or lost exactly once."""
    own = f"kind:{known.kind.code}"
    lost: list[tuple[str, str]] = []
    inputs: dict[str, Seen] = {}
    for place, rule in enumerate(rules):
        failed = _failed(rule.when, known, inputs)
        if failed is None:
            behind = [(each.named, ORDER) for each in rules[place + 1 :]]
            return Choice(won=rule, rule=rule.named, lost=(*lost, *behind, (own, ORDER)), inputs=inputs)
        lost.append((rule.named, failed))
    return Choice(won=None, rule=own, lost=tuple(lost), inputs=inputs)


def _failed(when: When, known: Circumstance, inputs: dict[str, Seen]) -> str | None:
    """The first condition that does not hold; what was looked at is noted."""
    for name, holds in _asked(when, known):
        inputs[name] = known.seen(name)
        if not holds:
            return name
    return None


def _asked(when: When, known: Circumstance) -> Iterator[tuple[str, bool]]:
    if when.kinds:
        yield "kinds", known.kind.code in when.kinds
    if when.classes:
        yield "classes", known.kind.klass in when.classes
    if when.areas:
        yield "areas", any(area in when.areas for area in known.areas)
    if when.urgency:
        yield "urgency", known.urgency in when.urgency
    for wanted in when.answers:
        yield f"answers.{wanted.field}", wanted.holds(known.answers.get(wanted.field))
    if when.months:
        yield "months", known.at.month in when.months
    if when.hours:
        yield "hours", any(within(_minute(known.at), span) for span in when.hours)
    if when.working is not None:
        yield "working", known.open(when.working.calendar) is when.working.inside
    if when.channels:
        yield "channels", known.channel in when.channels
    if when.privacy:
        yield "privacy", known.privacy in when.privacy


def within(minute: int, span: Span) -> bool:
    """Whether the minute of the day lies in the span."""
    start, end = span
    return start <= minute < end if start < end else minute >= start or minute < end


def _minute(at: datetime) -> int:
    return at.hour * 60 + at.minute


_SEEN: dict[str, Callable[[Circumstance], Seen]] = {
    "kinds": lambda known: known.kind.code,
    "classes": lambda known: known.kind.klass,
    "areas": lambda known: known.areas,
    "urgency": lambda known: known.urgency,
    "months": lambda known: known.at.month,
    "hours": lambda known: f"{known.at:%H:%M}",
    "working": lambda known: f"{known.at:%Y-%m-%d %H:%M}",
    "channels": lambda known: known.channel,
    "privacy": lambda known: known.privacy,
}
