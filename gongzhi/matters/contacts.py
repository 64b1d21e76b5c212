"""How a reporter is reached is erased by itself, so many days after the end as the kind says, unless somebody holds it.

Source: domain.md §8.4 (180 days after the close), 个人信息保护法 (PIPL) 19 and 47. The journal keeps the line.
"""

from datetime import datetime, timedelta
from uuid import UUID, uuid5

from django.db.models import Exists, OuterRef

from gongzhi.audit.telling import security_event
from gongzhi.kernel import SYSTEM
from gongzhi.matters import catalogues, door, retention
from gongzhi.matters.door import Order
from gongzhi.matters.loop.noting import Redact
from gongzhi.vault.models import Hold, Key, Value

REASON = "kept-long-enough"
MOST = 500
"""Matters in one round."""


def erase(at: datetime) -> int:
    """Erase the contacts that were kept long enough, as the system's own command; of how many matters."""
    done = 0
    for kind, version in retention.kinds_archived():
        for matter, rule in _old(kind, version, at, MOST - done):
            refs = Value.objects.filter(matter_id=matter, ref__endswith=".contact").values_list("ref", flat=True)
            command = Redact(refs=tuple(sorted(set(refs))), reason=REASON)
            door.execute(Order(command=command, by=SYSTEM, key=uuid5(matter, "contact"), matter=matter), at=at)
            security_event("contact.erased", SYSTEM.id, str(matter), rule=rule)
            done += 1
    return done


def _old(kind: str, version: str, at: datetime, most: int) -> list[tuple[UUID, str]]:
    """The matters, with the rule under which their contact goes."""
    known = catalogues.of(int(version)).kinds[kind]
    over = at - timedelta(days=known.contact_days)
    rows = retention.archived().filter(kind=kind, catalogue=version, over_at__lte=over)
    rows = rows.filter(Exists(Value.objects.filter(matter_id=OuterRef("id"), ref__endswith=".contact")))
    rows = rows.filter(Exists(Key.objects.filter(matter_id=OuterRef("id"))))
    rows = rows.exclude(Exists(Hold.objects.filter(matter_id=OuterRef("id"))))
    rule = f"kind {kind}, contact {known.contact_days} days, catalogue {version}; {known.keep_basis}"
    return [(row.id, rule) for row in rows.order_by("over_at", "id")[:most]]
