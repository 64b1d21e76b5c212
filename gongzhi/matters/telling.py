"""What a matter tells those who may ask: words to those who handle it, clocks in full, its standing to the reporter."""

from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from gongzhi.bodies import reading as bodies
from gongzhi.catalogue import Calendar, Lang, Limit
from gongzhi.kernel import Actor, Refused
from gongzhi.matters import catalogues, codec, journal, queries
from gongzhi.matters.loop import concerned
from gongzhi.matters.loop.clock import due, explain
from gongzhi.matters.loop.state import Clock, Kept, Matter
from gongzhi.matters.models import Entry, MatterRow, TextRow
from gongzhi.matters.rows import main_clock
from gongzhi.vault.values import read_for_handling

ANSWERS = ("Declined", "Finished", "Passed", "SentBack", "Called", "Closed", "ImportClosed")


def words_of(row: MatterRow, state: Matter, by: Actor) -> dict[str, str]:
    """The texts of a matter by reference: the open ones, and those between people for the units that handle it."""
    found = dict(TextRow.objects.filter(matter_id=row.id).values_list("ref", "text"))
    if not concerned(state, by):
        return found
    sealed = {kept.ref for event in _events(row.id) for kept in _kept(event)} - found.keys()
    return found | _opened(row.id, sorted(sealed))


def _opened(matter: UUID, refs: list[str]) -> dict[str, str]:
    """The sealed texts; none where the key was destroyed."""
    try:
        return {ref: read_for_handling(matter, ref, "text") for ref in refs}
    except Refused as refusal:
        if refusal.code != "key-destroyed":
            raise
        return {}


def _events(matter: UUID) -> list[Any]:
    lines = Entry.objects.filter(matter_id=matter).order_by("version")
    return [codec.decode(event, data) for event, data in lines.values_list("event", "data")]


def _kept(event: Any) -> list[Kept]:
    names = [name for name in event.__dataclass_fields__ if name != "contact"]
    values = [getattr(event, name) for name in names]
    values += [each for value in values if isinstance(value, dict) for each in value.values()]
    return [value for value in values if isinstance(value, Kept)]


def explained(matter: UUID, lang: Lang) -> dict[str, Any]:
    """Every clock of a matter: its policy, each interval with its reason, and a sum that adds up to the minute."""
    state = journal.state(matter)
    same = ("name", "unit", "started_at", "due_at", "ended_at", "outcome")
    told = [
        {name: getattr(clock, name) for name in same} | {"explanation": _explanation(clock, lang)}
        for clock in state.clocks
    ]
    return {"number": state.number, "clocks": told}


def _explanation(clock: Clock, lang: Lang) -> list[str]:
    words = catalogues.in_force()[1].words
    calendar = catalogues.counted_with(clock).get(clock.calendar or "")
    if calendar is None:
        return [words.text("clock_told.given", lang, due=clock.due_at.isoformat())]
    return explain(counted(clock, calendar), words, lang)


def counted(clock: Clock, calendar: Calendar) -> Any:
    """The clock counted again from its policy."""
    limit = Limit(
        name=clock.name,
        amount=Decimal(str(clock.amount)).normalize(),
        unit=clock.measure or "clock_hours",  # type: ignore[arg-type]
        calendar=calendar.code,
        statutory=clock.statutory,
    )
    return due(limit, calendar, clock.started_at.astimezone(calendar.tz))


def followed(code: str) -> dict[str, Any]:
    """What the reporter sees behind the query code: stage, next limit, responsible unit and the answers given."""
    row = queries.access_code(code)
    state = journal.state(row.id)
    clock = main_clock(state)
    texts = dict(TextRow.objects.filter(matter_id=row.id).values_list("ref", "text"))
    given = [
        {"what": type(event).__name__, "at": at.isoformat(), "text": text}
        for event, at in _answers(row.id)
        for text in [next((texts[kept.ref] for kept in _kept(event) if kept.ref in texts), "")]
    ]
    return {
        "number": state.number,
        "stage": state.stage.value,
        "due_at": clock.due_at if clock else None,
        "unit": bodies.unit(state.holder).name,
        "opened_at": state.opened_at,
        "closed_at": state.closed_at,
        "answers": given,
    }


def _answers(matter: UUID) -> list[tuple[Any, datetime]]:
    lines = Entry.objects.filter(matter_id=matter, event__in=ANSWERS).order_by("version")
    found = lines.values_list("event", "data", "recorded_at")
    return [(codec.decode(event, data), at) for event, data, at in found]
