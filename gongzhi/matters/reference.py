"""What a form must know before anything is said: kinds and their fields, areas, units, reasons."""

from datetime import datetime
from typing import Any

from ninja import Schema

from gongzhi.bodies import counters
from gongzhi.bodies.roster import UnitFact
from gongzhi.catalogue import Catalogue, Field, Kind, Limit, Reason, Route, Text
from gongzhi.places import locating as places
from gongzhi.places.atlas import Fix
from gongzhi.places.tree import AreaRef

MOST_OF_A_NAME = 20
"""Areas of one name that are told at once; whoever seeks types on."""


class TextOut(Schema):
    """A name in both languages."""

    zh: str
    en: str


class ChoiceOut(Schema):
    """One of the answers to choose from."""

    code: str
    name: TextOut


class FieldOut(Schema):
    """One thing to fill in; `place`, `contact` and the field `description` are slots of the report itself."""

    name: str
    label: TextOut
    type: str
    required: bool
    personal: bool
    most: int
    choices: list[ChoiceOut]


class LimitOut(Schema):
    """How much time there is: an amount of hours or days, by which calendar."""

    name: str
    amount: float
    unit: str
    calendar: str


class RouteOut(Schema):
    """A duty and a level; which unit that is follows from the place."""

    duty: str
    level: str
    name: TextOut


class KindOut(Schema):
    """One kind that can be reported. `triage` false: goes straight to the unit that must act.

    `procedure` is the code of the procedure that its handling follows, or empty. `confused_with` are the codes of
    kinds that it is easily taken for.
    """

    code: str
    name: TextOut
    klass: str
    klass_name: TextOut
    level: str
    urgency: str
    privacy: str
    triage: bool
    callback: bool
    self_handle: bool
    checker: str
    starter: bool
    fields: list[FieldOut]
    lead: RouteOut
    support: list[RouteOut]
    phases: list[LimitOut]
    procedure: str
    confused_with: list[str]


class KindsOut(Schema):
    """The kinds of the catalogue in force."""

    version: str
    digest: str
    kinds: list[KindOut]


class ReasonOut(Schema):
    """A reason to choose, with what whoever it is given to can do; `classes` of kinds that it is for, empty for all."""

    code: str
    group: str
    classes: list[str]
    name: TextOut
    way_out: TextOut
    appeal: bool
    needs_clause: bool
    phone: str


class ColleagueOut(Schema):
    """Somebody of the caller's own unit."""

    person: str
    name: str


class AreaOut(Schema):
    """An area by its code."""

    code: str
    name: str
    level: str


class AreaWholeOut(AreaOut):
    """An area with what lies above it (from the city down) and directly in it."""

    above: list[AreaOut]
    parts: list[AreaOut]


class CompoundOut(Schema):
    """A residential compound by its code, and the box around it in WGS84 degrees."""

    code: str
    name: str
    west: float
    south: float
    east: float
    north: float


class NamedAreaOut(CompoundOut):
    """An area found by its name, with the box around it, and what lies above it from the county down."""

    level: str
    above: list[AreaOut]


class LocatedOut(Schema):
    """Where a point lies: inside · edge · overlap · gap · outside · unmapped. Every place has an answer.

    `compound`: the residential compound around it, where one is drawn.
    """

    how: str
    area: AreaOut | None
    compound: AreaOut | None
    above: list[AreaOut]
    others: list[AreaOut]
    edge_m: float | None
    version: int
    lat: float
    lon: float


class UnitOut(Schema):
    """A unit; its type is one of the catalogue's, and so is its calendar (empty: the standard one)."""

    code: str
    name: str
    type: str
    type_name: TextOut
    level: str
    area: str
    calendar: str
    centre: bool


class FoundUnitOut(UnitOut):
    """A unit, and how a colleague reaches it: telephone and hours of its counter; empty where they are not known."""

    telephone: str
    hours: str


def text(said: Text) -> dict[str, str]:
    return {"zh": said.zh, "en": said.en}


def kinds(number: str, catalogue: Catalogue) -> dict[str, Any]:
    """The kinds that can be reported, by code."""
    known = sorted(catalogue.kinds.values(), key=lambda kind: kind.code)
    told = [kind_out(kind, catalogue) for kind in known if kind.reportable]
    return {"version": number, "digest": catalogue.digest, "kinds": told}


