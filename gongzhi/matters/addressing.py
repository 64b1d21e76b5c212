"""Who is to act: the rule that wins for this matter, and the unit that answers for what it names at this place."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from gongzhi.bodies import reading as bodies
from gongzhi.bodies.roster import Able, Holder, UnitFact
from gongzhi.catalogue import Catalogue, Choice, Circumstance, Kind, Route, UnitRoute, choose
from gongzhi.matters.loop.facts import Held
from gongzhi.matters.loop.routing import Reach, Why, asked_of, needed, why

SHOWN = 8
"""So many units that have a power are named; the others are found in the roster."""


@dataclass(frozen=True, slots=True)
class Addressed:
    """Whom the rules name: lead and supporting units, and why."""

    lead: Held
    support: tuple[Held, ...]
    why: Why


@dataclass(frozen=True, slots=True)
class Way:
    """A route with the powers that its end must have, and the levels that it must not end at."""

    route: Route | UnitRoute
    powers: tuple[str, ...] = ()
    kept_above: tuple[str, ...] = ()

    def __str__(self) -> str:
        what = self.route.duty if isinstance(self.route, Route) else self.route.type
        return f"{what} · {self.route.level}" + (f" · {', '.join(self.powers)}" if self.powers else "")

    def end(self, catalogue: Catalogue, areas: tuple[str, ...], at: datetime) -> Holder:
        """The unit at its end at that place."""
        return found_for(self.route, areas, at, ability(catalogue, self.powers, self.kept_above, at))


def addressed(catalogue: Catalogue, known: Circumstance, at: datetime) -> Addressed:
    """Whom the rules of `catalogue` name under these circumstances, by the roster at `at`."""
    choice = choose(catalogue.rules.of(known.kind), known)
    lead, support = named(choice, known.kind)
    powers = needed(known.kind, choice)
    able = ability(catalogue, powers, known.kind.non_dispatch, at)
    found = found_for(lead, known.areas, at, able)
    reason = why(choice, asked=asked_of(lead), unit=found.unit, via=found.via, finding=found.finding, powers=powers)
    helping = tuple(held(found_for(route, known.areas, at)) for route in support) if known.areas else ()
    return Addressed(held(found), helping, reason)


def named(choice: Choice, kind: Kind) -> tuple[Route | UnitRoute, tuple[Route, ...]]:
    """What the winner names: its own lead and support, or those of the kind."""
    return (choice.won.lead, choice.won.support) if choice.won is not None else (kind.lead, kind.support)


def ways(catalogue: Catalogue) -> list[Way]:
    """Every distinct way on which kinds and rules may send: what must end in a unit of its own at each place."""
    found: dict[Way, None] = {}
    for kind in catalogue.kinds.values():
        found |= dict.fromkeys([Way(kind.lead, kind.powers, kind.non_dispatch), *map(Way, kind.support)])
        for rule in catalogue.rules.of(kind):
            powers = tuple(dict.fromkeys((*kind.powers, *rule.powers)))
            found |= dict.fromkeys([Way(rule.lead, powers, kind.non_dispatch), *map(Way, rule.support)])
    return sorted(found, key=str)


def held(found: Holder) -> Held:
    """What the roster found, as the loop takes it."""
    return Held(unit=found.unit, via=found.via, finding=found.finding)


def found_for(route: Route | UnitRoute, areas: tuple[str, ...], at: datetime, able: Able | None = None) -> Holder:
    """The unit that a route means at a place."""
    if isinstance(route, Route):
        return bodies.holder_of(route.duty, route.level, areas, at, able)
    return bodies.nearest_of(route.type, route.level, areas, at, able)


def ability(catalogue: Catalogue, powers: tuple[str, ...], kept_above: Iterable[str], at: datetime) -> Able | None:
    """Whether a unit may lead: it has all the powers and is at a level to which the kind is sent; None: any may."""
    levels = frozenset(kept_above)
    return partial(_able, catalogue, frozenset(powers), levels, at) if powers or levels else None


def _able(
    catalogue: Catalogue, powers: frozenset[str], kept_above: frozenset[str], at: datetime, unit: UnitFact
) -> bool:
    return unit.level not in kept_above and (not powers or powers <= powers_of(catalogue, unit, at))


def powers_of(catalogue: Catalogue, unit: UnitFact, at: datetime) -> frozenset[str]:
    """What a unit may lawfully do: what is written down for it, and where nothing ever was, what its type may."""
    own = bodies.powers_of(unit.code, at)
    if own is not None:
        return own
    kind = catalogue.units.get(unit.type)
    return frozenset(kind.powers if kind is not None else ())


def reach(catalogue: Catalogue, known: Addressed, kind: Kind, areas: tuple[str, ...], at: datetime,
          units: Iterable[str]) -> Reach:  # fmt: skip
    """What the guard of a dispatch to these units must know."""
    facts = {code: unit for code in units if (unit := bodies.known(code)) is not None}
    powers = known.why.powers
    return Reach(
        needed=powers,
        kept_above=kind.non_dispatch,
        powers={code: powers_of(catalogue, unit, at) for code, unit in facts.items()} if powers else {},
        levels={code: unit.level for code, unit in facts.items()} if kind.non_dispatch else {},
        able=able_here(catalogue, powers, kind, areas, at) if powers else (),
        stand_in=known.lead.unit if known.lead.via in ("centre-above", "root") else "",
    )


def able_here(catalogue: Catalogue, powers: tuple[str, ...], kind: Kind, areas: tuple[str, ...], at: datetime
              ) -> tuple[str, ...]:  # fmt: skip
    """Some units over the place that have the powers, those first that answer for what the kind is about."""
    able = ability(catalogue, powers, kind.non_dispatch, at)
    routes = [kind.lead, *kind.support]
    routes += [route for rule in catalogue.rules.of(kind) for route in (rule.lead, *rule.support)
               if isinstance(route, Route)]  # fmt: skip
    duties = dict.fromkeys(route.duty for route in routes)
    return bodies.able_over(areas, at, able, duties)[:SHOWN] if able is not None else ()
