"""A personal value that belongs to no matter is sealed by the master key and bound to whom it belongs to."""

from uuid import UUID

from gongzhi.kernel import Refused
from gongzhi.vault.keys import master
from gongzhi.vault.provider import PREFIX_BYTES


def seal_for(owner: UUID, value: str) -> bytes:
    """`value` sealed for `owner`: at another owner it does not open."""
    return seal_file(owner, value.encode())


def open_for(owner: UUID, sealed: bytes) -> str:
    """What was sealed for `owner`; refuses with 409 `seal-broken` what was changed or belongs to another."""
    return open_file(owner, sealed).decode()


def seal_file(owner: UUID, data: bytes) -> bytes:
    """A file sealed for `owner`, as `seal_for`."""
    return master().seal(data, owner.bytes)


def open_file(owner: UUID, sealed: bytes) -> bytes:
    """The file that was sealed for `owner`, as `open_for`."""
    if len(sealed) < PREFIX_BYTES:
        raise Refused("seal-broken")
    return master(int.from_bytes(sealed[1:PREFIX_BYTES])).open(sealed, owner.bytes)
