"""The database itself refuses to change or delete who looked at what, and what was destroyed by whom."""

from typing import ClassVar

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

NAMES = ("vault_look", "vault_shredding", "vault_destroyed")
SAYS = "the log of the vault is never changed"


def of_sqlite() -> list[str]:
    """A trigger for each table and each way to change it."""
    return [
        f"CREATE TRIGGER {name}_no_{way} BEFORE {way.upper()} ON {name} BEGIN SELECT RAISE(ABORT, '{SAYS}'); END"
        for name in NAMES
        for way in ("update", "delete")
    ]


def of_postgresql() -> list[str]:
    """The same, and one against emptying the table at once."""
    made = [
        "CREATE FUNCTION vault_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        f"$body$ BEGIN RAISE EXCEPTION '{SAYS}' USING ERRCODE = 'insufficient_privilege'; END $body$"
    ]
    for name in NAMES:
        made += [
            f"CREATE TRIGGER {name}_no_update BEFORE UPDATE ON {name} FOR EACH ROW EXECUTE FUNCTION vault_refuse()",
            f"CREATE TRIGGER {name}_no_delete BEFORE DELETE ON {name} FOR EACH ROW EXECUTE FUNCTION vault_refuse()",
            f"CREATE TRIGGER {name}_no_truncate BEFORE TRUNCATE ON {name} EXECUTE FUNCTION vault_refuse()",
        ]
    return made


def dropped(vendor: str) -> list[str]:
    """What takes the guards away again."""
    if vendor == "sqlite":
        return [f"DROP TRIGGER {name}_no_{way}" for name in NAMES for way in ("update", "delete")]
    return ["DROP FUNCTION vault_refuse() CASCADE"]


GUARDS = {"sqlite": of_sqlite, "postgresql": of_postgresql}


def make(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    for statement in GUARDS[editor.connection.vendor]():
        editor.execute(statement, None)


def drop(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    for statement in dropped(editor.connection.vendor):
        editor.execute(statement, None)


class Migration(migrations.Migration):
    dependencies: ClassVar = [("vault", "0003_destruction")]
    operations: ClassVar = [migrations.RunPython(make, drop)]
