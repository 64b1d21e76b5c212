"""What was kept as long as its kind says is destroyed by two people: one proposes, another one approves (PIPL Art. 19).

The years stand with the kind (`keep_days`), of the catalogue version that the matter began under. A hold keeps
everything. The journal stays whole and verifies: it never held a value, and its digests say nothing without the key.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.functions import Coalesce

from gongzhi.audit.telling import security_event
from gongzhi.kernel import Actor, Refused
from gongzhi.matters import catalogues, journal, storing
from gongzhi.matters.loop.state import Stage
from gongzhi.matters.models import MatterRow, TextRow
from gongzhi.matters.sight import areas_of, row_of
from gongzhi.matters.turns import turn
from gongzhi.matters.who_looked import AUDIT
from gongzhi.vault import destroying
from gongzhi.vault.attachments import attaching
from gongzhi.vault.models import Destroyed, Hold, Key, Proposal

DUTY = "archive.destroy"
LOOKED_AT = 2000
"""Matters that are due, the oldest first, among which a page looks for those of an archivist's area."""
HOLDS = ("court", "petition", "audit", "inspection")


@dataclass(frozen=True, kw_only=True, slots=True)
class Old:
    """A matter that was kept long enough: since when it is over, how many days its kind is kept, under which rule."""

    matter: UUID
    number: str
    over_at: datetime
    days: int
    rule: str


def due(at: datetime, limit: int) -> list[Old]:
    """Matters that were kept long enough, without a hold and not destroyed yet, the oldest first."""
    found = [one for kind, version in kinds_archived() for one in _old(kind, version, at, limit)]
    return sorted(found, key=lambda one: (one.over_at, one.number))[:limit]


def propose(matters: Iterable[UUID], by: Actor, at: datetime) -> list[Proposal]:
    """Propose to destroy them; whatever is proposed already stays as it is.

    Refuses 403 `no-right`, 404 `matter-unknown` (also where the duty is held elsewhere only), 409
    `not-kept-long-enough`, `on-hold`, 410 `key-destroyed`.
    """
    _on_duty(by)
    made = []
    with turn(), transaction.atomic():
        for matter in matters:
            _known_to(by, matter)
            rule = _rule(row_of(matter), at)
            proposal, fresh = Proposal.objects.get_or_create(
                matter_id=matter, defaults={"id": uuid4(), "rule": rule, "by": by.id, "at": at}
            )
            made.append(proposal)
            if fresh:
                security_event("destruction.proposed", by.id, str(matter), rule=rule)
    return made


def approve(proposal: UUID, by: Actor, at: datetime) -> Destroyed:
    """Destroy what was proposed by somebody else: key, values, documents, files and words of the matter.

    Refuses 404 `proposal-unknown`, 403 `no-right`, `shred-needs-two`, 409 `not-kept-long-enough`, `on-hold`, 410
    `key-destroyed`.
    """
    _on_duty(by)
    with turn(), transaction.atomic():
        asked = Proposal.objects.select_for_update().filter(id=proposal).first()
        if asked is None or not _has(by, row_of(asked.matter_id)):
            raise Refused("proposal-unknown", status=404)
        journal.lock(asked.matter_id)
        _rule(row_of(asked.matter_id), at)
        decided = destroying.Decided(by=asked.by, second=by.id, rule=asked.rule, at=at)
        record = destroying.destroy(asked.matter_id, decided, texts=_forget_words(asked.matter_id))
        asked.delete()
        security_event("destruction.approved", by.id, str(record.matter_id), digest=record.digest, rule=record.rule)
    attaching.sweep(at)
    return record


def hold(matter: UUID, reason: str, by: Actor, at: datetime) -> None:
    """Keep all of the matter until the hold is lifted; refuses 422 `hold-reason-unknown`, 404 `matter-unknown`."""
    _known_to(by, matter)
    if reason not in HOLDS:
        raise Refused("hold-reason-unknown", status=422, known="、".join(HOLDS))
    with transaction.atomic():
        Hold.objects.update_or_create(matter_id=matter, defaults={"reason": reason, "by": by.id, "at": at})
        security_event("hold.set", by.id, str(matter), reason=reason)


def lift(matter: UUID, by: Actor) -> None:
    """Lift the hold; refuses 404 `hold-unknown`, `matter-unknown`."""
    _known_to(by, matter)
    with transaction.atomic():
        if not Hold.objects.filter(matter_id=matter).delete()[0]:
            raise Refused("hold-unknown", status=404)
        security_event("hold.lifted", by.id, str(matter))


def proposals() -> list[Proposal]:
    """What waits for the second person, the oldest first."""
    return list(Proposal.objects.order_by("at", "id"))


