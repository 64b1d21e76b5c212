"""Kinds, areas, units and reasons are open to everybody who reports; who one is, only to oneself."""

from typing import Annotated, Any

from django.http import HttpRequest
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import conditional_page
from ninja import Path, Query, Router
from ninja.decorators import decorate_view
from pydantic import AfterValidator

from gongzhi.bodies import reading as bodies
from gongzhi.matters import catalogues, oneself, reference, said, trade, wire
from gongzhi.matters.callers import actor, known_filters, lang_of
from gongzhi.places import locating as places

router = Router(tags=["reference"])
own = Router(tags=["reference"])
Code = Annotated[wire.Code, Path()]
Parent = Annotated[str, Query(pattern=r"^[\w./:-]{0,64}$", description="Code of the area above; empty: the topmost")]
Sought = Annotated[str, Query(max_length=60, description="Part of a unit's name or code")]
Within = Annotated[str, Query(pattern=r"^[\w./:-]{0,64}$", description="Code of an area, down to the grid; empty: any")]

Named = Annotated[
    str, Query(max_length=4000, description="Codes with commas: these units, in force or not; the first 60 of them")
]
Around = Annotated[
    str,
    AfterValidator(wire.storable),
    Query(max_length=4000, description="Codes of grids or communities, with commas; at most 60"),
]
Place = Annotated[
    str, AfterValidator(wire.storable), Query(min_length=1, max_length=60, description="Part of a name, or a code")
]
MOST_NAMED = 60
told_once = decorate_view(conditional_page, gzip_page, cache_control(no_cache=True))
"""What is the same for everybody and seldom another is sent small, and again only where it has changed (304)."""


@router.get("/kinds", response=reference.KindsOut, operation_id="kinds")
@told_once
def kinds(request: HttpRequest) -> dict[str, Any]:
    """事项类别. The kinds that can be reported, with their fields, limits and who leads."""
    return reference.kinds(*catalogues.in_force())


@router.get("/reasons", response=list[reference.ReasonOut], operation_id="reasons")
@told_once
def reasons(request: HttpRequest) -> list[dict[str, Any]]:
    """理由目录. Reasons to decline or void, with what the reporter can do."""
    return reference.reasons(catalogues.in_force()[1])


@router.get("/words", response=trade.WordsOut, operation_id="words")
@told_once
def words(request: HttpRequest) -> dict[str, Any]:
    """用语. Stages, commands, lights and the other words of the trade, in the caller's language."""
    return trade.trade(*catalogues.in_force(), lang_of(request))


@router.get("/areas", response=list[reference.AreaOut], operation_id="areas")
def areas(request: HttpRequest, parent: Parent = "") -> list[dict[str, str]]:
    """下级区域. The areas directly in `parent`, by code."""
    known_filters(request, ("parent",))
    return [reference.area_out(area) for area in places.parts_of(parent or None, timezone.now())]


@router.get("/areas/{code}", response=reference.AreaWholeOut, operation_id="area")
def area(request: HttpRequest, code: Code) -> dict[str, Any]:
    """区域. One area with what is above and directly in it."""
    return reference.area_whole(code, timezone.now())


@router.get("/compounds", response=list[reference.CompoundOut], operation_id="compounds")
def compounds(request: HttpRequest, areas: Around) -> list[dict[str, Any]]:
    """小区. The residential compounds in these grids or communities: a place is picked by its name."""
    known_filters(request, ("areas",))
    return reference.compounds(areas.split(",")[:MOST_NAMED], timezone.now())


@router.get("/places", response=list[reference.NamedAreaOut], operation_id="places")
def named(request: HttpRequest, text: Place) -> list[dict[str, Any]]:
    """找地方. Areas whose name holds `text`, the largest first, with the box around each: a map goes there."""
    known_filters(request, ("text",))
    return reference.named(text, timezone.now())


@router.post("/locate", response=reference.LocatedOut, operation_id="locate")
def locate(request: HttpRequest, body: said.Point) -> dict[str, Any]:
    """定位. In which grid a point lies, how far from its edge, under which boundaries; nothing is kept."""
    return reference.located(places.locate(body.geo(), timezone.now()))


@router.get("/units/{code}", response=reference.UnitOut, operation_id="unit")
def unit(request: HttpRequest, code: Code) -> dict[str, Any]:
    """单位. Name, type and level of a unit."""
    return reference.unit_out(bodies.unit(code), catalogues.in_force()[1])


@own.get("/units", response=list[reference.FoundUnitOut], operation_id="units")
def units(request: HttpRequest, text: Sought = "", area: Within = "", codes: Named = "") -> list[dict[str, Any]]:
    """单位名录. Units in force whose name or code holds `text` and that answer for `area`, the nearest first.

    With `codes`: those units, whatever became of them, for whoever shows their names.
    """
    known_filters(request, ("text", "area", "codes"))
    at = timezone.now()
    if codes:
        named = [bodies.known(code) for code in codes.split(",")[:MOST_NAMED]]
        return reference.units_out([one for one in named if one is not None], catalogues.in_force()[1])
    found = bodies.sought(text.strip(), places.chain(area) if area else (), at)
    return reference.units_out(found, catalogues.in_force()[1])


@own.get("/colleagues", response=list[reference.ColleagueOut], operation_id="colleagues")
def colleagues(request: HttpRequest) -> list[dict[str, str]]:
    """本单位人员. Who sits in the caller's unit: whom a head may name for a share."""
    unit = actor(request).unit
    return [{"person": person, "name": name} for person, name in bodies.colleagues(unit or "", timezone.now())]


@own.get("/me", response=oneself.MeOut, operation_id="me")
def me(request: HttpRequest) -> dict[str, Any]:
    """本人. Who the caller is: the unit acted for, duties and areas."""
    by = actor(request)
    unit = bodies.unit(by.unit) if by.unit else None
    return oneself.me(by, unit, catalogues.in_force()[1], timezone.now())