def kind_out(kind: Kind, catalogue: Catalogue) -> dict[str, Any]:
    """One kind for the wire."""
    same = ("code", "klass", "level", "urgency", "privacy", "triage", "callback", "self_handle", "checker", "starter",
            "procedure")  # fmt: skip
    return {name: getattr(kind, name) for name in same} | {
        "name": text(kind.name),
        "klass_name": text(catalogue.classes[kind.klass].name) if kind.klass in catalogue.classes else text(kind.name),
        "fields": [_field(field, catalogue) for field in kind.fields],
        "lead": _route(kind.lead, catalogue),
        "support": [_route(route, catalogue) for route in kind.support],
        "phases": [_limit(limit) for limit in kind.phases],
        "confused_with": list(kind.confused_with),
    }


def _both(catalogue: Catalogue, key: str) -> dict[str, str]:
    return {"zh": catalogue.words.text(key, "zh"), "en": catalogue.words.text(key, "en")}


def _field(field: Field, catalogue: Catalogue) -> dict[str, Any]:
    choices = [{"code": choice, "name": _both(catalogue, f"choices.{field.name}.{choice}")} for choice in field.choices]
    same = ("name", "type", "required", "personal", "most")
    told = {"label": _both(catalogue, f"fields.{field.name}"), "choices": choices}
    return {name: getattr(field, name) for name in same} | told


def _route(route: Route, catalogue: Catalogue) -> dict[str, Any]:
    return {"duty": route.duty, "level": route.level, "name": _both(catalogue, f"duties.{route.duty}")}


def _limit(limit: Limit) -> dict[str, Any]:
    return {"name": limit.name, "amount": float(limit.amount), "unit": limit.unit, "calendar": limit.calendar}


def reasons(catalogue: Catalogue) -> list[dict[str, Any]]:
    """Every reason of the catalogue, by group and code."""
    known = sorted(catalogue.reasons.values(), key=lambda reason: (reason.group, reason.code))
    return [reason_out(reason) for reason in known]


def reason_out(reason: Reason) -> dict[str, Any]:
    """One reason for the wire."""
    same = ("code", "group", "classes", "appeal", "needs_clause", "phone")
    return {each: getattr(reason, each) for each in same} | {"name": text(reason.name), "way_out": text(reason.way_out)}


def area_out(area: AreaRef) -> dict[str, str]:
    """An area for the wire."""
    return {"code": area.code, "name": area.name, "level": area.level}


def areas_out(codes: tuple[str, ...]) -> list[dict[str, str]]:
    """Areas for the wire, in their order."""
    known = places.areas(codes)
    return [area_out(known[code]) for code in codes]


def area_whole(code: str, at: datetime) -> dict[str, Any]:
    """An area with what is above and directly in it; 404 `area-unknown`."""
    parts = [area_out(part) for part in places.parts_of(code, at)]
    return area_out(places.area(code)) | {"above": areas_out(places.chain(code)[:-1]), "parts": parts}


def compounds(codes: list[str], at: datetime) -> list[dict[str, Any]]:
    """The compounds in those areas for the wire."""
    return [{"code": ref.code, "name": ref.name} | _box(box) for ref, box in places.compounds_in(codes, at)]


def named(text: str, at: datetime) -> list[dict[str, Any]]:
    """Areas of that name for the wire, each with what lies above it, up to the county."""
    return [
        area_out(ref) | {"above": areas_out(places.chain(ref.code)[1:-1])} | _box(box)
        for ref, box in places.named(text.strip(), at, MOST_OF_A_NAME)
    ]


def _box(box: tuple[float, float, float, float]) -> dict[str, float]:
    return dict(zip(("west", "south", "east", "north"), box, strict=True))


def located(fix: Fix) -> dict[str, Any]:
    """The answer of the boundaries for the wire, with names."""
    same = ("how", "edge_m", "version", "lat", "lon")
    return {name: getattr(fix, name) for name in same} | {
        "area": area_out(places.area(fix.area)) if fix.area else None,
        "compound": area_out(places.area(fix.compound)) if fix.compound else None,
        "above": areas_out(places.chain(fix.area)[:-1]),
        "others": areas_out(fix.others),
    }


def units_out(units: list[UnitFact], catalogue: Catalogue) -> list[dict[str, Any]]:
    """Units for the wire, each with how it is reached."""
    lines = counters.lines_to(unit.code for unit in units)
    return [unit_out(unit, catalogue) | lines.get(unit.code, {"telephone": "", "hours": ""}) for unit in units]


def unit_out(unit: UnitFact, catalogue: Catalogue) -> dict[str, Any]:
    """A unit for the wire."""
    known = catalogue.units.get(unit.type)
    kind = text(known.name) if known else {"zh": unit.type, "en": unit.type}
    same = ("code", "name", "type", "level", "area", "calendar")
    return {name: getattr(unit, name) for name in same} | {"type_name": kind, "centre": unit.is_centre}
