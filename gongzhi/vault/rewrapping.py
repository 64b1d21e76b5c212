"""A rotated master key takes over batch by batch while everybody goes on working; stopped, it goes on where it was.

Each sealed byte string names its algorithm and the number of its master key, so that what still lies under an older
one is found by a question to the database, and old and new are read side by side.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Protocol
from uuid import UUID

from django.db import connection, models, transaction
from django.db.models import Count, F, Func

from gongzhi.kernel import Refused
from gongzhi.vault.keys import current_master, master
from gongzhi.vault.models import Key, Upload
from gongzhi.vault.provider import PREFIX_BYTES

BATCH = 500
START = UUID(int=0)


@dataclass(frozen=True, slots=True)
class Done:
    """How many were re-wrapped, and where something does not open (column and owner)."""

    changed: int
    broken: tuple[str, ...] = ()


class Wrapped(Protocol):
    """Something that is kept under the master key, wherever in the house that is."""

    def counts(self) -> Counter[int]:
        """How many sealed values lie under each master key."""
        ...

    def walk(self, batch: int) -> Iterator[Done]:
        """Re-wrap once what lies under another master key than the one in force, in short transactions."""
        ...

    def broken(self) -> Iterator[str]:
        """Column and owner of everything that no master key of this installation opens."""
        ...


@dataclass(frozen=True, slots=True)
class Column:
    """A column that holds what the master key sealed, and the column with the id that it is bound to."""

    rows: type[models.Model]
    owner: str
    column: str

    def counts(self) -> Counter[int]:
        rows = self._under().order_by().values("number").annotate(amount=Count("*"))
        return Counter(
            {int.from_bytes(bytes(number)): amount for number, amount in rows.values_list("number", "amount")}
        )

    def walk(self, batch: int) -> Iterator[Done]:
        after: UUID | None = START
        while after is not None:
            done, after = self._batch(after, batch)
            yield done

    def broken(self) -> Iterator[str]:
        rows = self._under().order_by(self.owner).values_list(self.owner, self.column)
        return (self._place(owner) for owner, sealed in rows.iterator() if opened(owner, bytes(sealed)) is None)

    def _under(self) -> "models.QuerySet[Any]":
        """The rows that hold something, with `number`, the two bytes that name its master key."""
        number = Func(F(self.column), template="SUBSTR(%(expressions)s, 2, 2)", output_field=models.BinaryField())
        rows: models.QuerySet[Any] = self.rows._default_manager.annotate(number=number)
        return rows.exclude(**{f"{self.column}__isnull": True})

    def _batch(self, after: UUID, batch: int) -> tuple[Done, UUID | None]:
        """What somebody changed or shredded meanwhile is left as it is."""
        changed, lost = 0, []
        forget_overwritten()
        with transaction.atomic():
            left = self._under().exclude(number=current_master().to_bytes(2)).filter(**{f"{self.owner}__gte": after})
            rows = list(left.order_by(self.owner).values_list(self.owner, self.column)[:batch])
            for owner, sealed in rows:
                fresh = rewrapped(owner, bytes(sealed))
                if fresh is None:
                    lost.append(self._place(owner))
                    continue
                same = self.rows._default_manager.filter(**{self.owner: owner, self.column: bytes(sealed)})
                changed += same.update(**{self.column: fresh})
        last = rows[-1][0] if len(rows) == batch else None
        return Done(changed, tuple(lost)), UUID(int=last.int + 1) if last == after and not changed else last

    def _place(self, owner: UUID) -> str:
        return f"{self.rows._meta.db_table}.{self.column} {owner}"


COLUMNS = (Column(Key, "matter_id", "wrapped"), Column(Upload, "id", "wrapped"))
"""What the vault itself keeps under the master key."""


def counts(kept: Iterable[Wrapped]) -> Counter[int]:
    """How many sealed values lie under each master key."""
    return sum((one.counts() for one in kept), Counter())


def rewrap(kept: Iterable[Wrapped], *, batch: int = BATCH) -> Iterator[Done]:
    """Re-wrap everything that lies under another master key than the one in force; yields after each batch."""
    for one in kept:
        changed = 1
        while changed:  # what came in behind the walk is taken by the next one
            changed = 0
            for done in one.walk(batch):
                changed += done.changed
                yield done


def broken(kept: Iterable[Wrapped]) -> Iterator[str]:
    """Column and owner of everything that no master key of this installation opens."""
    for one in kept:
        yield from one.broken()


def number_of(sealed: bytes) -> int:
    """The number of the master key that sealed it."""
    return int.from_bytes(sealed[1:PREFIX_BYTES])


def opened(owner: UUID, sealed: bytes) -> bytes | None:
    """What the master key sealed for `owner`, or None where it does not open."""
    try:
        return master(number_of(sealed)).open(sealed, owner.bytes)
    except Refused as refusal:
        if refusal.code != "seal-broken":
            raise
        return None


def rewrapped(owner: UUID, sealed: bytes) -> bytes | None:
    """The same under the master key in force, or None where it does not open."""
    plain = opened(owner, sealed)
    return None if plain is None else master().seal(plain, owner.bytes)


def forget_overwritten() -> None:
    """Let SQLite write zeros where something secret was overwritten or deleted."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA secure_delete = ON")
