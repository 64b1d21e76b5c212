"""A route rule leads somewhere, asks only what somebody can answer, and can win: no earlier rule covers it."""

from collections.abc import Iterator, Sequence
from itertools import combinations

from gongzhi.catalogue.catalogue import Catalogue
from gongzhi.catalogue.fault import Fault, fault
from gongzhi.catalogue.kind import LEVELS, Field, Kind, Route
from gongzhi.catalogue.route_rule import DAY, Answered, RouteRule, When, within

ANSWERABLE = ("choice", "yes_no", "count", "hours")
"""Types of fields that a rule may look at; words, times, files and persons it may not."""


def references(catalogue: Catalogue) -> Iterator[Fault]:
    """Names in the rules and in what kinds require that lead to nothing."""
    powers = frozenset(power for unit in catalogue.units.values() for power in unit.powers)
    for rule in catalogue.rules.rules:
        for key, code in _unknown(catalogue, rule):
            yield _at(catalogue, rule, "reference-unknown", f"when.{key}", value=code)
        if not isinstance(rule.lead, Route) and rule.lead.type not in catalogue.units:
            yield _at(catalogue, rule, "reference-unknown", "lead.unit", value=rule.lead.type)
        for power in rule.powers:
            if power not in powers:
                yield _at(catalogue, rule, "reference-unknown", "powers", value=power)
        yield from _answers(catalogue, rule)
    for kind in catalogue.kinds.values():
        for power in kind.powers:
            if power not in powers:
                file, key = catalogue.places[f"kinds.{kind.code}"], f"kinds.{kind.code}.powers"
                yield fault("reference-unknown", file, key, value=power)


def check(catalogue: Catalogue) -> Iterator[Fault]:
    """Rules that lead nowhere, send down what must stay above, or can never win; kinds that nobody may lawfully do."""
    for rule in catalogue.rules.rules:
        kinds = _kinds(catalogue, rule)
        if not kinds:
            yield _at(catalogue, rule, "rule-never", "when")
        yield from _nowhere(catalogue, rule, kinds)
        for kind in kinds:
            for route in (rule.lead, *rule.support):
                if route.level in kind.non_dispatch:
                    yield _at(catalogue, rule, "sent-down", "lead", kind=kind.code, level=route.level)
    for kind in catalogue.kinds.values():
        yield from _kind(catalogue, kind)
    yield from _covered(catalogue)


def _at(catalogue: Catalogue, written: RouteRule, code: str, key: str, **details: object) -> Fault:
    return fault(code, catalogue.places[f"rules.{written.code}"], f"rules.{written.code}.{key}", **details)


def _unknown(catalogue: Catalogue, rule: RouteRule) -> Iterator[tuple[str, str]]:
    when = rule.when
    for code in when.kinds:
        if code not in catalogue.kinds or not catalogue.kinds[code].reportable:
            yield "kinds", code
    yield from (("classes", code) for code in when.classes if code not in catalogue.classes)
    if when.working is not None and when.working.calendar not in catalogue.calendars:
        yield "calendar", when.working.calendar


def _kinds(catalogue: Catalogue, rule: RouteRule) -> list[Kind]:
    return [kind for kind in catalogue.kinds.values() if kind.reportable and rule.when.concerns(kind)]


def _answers(catalogue: Catalogue, rule: RouteRule) -> Iterator[Fault]:
    """Each answer is asked by a kind that the rule is for, is of a type to look at, and is one of the choices."""
    asked = {field.name: field for kind in _kinds(catalogue, rule) for field in kind.fields}
    for wanted in rule.when.answers:
        key = f"when.answers.{wanted.field}"
        field = asked.get(wanted.field)
        if field is None:
            yield _at(catalogue, rule, "reference-unknown", key, value=wanted.field)
        elif field.personal or field.type not in ANSWERABLE:
            yield _at(catalogue, rule, "value-wrong", key, value=field.type, expected=" | ".join(ANSWERABLE))
        elif wrong := [value for value in wanted.values if not _fits(field, value)]:
            expected = " | ".join(field.choices) or field.type
            yield _at(catalogue, rule, "value-wrong", key, value=wrong[0], expected=expected)
        elif not wanted.values and field.type not in ("count", "hours"):
            yield _at(catalogue, rule, "value-wrong", key, value="least, most", expected=field.type)


