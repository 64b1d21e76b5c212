"""All cryptography goes through here: international algorithms by default, the national ones (商密) by setting.

GONGZHI_CIPHER is `aes` (AES-256-GCM) or `sm4` (SM4-GCM, GB/T 32907); GONGZHI_DIGEST is `sha256` or `sm3`
(GB/T 32905), both as HMAC. What was sealed under another setting still opens, because every sealed byte string
begins with the number of its algorithm. A software implementation is not by itself a certified module (密评).
"""

import os
from functools import lru_cache
from typing import Protocol, TypeVar

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256, SM3, Hash, HashAlgorithm
from cryptography.hazmat.primitives.hmac import HMAC
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from gongzhi.kernel import Refused

SECRET_BYTES = 32
NONCE_BYTES = 12
TAG_BYTES = 16
PREFIX_BYTES = 3
OVERHEAD = PREFIX_BYTES + NONCE_BYTES + TAG_BYTES


class Algorithm(Protocol):
    """Authenticated encryption under one secret. `decrypt` raises InvalidTag when anything was changed."""

    def encrypt(self, nonce: bytes, data: bytes, associated_data: bytes, /) -> bytes: ...
    def decrypt(self, nonce: bytes, data: bytes, associated_data: bytes, /) -> bytes: ...


class Sm4Gcm:
    """SM4 in Galois counter mode; takes the first 16 bytes of the secret, because SM4 keys are 128 bits."""

    def __init__(self, secret: bytes) -> None:
        self._key = algorithms.SM4(secret[:16])

    def encrypt(self, nonce: bytes, data: bytes, bound: bytes, /) -> bytes:
        work = Cipher(self._key, modes.GCM(nonce)).encryptor()
        work.authenticate_additional_data(bound)
        return work.update(data) + work.finalize() + work.tag

    def decrypt(self, nonce: bytes, data: bytes, bound: bytes, /) -> bytes:
        work = Cipher(self._key, modes.GCM(nonce, data[-TAG_BYTES:])).decryptor()
        work.authenticate_additional_data(bound)
        return work.update(data[:-TAG_BYTES]) + work.finalize()


T = TypeVar("T")

CIPHERS: dict[int, type[AESGCM] | type[Sm4Gcm]] = {1: AESGCM, 2: Sm4Gcm}
CIPHER_NAMES = {"aes": 1, "sm4": 2}
DIGESTS: dict[str, HashAlgorithm] = {"sha256": SHA256(), "sm3": SM3()}


class Sealer:
    """One secret, ready to seal and to open. Sealed bytes: algorithm (1), key version (2), nonce (12), text and tag."""

    __slots__ = ("_algorithm", "_ready", "_secret", "_version")

    def __init__(self, secret: bytes, *, version: int, algorithm: int) -> None:
        self._secret, self._version, self._algorithm = secret, version, algorithm
        self._ready: dict[int, Algorithm] = {}

    def seal(self, plain: bytes, bound: bytes = b"") -> bytes:
        """`plain` sealed; it opens only with the same secret and the same `bound`, which is not stored."""
        prefix = self._algorithm.to_bytes(1) + self._version.to_bytes(2)
        nonce = os.urandom(NONCE_BYTES)
        return prefix + nonce + self._in(self._algorithm).encrypt(nonce, plain, prefix + bound)

    def open(self, sealed: bytes, bound: bytes = b"") -> bytes:
        """The plain bytes; refuses with 409 `seal-broken` what was changed or belongs to another key or place."""
        prefix, nonce = sealed[:PREFIX_BYTES], sealed[PREFIX_BYTES : PREFIX_BYTES + NONCE_BYTES]
        if len(sealed) < OVERHEAD or sealed[0] not in CIPHERS:
            raise Refused("seal-broken")
        try:
            return self._in(sealed[0]).decrypt(nonce, sealed[PREFIX_BYTES + NONCE_BYTES :], prefix + bound)
        except InvalidTag:
            raise Refused("seal-broken") from None

    def _in(self, algorithm: int) -> Algorithm:
        ready = self._ready.get(algorithm)
        if ready is None:
            ready = self._ready[algorithm] = CIPHERS[algorithm](self._secret)
        return ready


class Digester:
    """A keyed digest under one secret: equal values can be recognised, and not guessed without the secret."""

    __slots__ = ("_base",)

    def __init__(self, secret: bytes, digest: HashAlgorithm) -> None:
        self._base = HMAC(secret, digest)

    def hex(self, value: bytes) -> str:
        """32 hexadecimal characters (the first 128 bits of the HMAC)."""
        work = self._base.copy()
        work.update(value)
        return work.finalize().hex()[:32]


class Provider:
    """The algorithms of this installation."""

    def __init__(self, cipher: str, digest: str) -> None:
        self._cipher = chosen("GONGZHI_CIPHER", cipher, CIPHER_NAMES)
        self._digest = chosen("GONGZHI_DIGEST", digest, DIGESTS)

    def sealer(self, secret: bytes, version: int = 1) -> Sealer:
        return Sealer(secret, version=version, algorithm=self._cipher)

    def hashed(self, value: bytes) -> bytes:
        """The hash of a value that is no secret, 32 bytes: what chains journals and makes anchors."""
        work = Hash(self._digest)
        work.update(value)
        return work.finalize()

    def digester(self, secret: bytes) -> Digester:
        return Digester(secret, self._digest)


def chosen(name: str, value: str, known: dict[str, T]) -> T:
    """What `value` stands for; an unknown one stops the start with a sentence."""
    if value not in known:
        raise ImproperlyConfigured(f"Setting {name} is {value!r}: it takes {' or '.join(known)}.")
    return known[value]


def provider() -> Provider:
    """The provider that the settings name."""
    return _provider(getattr(settings, "GONGZHI_CIPHER", "aes"), getattr(settings, "GONGZHI_DIGEST", "sha256"))


@lru_cache(maxsize=4)
def _provider(cipher: str, digest: str) -> Provider:
    return Provider(cipher, digest)
