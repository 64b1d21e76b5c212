"""What another floor is told of a matter that the actor may see: its state, its words and place, what was decided."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from gongzhi.kernel import Actor
from gongzhi.matters import codec, journal, queries, shown, telling
from gongzhi.matters.loop.state import Matter


@dataclass(frozen=True, kw_only=True, slots=True)
class Account:
    """One matter at one version. `reasons` are the codes of the reasons in its journal, the newest first.

    Words are empty where there are none, or where the actor may not read them.
    """

    state: Matter
    area: str
    address: str
    text: str
    reasons: tuple[str, ...]
    due_at: datetime | None
    suspended_until: datetime | None
    ledger_until: datetime | None


def account_of(matter: UUID, by: Actor) -> Account:
    """The account of a matter; 404 `matter-unknown` for whoever may not see it."""
    row = queries.access_matter(matter, by)
    state = journal.state(matter)
    words = telling.words_of(row, state, by)
    return Account(
        state=state,
        area=shown.area_name(row),
        address=_newest(words, "address"),
        text=_newest(words, "text"),
        reasons=_reasons(matter),
        due_at=row.due_at,
        suspended_until=row.suspended_until,
        ledger_until=row.ledger_until,
    )


def _newest(words: dict[str, str], name: str) -> str:
    """The words that were said last under that name; a reference is `version.name`."""
    refs = [ref for ref in words if ref.partition(".")[2] == name]
    return words[max(refs, key=lambda ref: int(ref.partition(".")[0]))] if refs else ""


def _reasons(matter: UUID) -> tuple[str, ...]:
    events = [codec.decode(line.event, line.data) for line in queries.lines(matter)]
    codes = (getattr(event, "reason", None) for event in reversed(events))
    return tuple(code for code in codes if isinstance(code, str))
