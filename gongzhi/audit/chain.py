"""Every event is linked to all before it by a hash, so that a change, a gap or an insertion is found and named."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC

from cryptography.hazmat.primitives.hashes import SHA256, SM3, Hash
from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef

from gongzhi.audit import signing
from gongzhi.audit.models import Cut, Event, Head, Link

FIRST = "0" * 64
LOOKING_BACK = 10_000
"""How many numbers behind the last one a transaction may have begun that ends only now; `check` looks at all."""
BATCH = 2000


@dataclass(frozen=True, slots=True)
class Finding:
    """Something in the log that is not as it must be: at which position, and what."""

    position: int | None
    what: str


def event_hash(position: int, event: Event, previous: str) -> str:
    """The hash of an event at its position, over all that it holds and the hash before."""
    said = (
        str(position), str(event.pk), event.at.astimezone(UTC).isoformat(timespec="microseconds"), event.name,
        event.actor, event.subject, event.outcome, event.address, event.request, event.facts, previous,
    )  # fmt: skip
    work = Hash(SM3() if getattr(settings, "GONGZHI_DIGEST", "sha256") == "sm3" else SHA256())
    work.update("\x1f".join(said).encode("utf-8", "replace"))
    return work.finalize().hex()


def link(*, everything: bool = False) -> int:
    """Give every committed event that has none yet its place in the chain; how many there were."""
    with transaction.atomic():
        head = _held()
        free = Event.objects.filter(~Exists(Link.objects.filter(event_id=OuterRef("pk"))))
        if not everything:
            free = free.filter(pk__gt=head.last_event - LOOKING_BACK)
        links = []
        for event in free.order_by("pk")[:BATCH]:
            head.position += 1
            head.hash = event_hash(head.position, event, head.hash)
            head.last_event = max(head.last_event, event.pk)
            links.append(Link(position=head.position, event_id=event.pk, hash=head.hash))
        if links:
            Link.objects.bulk_create(links)
            head.save()
    return len(links)


def while_unlinked() -> None:
    """Link whatever has no place in the chain yet."""
    while link(everything=True):
        pass


def _held() -> Head:
    head = Head.objects.select_for_update().filter(id=1).first()
    if head is None:
        Head.objects.bulk_create([Head(id=1, hash=FIRST)], ignore_conflicts=True)
        head = Head.objects.select_for_update().get(id=1)
    return head


def end() -> tuple[int, str]:
    """The last position and the hash there: given away, it proves later that nothing up to it was changed."""
    head = Head.objects.filter(id=1).first()
    return (head.position, head.hash) if head else (0, FIRST)


def holds(position: int, hash_: str) -> bool:
    """Whether the log was what that end, given away once, says; for what was cut since then its record vouches."""
    cut = Cut.objects.order_by("-position").first()
    if cut is not None and position < cut.position:
        return True
    if cut is not None and position == cut.position:
        return bool(cut.hash == hash_)
    found = Link.objects.filter(position=position).values_list("hash", flat=True).first()
    return (found or FIRST) == hash_


def check() -> Iterator[Finding]:
    """Whatever is wrong with the log: each event that was changed, cut out, put in or moved, and a wrong end."""
    while_unlinked()
    cut = Cut.objects.order_by("-position").first()
    position, previous = (cut.position, cut.hash) if cut else (0, FIRST)
    if cut and not signing.is_signed(cut.said, cut.signature, signing.public_key()):
        yield Finding(position, "the record of the cut is not signed by this installation")
    if Link.objects.filter(position__lte=position).exists():
        yield Finding(position, "the record says that this was cut, and it is still there")
    for some in _pieces(position):
        events = Event.objects.in_bulk([each.event_id for each in some])
        for each in some:
            position += 1
            if each.position != position:
                yield Finding(position, f"missing from the log: position {each.position} follows")
                position = each.position
                previous = each.hash
                continue
            event = events.get(each.event_id)
            if event is None:
                yield Finding(position, "the event is missing from the log")
            elif event_hash(position, event, previous) != each.hash:
                yield Finding(position, "the event, or the hash before it, is not what it was")
            previous = each.hash
    if end() != (position, previous):
        yield Finding(position, f"the log ends here, and should end at position {end()[0]}")


def _pieces(after: int) -> Iterator[list[Link]]:
    while some := list(Link.objects.filter(position__gt=after).order_by("position")[:BATCH]):
        yield some
        after = some[-1].position
