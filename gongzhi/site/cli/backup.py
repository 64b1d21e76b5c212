"""backup and restore: the whole house in one folder, its keys in another, and back into an empty machine."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from django.conf import settings
from django.core.management import call_command
from django.utils import timezone

from gongzhi.kernel import Refused
from gongzhi.matters import anchoring, replay
from gongzhi.site import backup
from gongzhi.site.cli.frame import Summary, changing, note
from gongzhi.site.cli.init import analyze, make_home
from gongzhi.site.cli.verify import SHOWN, everything
from gongzhi.site.progress import telling

Folder = Annotated[Path, typer.Argument(help="备份所在的目录。")]


@changing("backup")
def make(
    folder: Annotated[Path, typer.Argument(help="新目录，或空目录。")],
    before: Annotated[Path | None, typer.Option("--since", help="上一次备份；其中已有的附件不再复制。")] = None,
    keys: Annotated[Path | None, typer.Option("--keys", help="把密钥另行复制到这个目录；不得与备份同放。")] = None,
) -> Summary:
    """备份：同一时刻的数据库与全部附件；服务不停。密钥不在其中，须另行保管。"""
    if keys is not None and (_inside(keys, folder) or _inside(folder, keys)):
        raise Refused("keys-beside-backup", status=422, keys=str(keys), folder=str(folder))
    with telling() as tell:
        page = backup.make(folder, timezone.now(), tell, before)
    facts = {
        "folder": str(folder),
        "database": page["database"],
        "bytes": page["dump"]["bytes"],
        "files": len(page["files"]),
        "matters": page["anchor"] and page["anchor"]["matters"],
        "root": page["anchor"] and page["anchor"]["root"],
        "keys": backup.copy_keys(keys) if keys is not None else [],
    }
    return Summary(facts)


def _inside(path: Path, folder: Path) -> bool:
    return path.resolve().is_relative_to(folder.resolve())


@changing("restore")
def restore(
    folder: Folder,
    keys: Annotated[Path | None, typer.Option("--keys", help="另行保管的密钥；新机器上没有密钥时用。")] = None,
    processes: Annotated[int, typer.Option("--processes", min=1, max=64, help="核对时的并行进程数。")] = 2,
) -> Summary:
    """恢复：把备份放回一台空机器，升级到本版本，再逐件核对；有不符之处退出码为 1。"""
    home = settings.HOME
    if (home / "founded").exists():
        raise Refused("already-founded", home=str(home))
    with telling() as tell, _brought(keys, home / "keys"):
        page = backup.restore(folder, tell)
    with telling() as tell:
        make_home(home)
        call_command("migrate", verbosity=0, interactive=False)
        analyze()
        if page["anchor"] is not None:
            anchoring.check(anchoring.given(page["anchor"]))
        count, findings = everything(processes, tell)
    findings += list(replay.feed())
    for finding in findings[:SHOWN]:
        note(f"{finding.rule}: {finding.matter} {finding.version or ''} {finding.what}")
    (home / "founded").write_text(f"restored {page['made_at']}\n", encoding="utf-8")
    facts = {
        "made_at": page["made_at"],
        "home": str(home),
        "files": len(page["files"]),
        "matters": count,
        "findings": len(findings),
    }
    return Summary(facts, code=1 if findings else 0)


@contextmanager
def _brought(keys: Path | None, home: Path) -> Iterator[None]:
    """The keys that were kept apart, readable by the owner only; gone again where the backup is not laid down."""
    if keys is None:
        yield
        return
    if not keys.is_dir():
        raise Refused("backup-unreadable", status=422, folder=str(keys), why="--keys")
    if home.exists():
        raise Refused("keys-exist", folder=str(home), files="、".join(sorted(path.name for path in home.iterdir())))
    home.mkdir(parents=True, mode=0o700)
    try:
        for path in keys.iterdir():
            (home / path.name).touch(mode=0o600)
            (home / path.name).write_bytes(path.read_bytes())
        yield
    except BaseException:
        shutil.rmtree(home)
        raise
