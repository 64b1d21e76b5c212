"""A personal value that belongs to no matter is sealed by the master key and bound to whom it belongs to."""

from uuid import UUID

from gongzhi.kernel import Refused
from gongzhi.vault.keys import master
from gongzhi.vault.provider import PREFIX_BYTES


def seal_for(owner: UUID, value: str) -> bytes:
    """`value` sealed for `owner`: at another owner it does not open."""
    return master().seal(value.encode(), owner.bytes)


def open_for(owner: UUID, sealed: bytes) -> str:
    """What was sealed for `owner`; refuses with 409 `seal-broken` what was changed or belongs to another."""
    if len(sealed) < PREFIX_BYTES:
        raise Refused("seal-broken")
    return master(int.from_bytes(sealed[1:PREFIX_BYTES])).open(sealed, owner.bytes).decode()
