"""A receipt is the only ground on which a phone may forget what it sent; asked again by the same sender, it is the
same."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from gongzhi.matters.loop.state import Matter
from gongzhi.vault.matter_key import MatterKey

_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE_LENGTH = 12


@dataclass(frozen=True, kw_only=True, slots=True)
class Receipt:
    """What was done: the matter as it stood right after the command; the code for whoever is known to have sent it."""

    id: UUID
    number: str
    version: int
    stage: str
    holder: str
    recorded_at: datetime
    query_code: str | None


def query_code(key: MatterKey) -> str:
    """The reporter's code: 60 bits that only this matter's random key gives, in letters that are hard to confuse."""
    number = int(key.digest("query code"), 16)
    return "".join(_LETTERS[number >> 5 * place & 31] for place in range(CODE_LENGTH))


def query_digest(code: str) -> str:
    """What is stored of a query code."""
    return hashlib.sha256(code.encode()).hexdigest()[:32]


def readable(code: str) -> str:
    """The code as it was given, in whatever case, with or without dashes, and with easily confused letters mended."""
    return code.upper().replace("-", "").replace(" ", "").replace("O", "0").replace("I", "1").replace("L", "1")


def receipt(matter: Matter, key: MatterKey) -> Receipt:
    """The receipt for a matter that stands like this."""
    if matter.changed_at is None:
        raise LookupError("a matter without a line in its journal has no receipt")
    return Receipt(
        id=matter.id,
        number=matter.number,
        version=matter.version,
        stage=matter.stage.value,
        holder=matter.holder,
        recorded_at=matter.changed_at,
        query_code=query_code(key),
    )
