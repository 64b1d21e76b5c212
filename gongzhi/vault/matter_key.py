"""Each matter has a key of its own: destroying it makes every personal value of that matter unreadable everywhere."""

import os
from uuid import UUID

from gongzhi.kernel import Refused
from gongzhi.vault.keys import master
from gongzhi.vault.provider import PREFIX_BYTES, SECRET_BYTES, Digester, Sealer, provider


class MatterKey:
    """Seals, opens and digests the personal values of one matter."""

    __slots__ = ("_digester", "_sealer", "_secret")

    SECRET_BYTES = 2 * SECRET_BYTES
    """One half seals, the other digests, so that no secret serves two things."""

    def __init__(self, secret: bytes) -> None:
        self._secret = secret
        self._sealer: Sealer | None = None
        self._digester: Digester | None = None

    def seal(self, value: bytes | str) -> bytes:
        """`value` (text as UTF-8) sealed with this key."""
        return self._sealing().seal(_bytes(value))

    def open(self, sealed: bytes) -> bytes:
        """What was sealed; refuses with 409 `seal-broken` what was changed or belongs to another key."""
        return self._sealing().open(sealed)

    def digest(self, value: bytes | str) -> str:
        """32 hexadecimal characters that say whether two values of this matter are the same, and nothing else."""
        if self._digester is None:
            self._digester = provider().digester(self._secret[SECRET_BYTES:])
        return self._digester.hex(_bytes(value))

    def wrapped_for(self, matter: UUID) -> bytes:
        """The key sealed by the master key, bound to the matter: at another matter it does not open."""
        return master().seal(self._secret, matter.bytes)

    def __repr__(self) -> str:
        return "MatterKey(…)"

    def _sealing(self) -> Sealer:
        if self._sealer is None:
            self._sealer = provider().sealer(self._secret[:SECRET_BYTES])
        return self._sealer


def new_key() -> MatterKey:
    """A fresh random key. Nothing is stored: its row is `vault.key_row`."""
    return MatterKey(os.urandom(MatterKey.SECRET_BYTES))


def unwrap(matter: UUID, wrapped: bytes) -> MatterKey:
    """The key of the matter from its stored form; refuses with 409 `seal-broken` a changed or foreign one."""
    if len(wrapped) < PREFIX_BYTES:
        raise Refused("seal-broken")
    return MatterKey(master(int.from_bytes(wrapped[1:PREFIX_BYTES])).open(wrapped, matter.bytes))


def _bytes(value: bytes | str) -> bytes:
    return value.encode("utf-8", "surrogatepass") if isinstance(value, str) else value
