"""Why this unit, in words: the rule, what it looked at, whom it names here, and why the other rules did not hold."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q
from ninja import Schema

from gongzhi.bodies import reading as bodies
from gongzhi.catalogue import LANGS, Catalogue, Kind, Lang, RouteRule, Seen, Words
from gongzhi.kernel import Actor, Refused
from gongzhi.matters import addressing, catalogues, gathering, journal, permission, queries
from gongzhi.matters.codec import decode
from gongzhi.matters.loop.noting import IN_TRIAGE
from gongzhi.matters.loop.routing import Why
from gongzhi.matters.loop.state import Matter
from gongzhi.matters.models import Entry
from gongzhi.matters.precedents import Precedent, precedents
from gongzhi.places import locating as places

SENT = ("Dispatched", "Reassigned")
"""Events that send a matter to a unit and keep why."""
AT_DESK = frozenset({"accept", "dispatch", "rule"})


class LostOut(Schema):
    """A rule that did not hold: the condition that failed, or `order` where one before it had won."""

    rule: str
    failed: str


class SaidOut(Schema):
    """The same in both languages, line by line."""

    zh: list[str]
    en: list[str]


class PrecedentOut(Schema):
    """An earlier matter whose lead was ruled, and the clause as far as it may be read."""

    number: str
    lead: str
    at: datetime
    clause: str | None


class WhyOut(Schema):
    """Why this unit. `suggested`: it is not dispatched yet, and this is what the rules say now.

    `rule` is what named `lead`: route:…, kind:…, ruling:… or by-hand:…; `named` the rule that won, and `unit` whom it
    names. `precedents` are the newest rulings about the kind in the county, for whoever dispatches.
    """

    suggested: bool
    rule: str
    lead: str
    named: str
    unit: str
    via: str
    finding: str | None
    support: list[str]
    powers: list[str]
    able: list[str]
    lost: list[LostOut]
    precedents: list[PrecedentOut]
    said: SaidOut


@dataclass(frozen=True, kw_only=True, slots=True)
class Reason:
    """A reason with what is needed to say it: under which catalogue, for which kind, and to whom the matter went."""

    why: Why
    catalogue: Catalogue
    kind: Kind
    rule: str
    lead: str
    support: tuple[str, ...] = ()
    able: tuple[str, ...] = ()
    precedents: tuple[Precedent, ...] = ()
    suggested: bool = False


def route(state: Matter, lines: Sequence[Entry], by: Actor, at: datetime) -> dict[str, Any] | None:
    """Why the matter is where it is; before the dispatch, to whoever sits at the desk, whom the rules name.

    None where there is nothing to say: dispatched before there were rules, or not dispatched and not for the caller.
    """
    if state.stage not in IN_TRIAGE:
        reason = dispatched(state, lines)
    else:
        reason = suggested(state, at, queries.visible(by)) if AT_DESK & set(permission.may(state, by, at)) else None
    return told(reason) if reason is not None else None


def explained(state: Matter, lines: Sequence[Entry], at: datetime) -> Reason:
    """Why the matter went where it went, as the journal keeps it; where it does not, whom the rules name now."""
    kept = dispatched(state, lines) if state.stage not in IN_TRIAGE else None
    return kept if kept is not None else suggested(state, at, Q())


def dispatched(state: Matter, lines: Sequence[Entry]) -> Reason | None:
    """Why it went to its lead, as the journal keeps it; None where no line says so."""
    line = next((line for line in reversed(lines) if line.event in SENT), None)
    if line is None:
        return None
    event = decode(line.event, line.data)
    if event.why is None:
        return None
    then = journal.state(state.id, upto=line.version)
    catalogue = catalogues.of(int(then.catalogue))
    return Reason(
        why=event.why, catalogue=catalogue, kind=catalogue.kinds[then.kind], lead=event.lead,
        rule=event.rule if line.event == "Dispatched" else f"by-hand:{line.actor}",
        support=tuple(part.unit for part in event.parts if not part.lead),
    )  # fmt: skip


def suggested(state: Matter, at: datetime, seen: Q) -> Reason:
    """Whom the rules that the matter began under name now, or whom a ruling about it named; with what was ruled before.

    `seen` are the rows whose precedents may be cited besides those that are open to all desks.
    """
    catalogue = catalogues.of(int(state.catalogue))
    kind = gathering.kind_called(catalogue, state.kind)
    to = gathering.addressed(state, at)
    ruled = state.locked and bodies.in_force(state.ruled, at)
    return Reason(
        why=to.why, catalogue=catalogue, kind=kind, suggested=True,
        rule=f"ruling:{state.number}" if ruled else to.why.rule, lead=state.ruled if ruled else "",
        precedents=precedents(kind.code, state.place.county, state.id, seen),
        support=tuple(dict.fromkeys(held.unit for held in to.support)),
        able=addressing.able_here(catalogue, to.why.powers, kind, state.place.areas, at),
    )  # fmt: skip


def told(reason: Reason) -> dict[str, Any]:
    """The reason for the wire."""
    why = reason.why
    return {
        "suggested": reason.suggested, "rule": reason.rule, "lead": reason.lead, "named": why.rule, "unit": why.unit,
        "via": why.via, "finding": why.finding, "support": list(reason.support), "powers": list(why.powers),
        "able": list(reason.able), "precedents": [asdict(each) for each in reason.precedents],
        "lost": [{"rule": rule, "failed": failed} for rule, failed in why.lost],
        "said": {lang: list(said(reason, catalogues.in_force()[1].words, lang)) for lang in LANGS},
    }  # fmt: skip


def said(reason: Reason, words: Words, lang: Lang) -> Iterator[str]:
    """The reason line by line."""
    why, rule = reason.why, rule_named(reason.catalogue, reason.why.rule)
    yield words.text("routes.won", lang, name=rule.name.say(lang)) if rule else words.text("routes.own", lang)
    if why.inputs:
        looked = [looked_at(name, value, words, lang) for name, value in why.inputs.items()]
        yield words.text("routes.looked", lang, inputs=("；" if lang == "zh" else "; ").join(looked))
    yield _unit(reason, words, lang)
    if reason.lead and reason.lead != why.unit:
        key = "routes.ruled" if reason.rule.startswith("ruling:") else "routes.by-hand"
        yield words.text(key, lang, lead=unit_said(reason.lead), unit=unit_said(why.unit))
    if why.finding:
        yield words.text("routes.finding", lang, finding=_finding(why.finding, words, lang))
    if why.powers:
        yield words.text("routes.powers", lang, powers=_list((f"powers.{power}" for power in why.powers), words, lang))
    if rule is not None:
        yield words.text("routes.basis", lang, basis=rule.basis)
    if rule is not None and rule.note is not None:
        yield words.text("routes.note", lang, note=rule.note.say(lang))
    for each in reason.precedents:
        clause = each.clause or words.text("routes.sealed", lang)
        yield words.text("routes.precedent", lang, number=each.number, lead=unit_said(each.lead), clause=clause)
    for code, failed in why.lost:
        lost = rule_named(reason.catalogue, code)
        if lost is not None:
            yield words.text("routes.lost", lang, name=lost.name.say(lang), why=why_lost(why, failed, words, lang))


def rule_named(catalogue: Catalogue, named: str) -> RouteRule | None:
    """The rule that a dispatch names; None for a kind's own route."""
    return next((rule for rule in catalogue.rules.rules if rule.named == named), None)


