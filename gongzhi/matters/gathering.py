"""Facts are gathered before a decision: the grid of the point, the kind and its route, who answers and who checks."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import lru_cache
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings

from gongzhi.bodies import reading as bodies
from gongzhi.catalogue import Catalogue, Circumstance, Kind, Procedure
from gongzhi.kernel import GeoPoint, Refused
from gongzhi.matters import addressing, catalogues, journal, serials
from gongzhi.matters.loop import (
    checking,
    dispatching,
    importing,
    joint,
    levels,
    merging,
    noting,
    ownerless,
    reporting,
    returning,
    sampling,
)
from gongzhi.matters.loop.answering import readable
from gongzhi.matters.loop.facts import Facts, Held
from gongzhi.matters.loop.routing import Reach, happened
from gongzhi.matters.loop.state import Matter, Place
from gongzhi.matters.placing import place_in, places_of
from gongzhi.matters.sealing import OPEN_TEXT
from gongzhi.places import locating as places
from gongzhi.places.tree import RANK

_SLOTS = ((12, "morning"), (18, "afternoon"), (24, "evening"))


@lru_cache(maxsize=4)
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)


def local(at: datetime) -> datetime:
    """The instant in the city's own time."""
    return at.astimezone(_zone(settings.TIME_ZONE))


def kind_called(catalogue: Catalogue, code: str) -> Kind:
    """The kind with that code; 422 `kind-unknown`."""
    kind = catalogue.kinds.get(code)
    if kind is None:
        raise Refused("kind-unknown", status=422, kind=code[:40])
    return kind


def reported_as(command: Any, kind: Kind, place: Place, at: datetime) -> Circumstance:
    """What rules may look at in a new matter, without its calendars."""
    answers = readable(kind, getattr(command, "answers", {}))
    return Circumstance(
        kind=kind,
        areas=place.areas,
        urgency=kind.urgency,
        answers=answers,
        at=local(happened(answers, getattr(command, "opened_at", at))),
        channel=command.channel,
        privacy=kind.privacy,
    )


def standing_as(matter: Matter, kind: Kind, place: Place, at: datetime) -> Circumstance:
    """What rules may look at in a matter that is there, were it of that kind and in that place; without calendars."""
    same = matter.isolated is not None or kind.code == matter.kind
    return Circumstance(
        kind=kind,
        areas=place.areas,
        urgency=matter.urgency if same else kind.urgency,
        answers=matter.answers,
        at=local(happened(matter.answers, matter.opened_at or at)),
        channel=matter.channel,
        privacy=matter.privacy if same else kind.privacy,
    )


def addressed(matter: Matter, at: datetime) -> addressing.Addressed:
    """Whom the rules that the matter began under name now, without a command."""
    catalogue = catalogues.of(int(matter.catalogue))
    known = standing_as(matter, kind_called(catalogue, matter.kind), matter.place, at)
    calendars = catalogues.calendars(int(matter.catalogue), int(catalogues.in_force()[0]))
    return addressing.addressed(catalogue, replace(known, calendars=calendars), at)


def _routed(catalogue: Catalogue, number: str, known: Circumstance, place: Place, at: datetime) -> dict[str, Any]:
    kind = known.kind
    centre = bodies.centre_at(_triage_level(kind, place), place.areas, at)
    newest, _ = catalogues.in_force()
    calendars = catalogues.calendars(int(number), int(newest))
    to = addressing.addressed(catalogue, replace(known, calendars=calendars), at)
    return {
        "catalogue": number,
        "kind": kind,
        "ladder": catalogue.ladder_for(kind, kind.urgency),
        "ladders": catalogue.ladders,
        "calendars": calendars,
        "counted_by": newest,
        "hours": bodies.calendars(),
        "limits": {
            **catalogue.limits,
            "triage": catalogue.urgencies[kind.urgency].response,
            "emergency": catalogue.urgencies["emergency"].response,
        },
        "place": place,
        "triage": Held(unit=centre.unit, finding=centre.finding),
        "lead": to.lead,
        "support": to.support,
        "why": to.why,
    }


def _triage_level(kind: Kind, place: Place) -> str:
    """Whose triage: the level that the kind names; where there is no point the centre that can find it, township before
    county, but what is between people goes to none below the level of its kind.
    """
    if place.areas and place.point is not None:
        return kind.level
    known = "township" if place.township else "county"
    between = place.areas and kind.privacy not in OPEN_TEXT
    return min(known, kind.level, key=RANK.__getitem__) if between else known


def first_facts(commands: Sequence[Any], at: datetime) -> list[Facts | Refused]:
    """The facts for new matters, located together and numbered together; a Refused where a command names no kind."""
    number, catalogue = catalogues.in_force()
    spots = places_of([(command.point, getattr(command, "accuracy_m", None)) for command in commands], at)
    gathered: list[Facts | Refused] = []
    for command, place in zip(commands, spots, strict=True):
        try:
            kind = kind_called(catalogue, command.kind)
            if command.point is None and getattr(command, "area", None):
                place = place_in(command.area, at)
            known = reported_as(command, kind, place, at)
            gathered.append(Facts(**_routed(catalogue, number, known, place, at)))
        except Refused as refusal:
            gathered.append(refusal)
    return gathered


def numbers(counties: Sequence[str], at: datetime) -> list[str]:
    """A new matter number for each county code given, in that order."""
    day = f"{local(at):%Y%m%d}"
    codes = [county if len(county) == 6 and county.isdigit() else "000000" for county in counties]
    reserved = {code: iter(serials.take(day, code, codes.count(code))) for code in dict.fromkeys(codes)}
    return [f"{day}-{code}-{next(reserved[code]):06d}" for code in codes]


