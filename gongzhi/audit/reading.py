"""The security log is read by the audit administrator alone; whoever takes a part of it out leaves a line in it."""

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from gongzhi.audit import signing
from gongzhi.audit.chain import FIRST, while_unlinked
from gongzhi.audit.models import Event, Link
from gongzhi.audit.telling import security_event
from gongzhi.kernel import Actor

DUTY = "audit.read"
MOST = 100_000
FORMAT = "gongzhi-security-log-1"


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """Which events: by name, actor, subject, outcome and time; `who` is whoever did it or had it done to them,
    `text` looks for a word in subject and facts.
    """

    name: str = ""
    actor: str = ""
    subject: str = ""
    outcome: str = ""
    who: str = ""
    text: str = ""
    since: datetime | None = None
    until: datetime | None = None
    before: int | None = None

    def events(self) -> QuerySet[Event]:
        """The events, newest first."""
        found = Event.objects.order_by("-id")
        equal = {name: getattr(self, name) for name in ("name", "actor", "subject", "outcome") if getattr(self, name)}
        found = found.filter(**equal)
        if self.who:
            found = found.filter(Q(actor=self.who) | Q(subject=self.who))
        if self.text:
            found = found.filter(Q(subject__icontains=self.text) | Q(facts__icontains=self.text))
        for bound, value in (("at__gte", self.since), ("at__lt", self.until), ("id__lt", self.before)):
            if value is not None:
                found = found.filter(**{bound: value})
        return found


def listed(by: Actor, asked: Asked, limit: int) -> list[Event]:
    """The newest events that are asked for. Refuses 403 `no-right` to everybody but the audit administrator."""
    by.require(DUTY)
    return list(asked.events()[:limit])


def exported(by: Actor, asked: Asked, at: datetime) -> tuple[bytes, bytes]:
    """The events as JSON lines in their order with their links, at most 100,000, and the detached signature over them.

    The export is itself told to the log. Refuses 403 `no-right`.
    """
    by.require(DUTY)
    while_unlinked()
    ids = sorted(asked.events().values_list("id", flat=True)[:MOST])
    text = "".join(f"{_line(line)}\n" for line in _lines(ids)).encode()
    conditions = {name: str(value) for name, value in asdict(asked).items() if value not in ("", None)}
    security_event("audit.exported", by.id, events=len(ids), conditions=_line(conditions))
    return text, signature_of(text, len(ids), at)


def signature_of(text: bytes, events: int, at: datetime) -> bytes:
    """The detached signature: what is signed, when, with which key."""
    said = {"format": FORMAT, "at": at.isoformat(), "events": events, "key": signing.public_key()}
    return (_line(said | {"signature": signing.sign(_line(said).encode() + b"\n" + text)}) + "\n").encode()


def _lines(ids: list[int]) -> Iterator[dict[str, Any]]:
    for start in range(0, len(ids), 1000):
        some = ids[start : start + 1000]
        links = {link.event_id: link for link in Link.objects.filter(event_id__in=some)}
        places = [link.position - 1 for link in links.values()]
        before = dict(Link.objects.filter(position__in=places).values_list("position", "hash"))
        events = Event.objects.in_bulk(some)
        for each in some:
            link = links[each]
            yield as_line(events[each], link, before.get(link.position - 1, FIRST))


def as_line(event: Event, link: Link, previous: str) -> dict[str, Any]:
    """An event as one line of an export."""
    said = {name: getattr(event, name) for name in ("id", "name", "actor", "subject", "outcome", "address", "request")}
    at = event.at.isoformat()
    return said | {
        "at": at, "facts": event.facts, "position": link.position, "previous": previous, "hash": link.hash,
    }  # fmt: skip


def _line(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
