from typing import Any

from django.apps import AppConfig
from django.db.backends.signals import connection_created


class MattersConfig(AppConfig):
    name = "gongzhi.matters"
    label = "matters"
    verbose_name = "事项"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Every new connection to SQLite learns how search numbers its rows."""
        connection_created.connect(teach, dispatch_uid="gongzhi.matters.search_rowid")


def teach(connection: Any, **_: Any) -> None:
    """`search_rowid(id)`: the row of a matter in SQLite's full-text table, as `storing.rowid` gives it."""
    if connection.vendor == "sqlite":
        connection.connection.create_function("search_rowid", 1, rowid, deterministic=True)


def rowid(matter: str) -> int:
    """63 bits of the matter's id in hex."""
    return int(matter[:16], 16) >> 1