def next_facts(matter: Matter, command: Any, at: datetime) -> Facts:
    """The facts for a command about a matter that is there already."""
    moved = isinstance(command, noting.Relocate)
    changed = isinstance(command, noting.Reclassify)
    number, catalogue = catalogues.in_force() if changed else (matter.catalogue, catalogues.of(int(matter.catalogue)))
    kind = kind_called(catalogue, command.kind if changed else matter.kind)
    place = _told_place(command, at) if moved else matter.place
    named = [matter.lead, matter.ruled, matter.holder, matter.centre]
    named += [*(part.unit for part in matter.parts), *_named(command)]
    routed = _routed(catalogue, number, standing_as(matter, kind, place, at), place, at)
    named += [routed["lead"].unit, *(held.unit for held in routed["support"])]
    if not changed:
        routed["ladder"] = catalogue.ladder_for(kind, matter.urgency)
    running = None if changed else _running(matter)
    return Facts(
        **routed,
        reach=_reach(catalogue, command, kind, place, routed, named, at),
        procedure=catalogue.procedure_of(kind),
        running=running,
        office=_office(running or catalogue.procedure_of(kind), place, at),
        checker=_checker(matter, kind, place, at),
        units=frozenset(code for code in named if code and bodies.in_force(code, at)),
        reasons=catalogue.reasons,
        slot=slot(at),
        older=catalogues.older(matter.running, number, routed["counted_by"]),
        extendable=catalogue.urgencies[kind.urgency].extendable,
        chain=bodies.chain_of(place.areas, at),
        **_asked_for(matter, command, place, at),
    )


def _told_place(command: noting.Relocate, at: datetime) -> Place:
    """The place that a clerk told: of the point, or of the area alone."""
    if command.point is None and command.area is not None:
        return place_in(command.area, at)
    return places_of([(command.point, command.accuracy_m)], at)[0]


def _reach(
    catalogue: Catalogue, command: Any, kind: Kind, place: Place, routed: Mapping[str, Any], named: list[str],
    at: datetime,
) -> Reach:  # fmt: skip
    """What the guard of a dispatch must know; nothing where nobody is sent anywhere."""
    if not isinstance(command, GUARDED):
        return Reach()
    to = addressing.Addressed(routed["lead"], routed["support"], routed["why"])
    return addressing.reach(catalogue, to, kind, place.areas, at, named)


def _named(command: Any) -> list[str]:
    """The units that a command names."""
    one = [getattr(command, name, None) for name in ("lead", "unit", "sponsor")]
    many = [*(getattr(command, "support", None) or ()), *(getattr(command, "units", None) or ())]
    return [unit for unit in (*one, *many) if isinstance(unit, str)]


def _asked_for(matter: Matter, command: Any, place: Place, at: datetime) -> dict[str, Any]:
    """What only this command asks for."""
    if isinstance(command, levels.HandDown):
        return {"below": bodies.centres_below(matter.holder, _inside, at)}
    if isinstance(command, joint.AssignWithin):
        units = {part.unit for part in matter.parts if part.open}
        return {"staff": frozenset((unit, person) for unit in units for person in bodies.staff_of(unit, at))}
    if isinstance(command, ownerless.MarkOwnerless):
        found = bodies.centre_at("township", place.areas, at)
        return {"keeper": Held(unit=found.unit, finding=found.finding)}
    about = other_of(matter, command)
    if about is not None:
        return {"other": journal.state(about)}
    if isinstance(command, checking.Check) and command.point is not None:
        return {"distance_m": _distance(place, command.point)}
    return {}


def other_of(matter: Matter, command: Any) -> UUID | None:
    """The other matter that a command is about."""
    if isinstance(command, merging.Merge):
        return command.into
    if isinstance(command, merging.Join):
        return command.other
    if isinstance(command, sampling.Recognise):
        return command.of
    if isinstance(command, merging.Split | merging.PassAnswer) and matter.merged is not None:
        return matter.merged.matter
    return None


def _inside(area: str, over: str) -> bool:
    return not over or over in places.chain(area or None)


def _distance(place: Place, point: GeoPoint) -> float | None:
    """How far from the matter the checker stood, in metres; None where the matter has no place."""
    if place.lat is None or place.lon is None:
        return None
    return round(places.metres(place.lon, place.lat, point))


def _running(matter: Matter) -> Procedure | None:
    """The procedure that the matter goes through, as it was when it began."""
    run = matter.run
    return catalogues.of(int(run.catalogue)).procedures[run.procedure] if run is not None and run.going else None


def _office(procedure: Procedure | None, place: Place, at: datetime) -> Held | None:
    """Whoever decides for the procedure as its office at this place, where it has one."""
    if procedure is None or procedure.office is None:
        return None
    found = bodies.holder_of(procedure.office.duty, procedure.office.level, place.areas, at)
    return Held(unit=found.unit, finding=found.finding)


def _checker(matter: Matter, kind: Kind, place: Place, at: datetime) -> Held:
    if kind.checker != "grid_worker" or place.grid is None or matter.privacy == "P3":
        return Held(unit=matter.centre)
    found = bodies.checker_unit(place.grid, matter.handlers, place.areas, at)
    return Held(unit=found.unit, finding=found.finding)


def slot(at: datetime) -> str:
    """The part of the city's day: 2026-03-02-morning."""
    here = local(at)
    return f"{here:%Y-%m-%d}-{next(name for end, name in _SLOTS if here.hour < end)}"


NEW = (reporting.Report, importing.ImportRecord)
GUARDED = (dispatching.Dispatch, joint.Reassign, joint.AddSupport, returning.Rule, levels.HandDown)
"""Commands that send a matter to a unit."""
