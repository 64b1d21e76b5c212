"""The reporter is reached through the platform alone, and never by itself where that could put somebody in danger."""

from uuid import UUID

from gongzhi.kernel import Refused
from gongzhi.matters import journal
from gongzhi.matters.loop.state import Matter
from gongzhi.vault import values

SILENT = ("P3",)
WAYS = {"sms": "phone"}
"""The field of the contact that a way of sending needs; there is no other way."""


def silent(matter: Matter) -> bool:
    """Whether nothing may go to the reporter by itself: no contact left, or violence, minors, health, legal aid (P3).

    Source: domain.md §8.3 (safe contact only, no automatic SMS).
    """
    return not matter.contact or matter.privacy in SILENT or matter.isolated is not None


def reachable(matter: UUID, way: str) -> bool:
    """Whether the reporter left what this way of sending needs; it is not opened for that."""
    return _ref(matter, way) is not None


def address_of(matter: UUID, way: str) -> str:
    """What the reporter left for this way of sending, opened now for the platform's own handling.

    Refuses 403 `reporter-silent`, 404 `no-way`, and as `vault.values.read_for_handling`.
    """
    if silent(journal.state(matter)):
        raise Refused("reporter-silent", status=403)
    ref = _ref(matter, way)
    if ref is None:
        raise Refused("no-way", status=404)
    return values.read_for_handling(matter, ref, WAYS[way])


def _ref(matter: UUID, way: str) -> str | None:
    """Where the newest contact keeps it: `<version>.contact`."""
    if way not in WAYS:
        return None
    refs = [ref for ref in values.refs_of(matter, WAYS[way]) if ref.endswith(".contact")]
    return max(refs, key=lambda ref: int(ref.partition(".")[0]), default=None)