def proposals_for(by: Actor) -> list[Proposal]:
    """The same, to whom destroying is a duty there."""
    _on_duty(by)
    asked = proposals()
    rows = MatterRow.objects.in_bulk([one.matter_id for one in asked])
    return [one for one in asked if _has(by, rows[one.matter_id])]


def record_of(matter: UUID, by: Actor) -> Destroyed:
    """The record of a destruction; 404 `record-unknown` where there is none, `matter-unknown` for others."""
    if not by.has(AUDIT):
        _known_to(by, matter)
    found: Destroyed | None = Destroyed.objects.filter(matter_id=matter).first()
    if found is None:
        raise Refused("record-unknown", status=404)
    return found


def due_for(by: Actor, at: datetime, limit: int) -> list[Old]:
    """What `due` finds and nobody has proposed yet, to whom destroying is a duty there."""
    _on_duty(by)
    asked = set(Proposal.objects.values_list("matter_id", flat=True))
    found = [one for one in due(at, LOOKED_AT) if one.matter not in asked]
    rows = MatterRow.objects.in_bulk([one.matter for one in found])
    return [one for one in found if _has(by, rows[one.matter])][:limit]


def numbers_of(matters: Iterable[UUID]) -> dict[UUID, str]:
    """The numbers by which people call them."""
    return dict(MatterRow.objects.filter(id__in=list(matters)).values_list("id", "number"))


def _on_duty(by: Actor) -> None:
    """Refuse with 403 `no-right` whoever destroys nowhere, before anything is looked up."""
    if not any(right.duty == DUTY for right in by.rights):
        raise Refused("no-right", status=403, duty=DUTY)


def _known_to(by: Actor, matter: UUID) -> None:
    """Refuse with 404 `matter-unknown` whoever has not the duty there: nobody learns that there is such a matter."""
    if not _has(by, row_of(matter)):
        raise Refused("matter-unknown", status=404, matter=str(matter))


def _has(by: Actor, row: MatterRow) -> bool:
    return by.about(row.kind, row.privacy).has(DUTY, areas_of(row))


def kinds_archived() -> list[tuple[str, str]]:
    return list(archived().order_by().values_list("kind", "catalogue").distinct())


def archived() -> "QuerySet[Any]":
    """What is archived: nothing leaves the archive, and nothing that can be reopened is destroyed."""
    over = Coalesce("closed_at", "changed_at")
    return MatterRow.objects.filter(stage=Stage.ARCHIVED.value).annotate(over_at=over)


def _old(kind: str, version: str, at: datetime, limit: int) -> Iterator[Old]:
    days = keep_days(kind, version)
    rows = archived().filter(kind=kind, catalogue=version, over_at__lte=at - timedelta(days=days))
    rows = rows.filter(Exists(Key.objects.filter(matter_id=OuterRef("id"))))
    rows = rows.exclude(Exists(Hold.objects.filter(matter_id=OuterRef("id"))))
    for row in rows.order_by("over_at", "id")[:limit]:
        over_at = _over(row)
        yield Old(matter=row.id, number=row.number, over_at=over_at, days=days, rule=rule_of(row, days))


def _over(row: MatterRow) -> datetime:
    """When it was over: closed, or, where it never was, ended otherwise."""
    return row.closed_at or row.changed_at


def keep_days(kind: str, version: str) -> int:
    """How many days after its end a matter of this kind is kept, by the catalogue that it began under."""
    return catalogues.of(int(version)).kinds[kind].keep_days


def rule_of(row: MatterRow, days: int) -> str:
    """The rule in one line, as the record keeps it."""
    basis = catalogues.of(int(row.catalogue)).kinds[row.kind].keep_basis
    return f"kind {row.kind}, {days} days after {_over(row):%Y-%m-%d}, catalogue {row.catalogue}; {basis}"


def _rule(row: MatterRow, at: datetime) -> str:
    """The rule under which the matter may be destroyed now, or why it may not."""
    if not Key.objects.filter(matter_id=row.id).exists():
        raise Refused("key-destroyed", status=410, matter=str(row.id))
    if Hold.objects.filter(matter_id=row.id).exists():
        raise Refused("on-hold", number=row.number)
    days = keep_days(row.kind, row.catalogue)
    if row.stage != Stage.ARCHIVED.value or _over(row) > at - timedelta(days=days):
        raise Refused("not-kept-long-enough", number=row.number, days=days)
    return rule_of(row, days)


def _forget_words(matter: UUID) -> int:
    """The words of the matter leave the tables and the search; the journal keeps their digests."""
    storing.unindex(matter)
    return TextRow.objects.filter(matter_id=matter).delete()[0]
