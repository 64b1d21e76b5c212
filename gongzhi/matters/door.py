"""The one door through which a matter changes. Everything else only reads.

Row, journal, clocks, parts, words and the feed are written in one transaction: all of it or none of it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from django.db import transaction

from gongzhi.kernel import PUBLIC, Actor, Refused
from gongzhi.matters import gathering, journal, permission, queries, sealing, writing
from gongzhi.matters.loop import BY_COMMAND, decide, fold
from gongzhi.matters.loop.answering import checked
from gongzhi.matters.loop.facts import Facts
from gongzhi.matters.loop.merging import Absorb, Join, Merge, Release, Split, Tie
from gongzhi.matters.loop.noting import Redact
from gongzhi.matters.loop.reaching import evidenced
from gongzhi.matters.loop.state import Line, Matter
from gongzhi.matters.models import MatterRow
from gongzhi.matters.receipts import Receipt, query_code, receipt
from gongzhi.matters.turns import turn
from gongzhi.matters.writing import Change
from gongzhi.vault.matter_key import MatterKey, new_key
from gongzhi.vault.values import key_of


@dataclass(frozen=True, kw_only=True, slots=True)
class Order:
    """One command on its way: by whom, under which key. A new matter that names no other id has the key as its id."""

    command: Any
    by: Actor
    key: UUID
    matter: UUID | None = None
    seen: int | None = None
    device_at: datetime | None = None

    @property
    def about(self) -> UUID:
        return self.matter or self.key


def execute(order: Order, *, at: datetime) -> Receipt:
    """Do the command: load, decide, evolve, keep. The same key with the same words is done once.

    Refuses with what the loop refuses; 409 `key-reused` (same key, other words); 412 `changed-since` (If-Match);
    404 `matter-unknown`.
    """
    if type(order.command) in gathering.NEW:
        answer = execute_new([order], at=at)[0]
        if isinstance(answer, Refused):
            raise answer
        return answer
    with turn(), transaction.atomic():
        return _next(order, at)


def execute_new(orders: Sequence[Order], *, at: datetime) -> list[Receipt | Refused]:
    """Begin many matters in one transaction, with an answer for each; one that is refused does not spoil the rest."""
    answers: dict[int, Receipt | Refused] = {}
    begun: dict[UUID, tuple[int, Change]] = {}
    again: list[int] = []
    facts = gathering.first_facts([order.command for order in orders], at)
    for place, (order, known) in enumerate(zip(orders, facts, strict=True)):
        if order.about in begun:
            again.append(place)
            continue
        try:
            if isinstance(known, Refused):
                raise known
            begun[order.about] = (place, decided(order, Matter(id=order.about), new_key(), known, at))
        except Refused as refusal:
            answers[place] = refusal
    changes = [change for _, change in begun.values()]
    _number(changes, at)
    taken = writing.begin(changes)
    for matter, (place, change) in begun.items():
        if matter in taken:
            answers[place] = receipt(change.after, change.key)
        else:
            again.append(place)
    for place in again:
        answers[place] = _repeat(orders[place])
    return [answers[place] for place in range(len(orders))]


def decided(order: Order, before: Matter, key: MatterKey, facts: Facts, at: datetime) -> Change:
    """What the command makes of the matter as it was, with its words put away under `key`; nothing is written."""
    kind = facts.needed_kind()
    command = evidenced(checked(order.command, kind, at), before, facts, at)
    privacy = before.privacy if before.version else kind.privacy
    sealed = sealing.seal(command, before.id, key, privacy, before.version + 1)
    events = decide(before, sealed.command, facts, by=permission.before(before, order.by), at=at)
    return _change(order, before, events, sealed, key, at)


def _change(
    order: Order, before: Matter, events: tuple[object, ...], sealed: sealing.Sealed, key: MatterKey, at: datetime
) -> Change:
    after = fold(before, [Line(event, order.by.id, at) for event in events])
    return Change(
        before=before,
        after=after,
        events=events,
        sealed=sealed,
        key=key,
        command=BY_COMMAND[type(order.command)].name,
        command_key=order.key,
        digest=sealing.fingerprint(order.command, key),
        by=order.by,
        at=at,
        device_at=order.device_at or getattr(order.command, "captured_at", None),
    )


def _number(changes: list[Change], at: datetime) -> None:
    numbers = gathering.numbers([change.after.place.division for change in changes], at)
    for change, number in zip(changes, numbers, strict=True):
        change.give_number(number)


def _repeat(order: Order) -> Receipt | Refused:
    """The receipt that was given before for this key, or the refusal when it was another's or the words were others."""
    try:
        key = key_of(order.about)
        return _again(order, key) or Refused("key-reused", matter=str(order.about))
    except Refused as refusal:
        return refusal


def _again(order: Order, key: MatterKey) -> Receipt | None:
    """What was answered before for this order, if it was given before; refuses another sender and other words.

    Whoever sees a matter knows its id and can copy its words, so that the public hears the code again only with a key
    of the sender's own beside the id (docs/adr/0022).
    """
    done = journal.under_key(order.about, order.key)
    if not done:
        return None
    if done[-1].actor != order.by.id or done[-1].digest != sealing.fingerprint(order.command, key):
        raise Refused("key-reused", matter=str(order.about))
    given = receipt(journal.state(order.about, upto=done[-1].version), key)
    return replace(given, query_code=None) if order.by.id == PUBLIC.id and order.key == order.about else given


def _next(order: Order, at: datetime) -> Receipt:
    other = _other(order)
    if other is not None:
        journal.lock_both(order.about, other)
        if _other(order) != other:
            # Split and merged elsewhere while this one waited for the lock.
            now = journal.version(order.about)
            raise Refused("changed-since", status=412, seen=order.seen or now, now=now, changes=[])
    answer, fresh = _one(order, at)
    if fresh and other is not None:
        also = Order(command=_TWINS[type(order.command)](matter=order.about), by=order.by, key=uuid5(order.key, "also"),
                     matter=other)  # fmt: skip
        _one(also, at)
    return answer


_TWINS: dict[type, Any] = {Merge: Absorb, Split: Release, Join: Tie}
"""Commands about two matters, and what the other one writes down in the same transaction."""


def _other(order: Order) -> UUID | None:
    """The other matter that must be written too; for a split the one that it was merged into.

    Who names another matter must see it: 404 `matter-unknown`, as if it were not there.
    """
    if type(order.command) not in _TWINS:
        return None
    if isinstance(order.command, Split):
        return MatterRow.objects.filter(id=order.about).values_list("merged_into", flat=True).first()
    other = gathering.other_of(Matter(id=order.about), order.command)
    return None if other is None else queries.access_matter(other, order.by).id


def _one(order: Order, at: datetime) -> tuple[Receipt, bool]:
    """The receipt, and whether anything was written for it now."""
    row = journal.lock(order.about)
    key = key_of(order.about)
    given = _again(order, key)
    if given is not None:
        return given, False
    if order.seen is not None and order.seen != row.version:
        changes = journal.since(order.about, order.seen)
        raise Refused("changed-since", status=412, seen=order.seen, now=row.version, changes=changes)
    before = journal.state(order.about)
    facts = gathering.next_facts(before, order.command, at)
    change = decided(order, before, key, facts, at)
    if change.events:
        writing.go_on(change, head=row.head)
    if change.after.privacy != before.privacy:
        writing.follow_privacy(change)
    if isinstance(order.command, Redact):
        writing.redact(change, order.command.refs)
    return receipt(change.after, key), True


__all__ = ["Order", "Receipt", "execute", "execute_new", "query_code"]
