"""What a matter tells those who may ask: words to those who handle it, clocks in full, its standing to the reporter."""

from datetime import datetime
from typing import Any
from uuid import UUID

from gongzhi.bodies import reading as bodies
from gongzhi.catalogue import Catalogue
from gongzhi.kernel import Actor, Refused
from gongzhi.matters import catalogues, codec, giving, journal, permission, queries, reference
from gongzhi.matters.loop import concerned
from gongzhi.matters.loop.checking import Called
from gongzhi.matters.loop.closing import Rated
from gongzhi.matters.loop.conversing import WrittenToReporter, guarded
from gongzhi.matters.loop.state import Kept, Matter, Stage
from gongzhi.matters.models import Entry, MatterRow, TextRow
from gongzhi.matters.rows import main_clock
from gongzhi.matters.sight import CIRCLE
from gongzhi.vault.values import read_for_handling

ANSWERS = (
    "Declined", "Finished", "Passed", "SentBack", "Called", "Closed", "ImportClosed", "AnsweredDirectly",
    "FinallyAnswered", "WrittenToReporter", "Rated",
)  # fmt: skip
"""What the reporter is told in the words that were said."""
STEPS = (
    "ExtensionGranted", "Suspended", "Resumed", "PutOnLedger", "TakenOffLedger", "HandedOver", "ReceiptRecorded",
    "MergedInto", "Answered", "Reassigned", "AppealedAgainst", "Replied", "Reopened", "SetAside",
)  # fmt: skip
"""What the reporter is told that it happened; what was said about it stays within the house."""
GROUNDED = {"Declined": "reason", "HandedOver": "target", "Suspended": "reason", "SetAside": "reason"}
"""Events that name a reason of the catalogue, and in which field."""


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
    names = [name for name in event.__dataclass_fields__ if name not in ("contact", "personal")]
    values = [getattr(event, name) for name in names]
    values += [each for value in values if isinstance(value, dict) for each in value.values()]
    return [value for value in values if isinstance(value, Kept)]


def followed(code: str, at: datetime) -> dict[str, Any]:
    """What the reporter sees behind the query code: stage, next limit, responsible unit, answers, what may be said."""
    return followed_row(queries.access_code(code), at)


def followed_row(row: MatterRow, at: datetime) -> dict[str, Any]:
    """The same of a matter that is known already."""
    state, catalogue = journal.state(row.id), catalogues.of(int(row.catalogue))
    now = standing_of(state)
    clock = main_clock(now)
    texts = dict(TextRow.objects.filter(matter_id=row.id).values_list("ref", "text"))
    given = [
        {"what": type(event).__name__, "at": given_at.isoformat(), "text": _told(row.id, event, texts),
         "reason": _reason(event, catalogue), "judged": _judged(event)}
        for event, given_at in _answers(row.id)
    ]  # fmt: skip
    kind = None if guarded(state) else catalogue.kinds.get(state.kind)
    return {
        "number": state.number,
        "kind_zh": kind.name.zh if kind else "",
        "kind_en": (kind.name.en or kind.name.zh) if kind else "",
        "stage": now.stage.value,
        "stood_at": journal.stages(now.id),
        "due_at": clock.due_at if clock else None,
        "unit": bodies.unit(now.holder).name,
        "merged_into": now.number if now is not state else None,
        "suspended_until": now.suspended_until,
        "on_ledger": now.on_ledger,
        "opened_at": state.opened_at,
        "closed_at": state.closed_at,
        "answers": given,
        "may": list(permission.may(state, Actor(id=giving.reporter_of(row.id)), at)),
    }


def _reason(event: Any, catalogue: Catalogue) -> dict[str, Any] | None:
    """The reason that stands in the event, with the ways that remain."""
    code = getattr(event, GROUNDED.get(type(event).__name__, ""), "")
    reason = catalogue.reasons.get(code)
    return reference.reason_out(reason) if reason else None


def _judged(event: Any) -> dict[str, bool] | None:
    """What the reporter said, solved and satisfied apart, where they were asked for both."""
    if not isinstance(event, Rated | Called) or event.solved is None or event.satisfied is None:
        return None
    return {"solved": event.solved, "satisfied": event.satisfied}


def standing_of(state: Matter) -> Matter:
    """The matter whose standing its reporter is told: itself, or what it was merged into, however often; but not what
    has become a matter between people since.
    """
    while state.stage is Stage.MERGED and state.merged is not None:
        into = journal.state(state.merged.matter)
        if into.privacy in CIRCLE and state.privacy not in CIRCLE:
            return state
        state = into
    return state


def _told(matter: UUID, event: Any, texts: dict[str, str]) -> str:
    """The words, where the reporter is told them; what was written to the reporter also where it is sealed."""
    if type(event).__name__ not in ANSWERS:
        return ""
    if isinstance(event, WrittenToReporter) and event.remark.ref not in texts:
        return _opened(matter, [event.remark.ref]).get(event.remark.ref, "")
    return next((texts[kept.ref] for kept in _kept(event) if kept.ref in texts), "")


def _answers(matter: UUID) -> list[tuple[Any, datetime]]:
    lines = Entry.objects.filter(matter_id=matter, event__in=(*ANSWERS, *STEPS)).order_by("version")
    found = lines.values_list("event", "data", "recorded_at")
    return [(codec.decode(event, data), at) for event, data, at in found]
