"""What comes from another system carries that system's name and number: the same one twice is one matter."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID, uuid5

from gongzhi.matters.door import Order
from gongzhi.matters.models import Entry, MatterRow
from gongzhi.matters.sealing import fingerprint
from gongzhi.vault.matter_key import unwrap
from gongzhi.vault.models import Key

SOURCES = UUID("6f2d7f0e-3f0b-5c0a-9b64-6d8a4b1f7c55")


@dataclass(frozen=True, kw_only=True, slots=True)
class Standing:
    """Where a matter stands: its stage, how its point was placed ("unplaced": it has none), in which grid."""

    stage: str
    origin: str
    placed: str
    grid: str


def matter_of(system: str, source_id: str) -> UUID:
    """The id that the matter has whose record in `system` is `source_id`."""
    return uuid5(SOURCES, f"{system}\0{source_id}")


def standing(matters: Sequence[UUID]) -> dict[UUID, Standing]:
    """Where each of these matters stands; those that are not there are left out."""
    found = MatterRow.objects.filter(id__in=matters).values_list("id", "stage", "origin", "placed", "grid")
    return {
        matter: Standing(stage=stage, origin=origin, placed=placed, grid=grid)
        for matter, stage, origin, placed, grid in found
    }


def said_before(orders: Sequence[Order]) -> set[UUID]:
    """The matters to which the very words of one of these commands were given before.

    Where the key was destroyed nothing can be compared, and the matter is left out.
    """
    asked = [order.about for order in orders]
    keys = {matter: bytes(wrapped) for matter, wrapped in Key.objects.filter(pk__in=asked).values_list("pk", "wrapped")}
    given: dict[UUID, set[str]] = {}
    for matter, digest in Entry.objects.filter(matter_id__in=list(keys)).values_list("matter_id", "digest").distinct():
        given.setdefault(matter, set()).add(digest)
    return {
        order.about
        for order in orders
        if order.about in given
        and fingerprint(order.command, unwrap(order.about, keys[order.about])) in given[order.about]
    }
