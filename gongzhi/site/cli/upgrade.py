"""upgrade: the tables of this version, in an installation that already has data, never without a way back."""

from pathlib import Path
from typing import Annotated

import typer
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from gongzhi.kernel import Refused
from gongzhi.site import backup
from gongzhi.site.cli.frame import Summary, changing
from gongzhi.site.cli.init import analyze
from gongzhi.site.progress import telling


@changing("upgrade")
def upgrade(
    folder: Annotated[Path | None, typer.Option("--backup", help="升级前先备份到这个新目录。")] = None,
    without: Annotated[bool, typer.Option("--without-backup", help="已另有备份，不再备份。")] = False,
) -> Summary:
    """升级：把已有数据的系统升级到本版本的数据表；先停服务，先备份。"""
    if not (settings.HOME / "founded").exists():
        raise Refused("not-founded", home=str(settings.HOME))
    newer = sorted(set(backup.applied()) - backup.known())
    if newer:
        raise Refused("database-newer", migrations=", ".join(newer[:3]))
    wanted = missing()
    if wanted and folder is None and not without:
        raise Refused("backup-first", status=422, migrations=", ".join(wanted[:3]))
    if wanted and folder is not None:
        with telling() as tell:
            backup.make(folder, timezone.now(), tell)
    call_command("migrate", verbosity=0, interactive=False)
    analyze()
    return Summary({"applied": wanted, "backup": str(folder) if wanted and folder is not None else None})


def missing() -> list[str]:
    """The migrations that this database has not had, in the order in which they will be applied."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _ in plan]
