"""The database itself refuses to change the security log, to cut it without a record, or to cut what is too young."""

from typing import ClassVar

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

NAMES = ("audit_event", "audit_link", "audit_cut")
DELETED = {
    "audit_event": "EXISTS (SELECT 1 FROM audit_link l JOIN audit_cut c ON l.position <= c.position "
    "WHERE l.event_id = OLD.id)",
    "audit_link": "EXISTS (SELECT 1 FROM audit_cut c WHERE OLD.position <= c.position)",
    "audit_cut": "1 = 0",
}
"""A row may go only when a cut on record covers it; the record of a cut never goes."""
YOUNG = {"sqlite": "OLD.at > datetime('now', '-180 days')", "postgresql": "OLD.at > now() - interval '180 days'"}
SAYS = "the security log is never changed"


def of_sqlite() -> list[str]:
    """A trigger for each table and each way to change it."""
    made = []
    for name in NAMES:
        may = f"NOT {DELETED[name]}" + (f" OR {YOUNG['sqlite']}" if name == "audit_event" else "")
        stop = f"BEGIN SELECT RAISE(ABORT, '{SAYS}'); END"
        made += [
            f"CREATE TRIGGER {name}_no_update BEFORE UPDATE ON {name} {stop}",
            f"CREATE TRIGGER {name}_no_delete BEFORE DELETE ON {name} WHEN {may} {stop}",
        ]
    return made


def of_postgresql() -> list[str]:
    """The same, and one against emptying the table at once."""
    raised = f"RAISE EXCEPTION '{SAYS}'"
    made = [
        "CREATE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        f"$body$ BEGIN {raised} USING ERRCODE = 'insufficient_privilege'; END $body$"
    ]
    for name in NAMES:
        may = f"NOT {DELETED[name]}" + (f" OR {YOUNG['postgresql']}" if name == "audit_event" else "")
        made += [
            f"CREATE FUNCTION {name}_keep() RETURNS trigger LANGUAGE plpgsql AS "
            f"$body$ BEGIN IF {may} THEN {raised} USING ERRCODE = 'insufficient_privilege'; END IF; "
            "RETURN OLD; END $body$",
            f"CREATE TRIGGER {name}_no_update BEFORE UPDATE ON {name} FOR EACH ROW EXECUTE FUNCTION audit_refuse()",
            f"CREATE TRIGGER {name}_no_delete BEFORE DELETE ON {name} FOR EACH ROW EXECUTE FUNCTION {name}_keep()",
            f"CREATE TRIGGER {name}_no_truncate BEFORE TRUNCATE ON {name} EXECUTE FUNCTION audit_refuse()",
        ]
    return made


def dropped(vendor: str) -> list[str]:
    """What takes the guards away again."""
    if vendor == "sqlite":
        return [f"DROP TRIGGER {name}_{what}" for name in NAMES for what in ("no_update", "no_delete")]
    kept = [f"DROP FUNCTION {name}_keep() CASCADE" for name in NAMES]
    return [*kept, "DROP FUNCTION audit_refuse() CASCADE"]


GUARDS = {"sqlite": of_sqlite, "postgresql": of_postgresql}


def make(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    for statement in GUARDS[editor.connection.vendor]():
        editor.execute(statement, None)


def drop(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    for statement in dropped(editor.connection.vendor):
        editor.execute(statement, None)


class Migration(migrations.Migration):
    dependencies: ClassVar = [("audit", "0001_initial")]
    operations: ClassVar = [migrations.RunPython(make, drop)]
