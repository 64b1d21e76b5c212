"""The keys of an installation lie in one folder that only its owner can read; without them nothing personal opens.

`master` wraps the key of each matter; `site` makes digests that can be compared across matters (rate limits, merge
hints) and is rotated. Each file holds lines of `number secret-in-hex`, and the last line is in force.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from gongzhi.kernel import Refused
from gongzhi.vault.provider import SECRET_BYTES, Digester, Provider, Sealer, provider

MASTER, SITE = "master", "site"
Digesters = tuple[tuple[int, Digester], ...]


class KeysUnusable(ImproperlyConfigured):
    """The keys are missing, damaged or readable by others; the message says which file and how to mend it."""


@dataclass(frozen=True, slots=True)
class Keys:
    """Secrets by their number."""

    secrets: Mapping[int, bytes]

    @property
    def current(self) -> int:
        return max(self.secrets)

    def __repr__(self) -> str:
        return f"Keys({sorted(self.secrets)})"


def make_keys(folder: Path) -> None:
    """Make fresh keys (0600) in `folder` (0700); refuses with 409 `keys-exist` rather than replace any."""
    folder.mkdir(parents=True, mode=0o700, exist_ok=True)
    folder.chmod(0o700)
    there = [name for name in (MASTER, SITE) if (folder / name).exists()]
    if there:
        raise Refused("keys-exist", folder=str(folder), files="、".join(there))
    for name in (SITE, MASTER):
        _write(folder / name, {1: os.urandom(SECRET_BYTES)})


def check_keys(folder: Path) -> None:
    """Stop with KeysUnusable unless both key files are there, whole and readable by the owner only."""
    for name in (MASTER, SITE):
        read_keys(folder / name)


def rotate(folder: Path) -> int:
    """Put a new site key in force and return its number. The one before it stays readable, older ones are destroyed."""
    path = folder / SITE
    keys = read_keys(path)
    number = keys.current + 1
    fresh = path.with_suffix(".new")
    fresh.unlink(missing_ok=True)
    _write(fresh, {keys.current: keys.secrets[keys.current], number: os.urandom(SECRET_BYTES)})
    fresh.replace(path)
    return number


def read_keys(path: Path) -> Keys:
    """The keys in the file; KeysUnusable says what is wrong with it."""
    try:
        if path.stat().st_mode & 0o077:
            raise KeysUnusable(f"Key file {path} can be read by others: run `chmod 600 {path}`.")
        lines = path.read_text(encoding="ascii").splitlines()
    except FileNotFoundError:
        raise KeysUnusable(
            f"Key file {path} is missing: run `gongzhi init` for a new installation, or bring it back from the backup."
        ) from None
    except (OSError, UnicodeDecodeError) as error:
        raise KeysUnusable(f"Key file {path} cannot be read ({error}): bring it back from the backup.") from None
    try:
        secrets = {int(number): bytes.fromhex(secret) for number, secret in (line.split() for line in lines)}
    except ValueError:
        secrets = {}
    if not secrets or any(len(secret) != SECRET_BYTES for secret in secrets.values()):
        raise KeysUnusable(f"Key file {path} is damaged: bring it back from the backup.")
    return Keys(secrets)


def site_digest(purpose: str, value: str) -> str:
    """Keyed digest of `value` for `purpose` (rate limit, merge hint) under the site key in force: `number.32-hex`."""
    number, digester = _site()[0]
    return f"{number}.{digester.hex(_said(purpose, value))}"


def site_digests(purpose: str, value: str) -> tuple[str, ...]:
    """The digests of `value` under the site key in force and the one before it, newest first: what to look for."""
    said = _said(purpose, value)
    return tuple(f"{number}.{digester.hex(said)}" for number, digester in _site())


def master(number: int | None = None) -> Sealer:
    """The sealer of the master key in force, or of an older number; refuses 409 `seal-broken` for an unknown one."""
    sealers, current = _masters(settings.HOME_KEYS, provider())
    wanted = current if number is None else number
    if wanted not in sealers:
        raise Refused("seal-broken")
    return sealers[wanted]


def forget_keys() -> None:
    """Read the master key anew at the next question (after the file was changed)."""
    _masters.cache_clear()


@lru_cache(maxsize=4)
def _masters(folder: Path, algorithms: Provider) -> tuple[Mapping[int, Sealer], int]:
    keys = read_keys(folder / MASTER)
    return {number: algorithms.sealer(secret, number) for number, secret in keys.secrets.items()}, keys.current


def _site() -> Digesters:
    path = f"{settings.HOME_KEYS}/{SITE}"
    try:
        changed = os.stat(path).st_mtime_ns
    except OSError:
        changed = 0
    return _site_as_of(path, changed, provider())


@lru_cache(maxsize=4)
def _site_as_of(path: str, changed: int, algorithms: Provider) -> Digesters:
    """`changed` lets every process see at once that another one has rotated the key."""
    secrets = read_keys(Path(path)).secrets
    return tuple((number, algorithms.digester(secrets[number])) for number in sorted(secrets, reverse=True))


def _said(purpose: str, value: str) -> bytes:
    return f"{purpose}\0{value}".encode("utf-8", "surrogatepass")


def _write(path: Path, secrets: Mapping[int, bytes]) -> None:
    text = "".join(f"{number} {secret.hex()}\n" for number, secret in secrets.items())
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
