"""What leaves the security log is signed with the key of the installation, to prove where it is from."""

import os
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

NAME = "audit"
"""The file in the folder of keys: one line, the Ed25519 secret in hex, readable by its owner only."""


def make_key() -> None:
    """The key, unless it is there: made with the others, so that it is kept apart and comes back with them."""
    _secret()


def sign(data: bytes) -> str:
    """The signature of this installation, in hex."""
    return _secret().sign(data).hex()


def public_key() -> str:
    """The public half of the key, in hex: to be given away together with the first export."""
    return _secret().public_key().public_bytes(Encoding.Raw, PublicFormat.Raw).hex()


def is_signed(data: bytes, signature: str, key: str) -> bool:
    """Whether the signature is that of the installation whose public key this is."""
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(key)).verify(bytes.fromhex(signature), data)
    except (InvalidSignature, ValueError):
        return False
    return True


def _secret() -> Ed25519PrivateKey:
    path = Path(settings.HOME_KEYS) / NAME
    if not path.exists():
        _make(path)
    if path.stat().st_mode & 0o077:
        raise ImproperlyConfigured(f"Key file {path} can be read by others: run `chmod 600 {path}`.")
    try:
        return Ed25519PrivateKey.from_private_bytes(bytes.fromhex(path.read_text(encoding="ascii").strip()))
    except ValueError:
        raise ImproperlyConfigured(f"Key file {path} is damaged: bring it back from the backup.") from None


def _make(path: Path) -> None:
    # Whoever comes second finds the file of the first whole: it gets its name only when it is written.
    fresh = path.with_name(f"{NAME}.{os.getpid()}.new")
    fresh.unlink(missing_ok=True)
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
        file.write(Ed25519PrivateKey.generate().private_bytes_raw().hex() + "\n")
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(fresh, path)
    except FileExistsError:
        return
    finally:
        fresh.unlink()
