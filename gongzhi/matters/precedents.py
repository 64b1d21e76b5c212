"""What was ruled about a kind in a county is a precedent there: later dispatches may point to it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from gongzhi.matters.codec import decode
from gongzhi.matters.models import Entry, MatterRow, TextRow
from gongzhi.matters.sealing import OPEN_TEXT

CITED = 3


@dataclass(frozen=True, slots=True)
class Precedent:
    """A matter whose lead was ruled and still stands: its number, whom, when, and the clause as far as it is open."""

    number: str
    lead: str
    at: datetime
    clause: str | None


def precedents(kind: str, county: str, but: UUID, seen: Q) -> tuple[Precedent, ...]:
    """The newest rulings about the kind in the county, not the one about the matter `but`.

    Those of places and of contacts (P0, P1) are open to every desk; others only where `seen` holds for their row. A
    clause that is sealed with its matter is not told.
    """
    ruled = MatterRow.objects.filter(Q(privacy__in=OPEN_TEXT) | seen, locked=True, kind=kind, county=county)
    rows = dict(ruled.exclude(id=but).order_by("-opened_at").values_list("id", "number")[:CITED])
    lines = Entry.objects.filter(matter_id__in=list(rows), event="Ruled").order_by("-recorded_at", "-version")
    found: dict[UUID, Precedent] = {}
    for matter, data, at in lines.values_list("matter_id", "data", "recorded_at"):
        if matter not in found:
            event = decode("Ruled", data)
            found[matter] = Precedent(rows[matter], event.lead, at, _open(matter, event.basis.ref))
    return tuple(found.values())


def _open(matter: UUID, ref: str) -> str | None:
    return TextRow.objects.filter(matter_id=matter, ref=ref).values_list("text", flat=True).first()
