"""A dispatch says why this unit: which rule won, on what, and which lost; and it goes to no unit without the power."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from gongzhi.catalogue import Choice, Kind, Route, RuleBook, Seen, UnitRoute
from gongzhi.catalogue.route_rule import Answer
from gongzhi.kernel import Refused

HAPPENED = "occurred_at"
"""The answer that says when it happened; without it that is when it was reported."""
WON = "won"


@dataclass(frozen=True, kw_only=True, slots=True)
class Why:
    """Why this unit, as the journal keeps it beside a dispatch.

    `asked` is what the rule names: duty/level, or type:<type of unit>/level; `unit` whom that is here, found `via`
    duty, type, centre-above or root, with `finding` where something is amiss. `inputs` are what the conditions looked
    at, by name; `lost` the other rules that may concern the kind, each with the condition that failed or `order`;
    `powers` what the lead must lawfully be able to do. The catalogue's version stands in the matter.
    """

    rule: str
    asked: str
    unit: str
    via: str
    finding: str | None = None
    inputs: Mapping[str, Seen] = field(default_factory=dict)
    lost: tuple[tuple[str, str], ...] = ()
    powers: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Reach:
    """What must be known of the units that a dispatch names.

    `needed` are the powers that the lead must have; `powers` and `levels` those of the units named; `able` the units
    over the place that have them all; `stand_in` the centre that holds what no unit here answers for; `kept_above` the
    levels to whose units the kind is never sent.
    """

    needed: tuple[str, ...] = ()
    kept_above: tuple[str, ...] = ()
    powers: Mapping[str, frozenset[str]] = field(default_factory=dict)
    levels: Mapping[str, str] = field(default_factory=dict)
    able: tuple[str, ...] = ()
    stand_in: str = ""

    def guard(self, lead: str, support: Iterable[str]) -> None:
        """Refuses with 422 `power-lacking` a lead without a power that is needed, `not-sent-down` a unit too far down.

        The centre that stands in for want of any unit is no such lead: it has to see to it that there is one.
        """
        lacking = [power for power in self.needed if power not in self.powers.get(lead, frozenset())]
        if lacking and lead != self.stand_in:
            raise Refused("power-lacking", status=422, unit=lead, powers=", ".join(lacking), able=", ".join(self.able))
        self.above((lead, *support))

    def above(self, units: Iterable[str]) -> None:
        """Refuses with 422 `not-sent-down` where one of the units is at a level to which the kind is never sent."""
        for unit in units:
            if self.levels.get(unit) in self.kept_above:
                raise Refused("not-sent-down", status=422, unit=unit, level=self.levels[unit])


def why(choice: Choice, *, asked: str, unit: str, via: str, finding: str | None, powers: tuple[str, ...]) -> Why:
    """The choice with the unit that was found for it."""
    inputs = {name: value for name, value in choice.inputs.items() if name not in ("kinds", "classes")}
    return Why(
        rule=choice.rule,
        asked=asked,
        unit=unit,
        via=via,
        finding=finding,
        inputs=inputs,
        lost=choice.lost,
        powers=powers,
    )


def asked_of(route: Route | UnitRoute) -> str:
    """What a rule names, in one word."""
    return f"{route.duty}/{route.level}" if isinstance(route, Route) else f"type:{route.type}/{route.level}"


def needed(kind: Kind, choice: Choice) -> tuple[str, ...]:
    """The powers that the lead must have: what the kind requires and what the rule requires."""
    more = choice.won.powers if choice.won is not None else ()
    return tuple(dict.fromkeys((*kind.powers, *more)))


def happened(answers: Mapping[str, Answer], reported: datetime) -> datetime:
    """When it happened, as far as anybody said so."""
    said = answers.get(HAPPENED)
    try:
        found = datetime.fromisoformat(said) if isinstance(said, str) else None
    except ValueError:
        found = None
    return reported if found is None or found.utcoffset() is None else found


def every_rule(book: RuleBook, kind: Kind, known: Why) -> Iterator[tuple[str, str]]:
    """Each rule of the book once, in order, at last the kind's own: `won`, the condition that failed, or `order`."""
    told = {**dict(known.lost), known.rule: WON}
    for rule in book.rules:
        when = rule.when
        apart = "kinds" if when.kinds and kind.code not in when.kinds else "classes"
        yield rule.named, told.get(rule.named, apart) if when.concerns(kind) else apart
    own = f"kind:{kind.code}"
    yield own, told[own]
