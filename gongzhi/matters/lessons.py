"""What may be learnt from is what is over: the masked words of P0 and P1, and what people in the end decided."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from gongzhi.kernel import Refused
from gongzhi.matters import codec, gathering, journal, queries
from gongzhi.matters.loop.state import Stage, replace
from gongzhi.matters.models import Entry, MatterRow
from gongzhi.matters.sealing import OPEN_TEXT
from gongzhi.matters.sight import areas_of

OVER = (Stage.CLOSED.value, Stage.ARCHIVED.value)
BATCH = 500


@dataclass(frozen=True, kw_only=True, slots=True)
class Lesson:
    """A matter that is over: as what it came in, and which kind and which lead it had in the end."""

    matter: UUID
    opened_at: datetime
    text: str
    came_as: str
    kind: str
    lead: str
    areas: tuple[str, ...]


def lessons(most: int) -> list[Lesson]:
    """The newest `most` matters that are closed or archived and have words in the open, the oldest first."""
    rows = MatterRow.objects.filter(stage__in=OVER, privacy__in=OPEN_TEXT).order_by("-opened_at", "-id")[:most]
    found = [lesson for batch in _batches(list(rows)) for lesson in _of(batch)]
    return found[::-1]


def _batches(rows: Sequence[MatterRow]) -> Iterator[Sequence[MatterRow]]:
    return (rows[first : first + BATCH] for first in range(0, len(rows), BATCH))


def _of(rows: Sequence[MatterRow]) -> Iterator[Lesson]:
    ids = [row.id for row in rows]
    texts = queries.texts_of(ids)
    begun = Entry.objects.filter(matter_id__in=ids, version=1).values_list("matter_id", "event", "data")
    kinds = {matter: str(codec.decode(event, data).kind) for matter, event, data in begun}
    for row in rows:
        text = texts.get(row.id, {}).get("text", "")
        if text:
            yield Lesson(
                matter=row.id,
                opened_at=row.opened_at,
                text=text,
                came_as=kinds[row.id],
                kind=row.kind,
                lead=row.lead,
                areas=areas_of(row),
            )


def lead_by_rule(lesson: Lesson, at: datetime) -> str:
    """The lead whom the rules would name at `at`, had the matter stayed what it came in as; "" for an unknown kind."""
    stayed = replace(journal.state(lesson.matter), kind=lesson.came_as)
    try:
        return gathering.addressed(stayed, at).lead.unit
    except Refused as refusal:
        if refusal.code != "kind-unknown":
            raise
        return ""