def _fits(field: Field, value: bool | str) -> bool:
    return field.type == "yes_no" if isinstance(value, bool) else value in field.choices


def _nowhere(catalogue: Catalogue, rule: RouteRule, kinds: Sequence[Kind]) -> Iterator[Fault]:
    needed = tuple(dict.fromkeys((*(power for kind in kinds for power in kind.powers), *rule.powers)))
    if isinstance(rule.lead, Route):
        yield from (
            _at(catalogue, rule, code, "lead", **details) for code, details in lead_faults(catalogue, rule.lead, needed)
        )
    elif (unit := catalogue.units.get(rule.lead.type)) is not None:
        if not any(level in unit.levels for level in LEVELS[: LEVELS.index(rule.lead.level) + 1]):
            yield _at(catalogue, rule, "unit-nowhere", "lead", unit=unit.code, level=rule.lead.level)
        if not set(needed) <= set(unit.powers):
            yield _at(catalogue, rule, "power-nowhere", "lead", duty=unit.code, powers=", ".join(needed))
    for route in rule.support:
        if not any(unit.answers(route.duty, route.level) for unit in catalogue.units.values()):
            yield _at(catalogue, rule, "route-nowhere", "support", duty=route.duty, level=route.level)


def lead_faults(catalogue: Catalogue, lead: Route, needed: Sequence[str]) -> Iterator[tuple[str, dict[str, str]]]:
    """What is wrong with a route to a lead that must have these powers."""
    having = [unit for unit in catalogue.units.values() if unit.answers(lead.duty, lead.level)]
    if not having:
        yield "route-nowhere", {"duty": lead.duty, "level": lead.level}
    elif not any(set(needed) <= set(unit.powers) for unit in having):
        yield "power-nowhere", {"duty": lead.duty, "powers": ", ".join(needed)}


def _kind(catalogue: Catalogue, kind: Kind) -> Iterator[Fault]:
    file, key = catalogue.places[f"kinds.{kind.code}"], f"kinds.{kind.code}"
    for route in (kind.lead, *kind.support):
        if route.level in kind.non_dispatch:
            yield fault("sent-down", file, f"{key}.non_dispatch", kind=kind.code, level=route.level)
    for code, details in lead_faults(catalogue, kind.lead, kind.powers):
        if code == "power-nowhere":
            yield fault(code, file, f"{key}.powers", **details)


def _covered(catalogue: Catalogue) -> Iterator[Fault]:
    """Each rule that an earlier one covers: whatever it is for, the earlier one has won."""
    named: set[str] = set()
    for earlier, later in combinations(catalogue.rules.rules, 2):
        if later.code not in named and _covers(catalogue, earlier, later):
            named.add(later.code)
            yield _at(catalogue, later, "rule-covered", "when", rule=later.code, other=earlier.code)


def _covers(catalogue: Catalogue, earlier: RouteRule, later: RouteRule) -> bool:
    first, second = earlier.when, later.when
    kinds = {kind.code for kind in _kinds(catalogue, later)}
    lists = ("areas", "urgency", "months", "channels", "privacy")
    return (
        bool(kinds)
        and kinds <= {kind.code for kind in _kinds(catalogue, earlier)}
        and all(_wider(getattr(first, name), getattr(second, name)) for name in lists)
        and (not first.hours or _minutes(second) <= _minutes(first))
        and first.working in (None, second.working)
        and all(any(_implies(said, wanted) for said in second.answers) for wanted in first.answers)
    )


def _wider(first: Sequence[object], second: Sequence[object]) -> bool:
    # Areas by their codes alone: an area in another may be run by a third, so that the one does not cover the other.
    return not first or (bool(second) and set(second) <= set(first))


def _minutes(when: When) -> frozenset[int]:
    return frozenset(
        minute for minute in range(DAY) if not when.hours or any(within(minute, span) for span in when.hours)
    )


def _implies(said: Answered, wanted: Answered) -> bool:
    """Whether every answer that fits `said` fits `wanted` too."""
    if said.field != wanted.field or bool(said.values) != bool(wanted.values):
        return False
    if wanted.values:
        return set(said.values) <= set(wanted.values)
    low = wanted.least is None or (said.least is not None and said.least >= wanted.least)
    return low and (wanted.most is None or (said.most is not None and said.most <= wanted.most))