def why_lost(why: Why, failed: str, words: Words, lang: Lang) -> str:
    """Why a rule did not hold."""
    name, _, field = failed.partition(".")
    if not field:
        return words.text(f"routes.why.{name}", lang)
    key = "unanswered" if why.inputs.get(failed) is None else name
    return words.text(f"routes.why.{key}", lang, what=words.text(f"fields.{field}", lang))


def looked_at(name: str, value: Seen, words: Words, lang: Lang) -> str:
    """What a condition looked at, and what it saw."""
    _, _, field = name.partition(".")
    label = words.text(f"fields.{field}" if field else f"routes.inputs.{name}", lang)
    return words.text("routes.input", lang, label=label, value=shown(name, value, words, lang))


def shown(name: str, value: Seen, words: Words, lang: Lang) -> str:
    """What a condition saw."""
    _, _, field = name.partition(".")
    if value is None or value == ():
        return words.text("routes.unsaid", lang)
    if isinstance(value, bool):
        return words.text(f"routes.{'yes' if value else 'no'}", lang)
    if isinstance(value, tuple):
        return " ".join(_area(code) for code in value)
    for key in (f"choices.{field}.{value}", f"{name}.{value}"):
        if words.has(key):
            return words.text(key, lang)
    return f"{value}"


def unit_said(code: str) -> str:
    """The unit by name and code."""
    unit = bodies.known(code)
    return f"{unit.name}（{code}）" if unit is not None and unit.name else code


def _unit(reason: Reason, words: Words, lang: Lang) -> str:
    what, _, level = reason.why.asked.partition("/")
    kind, _, code = what.rpartition(":")
    unit, here = unit_said(reason.why.unit), words.text(f"levels.{level}", lang)
    if kind:
        known = reason.catalogue.units.get(code)
        return words.text("routes.unit-type", lang, what=known.name.say(lang) if known else code, level=here, unit=unit)
    return words.text("routes.unit", lang, what=words.text(f"duties.{code}", lang), level=here, unit=unit)


def _finding(finding: str, words: Words, lang: Lang) -> str:
    code, _, what = finding.partition(":")
    key = f"duties.{what}"
    return words.text(f"findings.{code}", lang, what=words.text(key, lang) if words.has(key) else what)


def _list(keys: Iterator[str], words: Words, lang: Lang) -> str:
    return ("、" if lang == "zh" else ", ").join(words.text(key, lang) for key in keys)


def _area(code: str) -> str:
    try:
        return places.area(code).name
    except Refused:
        return code
