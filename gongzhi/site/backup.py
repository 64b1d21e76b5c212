"""A backup is one folder: the database of one moment, every file, and a page that says what belongs to it.

The keys are not in it: whoever finds a backup reads nothing personal. They are kept apart (`copy_keys`).
"""

import hashlib
import hmac
import json
import os
import shutil
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.storage import Storage
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from gongzhi.kernel import Refused
from gongzhi.matters import anchoring
from gongzhi.site import dumping
from gongzhi.site.progress import Tell
from gongzhi.vault.attachments.cabinet import cabinet
from gongzhi.vault.keys import MASTER, SITE, check_keys, read_keys

FORMAT = 1
PAGE = "backup.json"
FILES = "attachments"
PIECE = 1 << 20


def make(folder: Path, at: datetime, tell: Tell, before: Path | None = None) -> dict[str, Any]:
    """Write a backup into `folder`, which must be new or empty; files that `before` has are not copied again.

    The page is written last: a backup without it is none. The files are copied after the database, so that every file
    of which the database knows is among them. Tables of an older version, before an upgrade, get no anchor: what this
    version writes into one they may not have. Refuses 409 `folder-not-empty`, and as `dumping.dump`.
    """
    _empty(folder)
    anchor = None if known() - set(applied()) else anchoring.told(anchoring.make(at))
    dump = dumping.dump(folder)
    earlier = page_of(before)["files"] if before is not None else {}
    files = dict(_copied(folder, before, earlier, tell))
    page = {
        "format": FORMAT,
        "made_at": at.isoformat(),
        "database": connection.vendor,
        "dump": {"name": dump.name, "bytes": dump.stat().st_size, "sha256": _sum(dump)},
        "migrations": applied(),
        "anchor": anchor,
        "keys": fingerprints(settings.HOME_KEYS),
        "files": files,
    }
    _write(folder / PAGE, json.dumps(page, ensure_ascii=False, indent=1, sort_keys=True))
    return page


def restore(folder: Path, tell: Tell) -> dict[str, Any]:
    """Lay a backup down in this empty installation, whose keys are there; the page of the backup.

    Everything is looked at before anything is written. Refuses 422 `backup-unreadable` or `backup-damaged`, 409
    `backup-of-another-database`, `backup-newer`, `keys-differ`, 422 `keys-not-here`, and as `dumping.load`.
    """
    page = page_of(folder)
    checked(folder, page, tell)
    if page["database"] != connection.vendor:
        raise Refused("backup-of-another-database", was=page["database"], here=connection.vendor)
    if not (settings.HOME_KEYS / MASTER).exists():
        raise Refused("keys-not-here", status=422, folder=str(settings.HOME_KEYS))
    check_keys(settings.HOME_KEYS)
    here = fingerprints(settings.HOME_KEYS)
    differ = [name for name, mark in page["keys"].items() if here.get(name) != mark]
    if differ:
        raise Refused("keys-differ", keys=", ".join(differ))
    newer = sorted(set(page["migrations"]) - known())
    if newer:
        raise Refused("backup-newer", migrations=", ".join(newer[:3]))
    dumping.load(folder / page["dump"]["name"])
    for place, name in enumerate(page["files"], 1):
        with (folder / FILES / name).open("rb") as file:
            _keep(cabinet(), name, file)
        tell("files", place, len(page["files"]))
    return page


def page_of(folder: Path) -> dict[str, Any]:
    """What the backup says of itself; 422 `backup-unreadable` where it is none, or not whole."""
    try:
        page: dict[str, Any] = json.loads((folder / PAGE).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise Refused("backup-unreadable", status=422, folder=str(folder), why=str(error)) from error
    if not isinstance(page, dict) or page.get("format") != FORMAT:
        raise Refused("backup-unreadable", status=422, folder=str(folder), why=f"format {FORMAT}?")
    return page


def checked(folder: Path, page: Mapping[str, Any], tell: Tell) -> None:
    """Refuse with 422 `backup-damaged` a backup of which a file is lacking or is not what it was."""
    wanted = {page["dump"]["name"]: page["dump"]["sha256"]}
    wanted |= {f"{FILES}/{name}": sha256 for name, sha256 in page["files"].items()}
    for place, (name, sha256) in enumerate(wanted.items(), 1):
        path = folder / name
        if not path.resolve().is_relative_to(folder.resolve()) or not path.is_file() or _sum(path) != sha256:
            raise Refused("backup-damaged", status=422, file=name)
        tell("check", place, len(wanted))


def copy_keys(folder: Path) -> list[str]:
    """Copy the keys into `folder`, new or empty, readable by the owner only; their names."""
    _empty(folder)
    names = sorted(path.name for path in settings.HOME_KEYS.iterdir() if path.is_file())
    for name in names:
        _write(folder / name, (settings.HOME_KEYS / name).read_text(encoding="ascii"))
    return names


def fingerprints(folder: Path) -> dict[str, str]:
    """For each key a mark by which it is known again, and from which it cannot be had."""
    marks = {}
    for name in (MASTER, SITE):
        for number, secret in read_keys(folder / name).secrets.items():
            marks[f"{name}/{number}"] = hmac.new(secret, b"gongzhi backup", hashlib.sha256).hexdigest()[:16]
    return marks


def applied() -> list[str]:
    """The migrations that this database has had, in order of their names."""
    return sorted(f"{app}.{name}" for app, name in MigrationRecorder(connection).applied_migrations())


def known() -> set[str]:
    """The migrations that this version of the program has."""
    graph = MigrationLoader(None, ignore_no_migrations=True).disk_migrations
    return {f"{app}.{name}" for app, name in graph or {}}


def _copied(folder: Path, before: Path | None, earlier: Mapping[str, str], tell: Tell) -> Iterator[tuple[str, str]]:
    """Each file by its name with its sum; where the backup before has it, it is linked."""
    names = sorted(_names(cabinet()))
    for place, name in enumerate(names, 1):
        target = folder / FILES / name
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        if before is not None and name in earlier:
            _link(before / FILES / name, target)
            yield name, earlier[name]
        else:
            try:
                yield name, _fetch(cabinet(), name, target)
            except FileNotFoundError:  # a piece of an upload that was put together meanwhile, or a file destroyed
                target.unlink(missing_ok=True)
        tell("files", place, len(names))


def _names(store: Storage, under: str = "") -> Iterator[str]:
    if not under and not store.exists(under or "."):
        return
    folders, files = store.listdir(under)
    yield from (f"{under}{name}" for name in files)
    for name in folders:
        yield from _names(store, f"{under}{name}/")


def _fetch(store: Storage, name: str, target: Path) -> str:
    whole = hashlib.sha256()
    with store.open(name, "rb") as file, _private(target) as copy:
        while piece := file.read(PIECE):
            whole.update(piece)
            copy.write(piece)
    return whole.hexdigest()


def _keep(store: Storage, name: str, file: Any) -> None:
    if store.exists(name):
        store.delete(name)
    store.save(name, file)


def _link(old: Path, new: Path) -> None:
    try:
        os.link(old, new)
    except OSError:  # another disk
        shutil.copyfile(old, new)
        new.chmod(0o600)


def _sum(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _private(path: Path) -> Any:
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")


def _write(path: Path, text: str) -> None:
    """Whole or not at all, on the disk before it has its name."""
    part = path.with_name(f"{path.name}.part")
    with _private(part) as file:
        file.write(text.encode())
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)


def _empty(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    if any(folder.iterdir()):
        raise Refused("folder-not-empty", folder=str(folder))
