"""A secret is 32 random bytes; we keep its digest, and compare in constant time."""

import hmac
from hashlib import sha256
from secrets import token_hex, token_urlsafe

BYTES = 32
PREFIX_BYTES = 6
NOBODY = sha256(b"").hexdigest()
"""What an unknown token is compared with, so that it takes as long as a known one."""


def new_secret() -> str:
    """32 random bytes in URL-safe text."""
    return token_urlsafe(BYTES)


def new_prefix() -> str:
    """Twelve hex digits by which a token's row is found; they are not secret."""
    return token_hex(PREFIX_BYTES)


def digest_of(secret: str) -> str:
    """SHA-256 of a secret, 64 hex digits. No salt and no stretching: the secret is 256 random bits already."""
    return sha256(secret.encode()).hexdigest()


def matches(secret: str, digest: str) -> bool:
    """Whether `secret` has `digest`, compared in constant time."""
    return hmac.compare_digest(digest_of(secret), digest)
