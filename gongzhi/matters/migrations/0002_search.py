"""Full-text tables, which Django has no fields for: a GIN index on PostgreSQL, FTS5 on SQLite."""

from typing import ClassVar

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

MAKE = {
    "postgresql": (
        "CREATE TABLE matters_search (matter_id uuid PRIMARY KEY, words tsvector NOT NULL)",
        "CREATE INDEX matters_search_words ON matters_search USING gin (words)",
    ),
    "sqlite": ("CREATE VIRTUAL TABLE matters_search USING fts5 (matter_id UNINDEXED, words, detail = none)",),
}


def make(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    for statement in MAKE[editor.connection.vendor]:
        editor.execute(statement)


def drop(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    editor.execute("DROP TABLE matters_search")


class Migration(migrations.Migration):
    dependencies: ClassVar = [("matters", "0001_initial")]
    operations: ClassVar = [migrations.RunPython(make, drop)]
