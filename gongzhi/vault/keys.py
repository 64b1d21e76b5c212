"""The keys of an installation lie in one folder that only its owner can read; without them nothing personal opens.

`master` wraps the key of each matter; `site` makes digests that can be compared across matters (rate limits, merge
hints). Each file holds lines of `number secret-in-hex`; the highest number that does not wait is in force. Where an
outside key service is set, the secret stands there as `service-key@wrapped-in-hex` and opens with that service alone.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from gongzhi.kernel import Refused
from gongzhi.vault.key_service import KeyService, key_service
from gongzhi.vault.provider import SECRET_BYTES, Digester, Provider, Sealer, provider

MASTER, SITE = "master", "site"
WAITING = "waiting"
"""Marks a key that opens and does not seal yet, until every machine has it."""
Digesters = tuple[tuple[int, Digester], ...]


class KeysUnusable(ImproperlyConfigured):
    """The keys are missing, damaged or readable by others; the message says which file and how to mend it."""


@dataclass(frozen=True, slots=True)
class Keys:
    """Secrets by their number, which of them wait, and which key of the outside service guards each ("" none)."""

    secrets: Mapping[int, bytes]
    waiting: frozenset[int] = frozenset()
    guards: Mapping[int, str] = field(default_factory=dict)

    @property
    def current(self) -> int:
        return max(self.secrets.keys() - self.waiting)

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
        _write(folder / name, Keys({1: os.urandom(SECRET_BYTES)}))


def check_keys(folder: Path) -> None:
    """Stop with KeysUnusable unless both key files are there, whole and readable by the owner only."""
    for name in (MASTER, SITE):
        read_keys(folder / name)


def rotate(folder: Path) -> int:
    """Put a new site key in force and return its number. The one before it stays readable, older ones are destroyed."""
    keys = read_keys(folder / SITE)
    number = keys.current + 1
    _replace(folder / SITE, Keys({keys.current: keys.secrets[keys.current], number: os.urandom(SECRET_BYTES)}))
    return number


def new_master(folder: Path) -> int:
    """Add a master key that waits, and return its number; refuses 409 `key-waits` while another one does."""
    keys = read_keys(folder / MASTER)
    if keys.waiting:
        raise Refused("key-waits", number=max(keys.waiting))
    number = max(keys.secrets) + 1
    _replace(folder / MASTER, Keys({**keys.secrets, number: os.urandom(SECRET_BYTES)}, frozenset({number})))
    return number


def enforce_master(folder: Path) -> int:
    """Put the master key that waits in force, if there is one, and return the number in force."""
    keys = read_keys(folder / MASTER)
    _replace(folder / MASTER, Keys(keys.secrets))
    return max(keys.secrets)


def retire_master(folder: Path, number: int) -> None:
    """Destroy an older master key; refuses 404 `key-unknown` and 409 `key-in-force`.

    Whether something still needs it is asked before (`rewrapping.counts`).
    """
    keys = read_keys(folder / MASTER)
    if number not in keys.secrets:
        raise Refused("key-unknown", status=404, number=number)
    if number == keys.current:
        raise Refused("key-in-force", number=number)
    kept = {each: secret for each, secret in keys.secrets.items() if each != number}
    _replace(folder / MASTER, Keys(kept, keys.waiting - {number}))


def read_keys(path: Path) -> Keys:
    """The keys in the file; KeysUnusable says what is wrong with it, `key-service-…` what is with the service."""
    secrets: dict[int, bytes] = {}
    guards: dict[int, str] = {}
    waiting: set[int] = set()
    for number, said, mark in _lines(path):
        guards[number], _, kept = said.rpartition("@")
        secrets[number] = _opened(path, number, guards[number], kept)
        if mark:
            waiting.add(number)
    if any(len(secret) != SECRET_BYTES for secret in secrets.values()) or not secrets.keys() - waiting:
        raise _damaged(path)
    return Keys(secrets, frozenset(waiting), guards)


def _lines(path: Path) -> list[tuple[int, str, str]]:
    """Number, secret and mark of each line."""
    try:
        if path.stat().st_mode & 0o077:
            raise KeysUnusable(f"Key file {path} can be read by others: run `chmod 600 {path}`.")
        lines = path.read_text(encoding="ascii").splitlines()
    except FileNotFoundError:
        raise KeysUnusable(
            f"Key file {path} is missing: bring it back from where the keys are kept apart; "
            "without it nothing personal opens. A new installation begins with `gongzhi init`."
        ) from None
    except (OSError, UnicodeDecodeError) as error:
        raise KeysUnusable(
            f"Key file {path} cannot be read ({error}): bring it back from where the keys are kept apart."
        ) from None
    found = []
    for line in lines:
        number, said, mark, *more = [*line.split(), "", "", ""][:4]
        if not number.isdigit() or mark not in ("", WAITING) or any(more):
            raise _damaged(path)
        found.append((int(number), said, mark))
    return found


def _opened(path: Path, number: int, guard: str, kept: str) -> bytes:
    try:
        secret = bytes.fromhex(kept)
    except ValueError:
        raise _damaged(path) from None
    return _service(path).unwrap(guard, secret, _bound(path, number)) if guard else secret


def _service(path: Path) -> KeyService:
    found = key_service()
    if found is None:
        raise KeysUnusable(f"Key file {path} is wrapped by an outside key service: set GONGZHI_KEY_SERVICE_URL.")
    return found


def _bound(path: Path, number: int) -> bytes:
    return f"gongzhi {path.name.partition('.')[0]} {number}".encode()


def _damaged(path: Path) -> KeysUnusable:
    return KeysUnusable(f"Key file {path} is damaged: bring it back from where the keys are kept apart.")


def site_digest(purpose: str, value: str) -> str:
    """Keyed digest of `value` for `purpose` (rate limit, merge hint) under the site key in force: `number.32-hex`."""
    number, digester = _site()[0]
    return f"{number}.{digester.hex(_said(purpose, value))}"


def site_digests(purpose: str, value: str) -> tuple[str, ...]:
    """The digests of `value` under the site key in force and the one before it, newest first: what to look for."""
    said = _said(purpose, value)
    return tuple(f"{number}.{digester.hex(said)}" for number, digester in _site())


def master(number: int | None = None) -> Sealer:
    """The sealer of the master key in force, or of another number; refuses 409 `seal-broken` for an unknown one."""
    folder = Path(settings.HOME_KEYS)
    sealers, current = _masters(folder, _changed(folder / MASTER), provider())
    wanted = current if number is None else number
    if wanted not in sealers:
        raise Refused("seal-broken")
    return sealers[wanted]


def current_master() -> int:
    """The number of the master key in force."""
    folder = Path(settings.HOME_KEYS)
    return _masters(folder, _changed(folder / MASTER), provider())[1]


def forget_keys() -> None:
    """Read the master key anew at the next question."""
    _masters.cache_clear()


@lru_cache(maxsize=4)
def _masters(folder: Path, changed: int, algorithms: Provider) -> tuple[Mapping[int, Sealer], int]:
    """`changed` lets every process see at once that another one has changed the file."""
    keys = read_keys(folder / MASTER)
    return {number: algorithms.sealer(secret, number) for number, secret in keys.secrets.items()}, keys.current


def _changed(path: Path) -> int:
    try:
        return os.stat(path).st_mtime_ns
    except OSError:
        return 0


def _site() -> Digesters:
    path = Path(settings.HOME_KEYS) / SITE
    return _site_as_of(path, _changed(path), provider())


@lru_cache(maxsize=4)
def _site_as_of(path: Path, changed: int, algorithms: Provider) -> Digesters:
    """`changed` lets every process see at once that another one has rotated the key."""
    secrets = read_keys(path).secrets
    return tuple((number, algorithms.digester(secrets[number])) for number in sorted(secrets, reverse=True))


def _said(purpose: str, value: str) -> bytes:
    return f"{purpose}\0{value}".encode("utf-8", "surrogatepass")


def _replace(path: Path, keys: Keys) -> None:
    """The file anew, whole or not at all."""
    fresh = path.with_suffix(".new")
    fresh.unlink(missing_ok=True)
    _write(fresh, keys)
    fresh.replace(path)
    forget_keys()


def _write(path: Path, keys: Keys) -> None:
    service = key_service()
    text = "".join(
        f"{number} {_closed(path, number, secret, service)}{f' {WAITING}' if number in keys.waiting else ''}\n"
        for number, secret in keys.secrets.items()
    )
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())


def _closed(path: Path, number: int, secret: bytes, service: KeyService | None) -> str:
    """The secret as the file holds it: by itself, or wrapped by the key of the service that is in force there."""
    if service is None:
        return secret.hex()
    guard = service.current()
    return f"{guard}@{service.wrap(guard, secret, _bound(path, number)).hex()}"
