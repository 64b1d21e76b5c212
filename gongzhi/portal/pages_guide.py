"""The service guide: what belongs where, what is asked, how long it may take; at one's own place, which unit it is."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from gongzhi.bodies import counters
from gongzhi.bodies import reading as bodies
from gongzhi.bodies.counters import CounterFact
from gongzhi.catalogue import Catalogue, Kind
from gongzhi.matters import addressing, catalogues
from gongzhi.places import locating as places
from gongzhi.portal import areas, kinds, spoken
from gongzhi.portal.framing import page
from gongzhi.portal.pages_report import plainly

CENTRES = ("township", "county", "city")


@require_safe
@plainly
def guide(request: HttpRequest) -> HttpResponse:
    """Who answers for a kind, as the catalogue says it; in a township that somebody names, the unit by the roster."""
    (_, catalogue), at = catalogues.in_force(), timezone.now()
    asked = request.GET.get("area", "")
    here = asked if areas.named(asked, at) else ""
    chain = places.chain(here or None)
    groups = [
        {
            "title": group.title,
            "hint": group.hint,
            "kinds": [_kind(kind, catalogue, chain, at) for kind in (*group.often, *group.more)],
        }
        for group in kinds.groups(catalogue)
    ]
    shown = {
        "section": "guide",
        "groups": groups,
        "areas": areas.townships(at),
        "area": here,
        "centres": _centres(chain, at),
        "counters": [] if here else counters.within("", at),
    }
    return page(request, "guide", shown)


def _kind(kind: Kind, catalogue: Catalogue, chain: tuple[str, ...], at: datetime) -> dict[str, Any]:
    return {
        "code": kind.code,
        "name": spoken.named(kind.name),
        "lead": _lead(kind, catalogue, chain, at) if chain else kinds.lead(kind, catalogue),
        "limits": kinds.limits(kind, catalogue),
        "asked": [question.label for question in kinds.questions(kind, catalogue) if question.required],
    }


def _lead(kind: Kind, catalogue: Catalogue, chain: tuple[str, ...], at: datetime) -> str:
    """The unit that answers for the kind there, where no rule sends a single matter elsewhere."""
    able = addressing.ability(catalogue, kind.powers, kind.non_dispatch, at)
    return bodies.unit(addressing.found_for(kind.lead, chain, at, able).unit).name


def _centres(chain: tuple[str, ...], at: datetime) -> list[CounterFact]:
    """The centres over the place, the nearest first, each once, with where one finds them as far as that is known."""
    found = dict.fromkeys(bodies.nearest_of("ZZ", level, chain, at).unit for level in CENTRES) if chain else {}
    known = {one.unit: one for one in counters.at_units(found, at)}
    return [known.get(code) or CounterFact(unit=code, name=bodies.unit(code).name, address="") for code in found]
