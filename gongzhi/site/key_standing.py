"""Everything that lies under the master keys, and how each of them stands: which is in force, how much it wraps."""

from typing import Any

from django.conf import settings

from gongzhi.bodies.accounts.sealed import Factors
from gongzhi.exchange.exports.models import Export
from gongzhi.exchange.notify import reaches
from gongzhi.vault import keys, rewrapping
from gongzhi.vault.keys import MASTER, read_keys
from gongzhi.vault.rewrapping import Wrapped

COLUMNS: tuple[Wrapped, ...] = (
    *rewrapping.COLUMNS,
    *reaches.COLUMNS,
    rewrapping.Column(Export, "id", "data"),
    Factors(),
)
"""Everything that lies under the master key; `tests/vault/test_rewrapping.py` holds that nothing is left out."""


def standing() -> tuple[int, list[dict[str, Any]]]:
    """The number of the master key in force, and each with number, standing (waiting, in force, older, lost), guard
    and how much it wraps; `lost` are those that something lies under and that are not there.
    """
    found, used = read_keys(settings.HOME_KEYS / MASTER), rewrapping.counts(COLUMNS)
    listing = [
        {"number": number, "standing": _of(found, number), "guard": found.guards[number] or "file",
         "wraps": used.pop(number, 0)}
        for number in sorted(found.secrets)
    ]  # fmt: skip
    listing += [{"number": number, "standing": "lost", "guard": "", "wraps": n} for number, n in sorted(used.items())]
    return found.current, listing


def _of(found: keys.Keys, number: int) -> str:
    if number in found.waiting:
        return keys.WAITING
    return "in force" if number == found.current else "older"
