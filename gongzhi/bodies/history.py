"""Every change on the administration pages leaves a line: who, when, what it was before and what it is after."""

from datetime import datetime
from typing import Any

from django.db.models import Model

from gongzhi.bodies.models import HistoryLine
from gongzhi.bodies.security_events import tell

HIDDEN = frozenset({"password", "digest", "address", "secret", "content"})
"""What is kept in a row and never told on: secrets, and what is sealed."""
RIGHTS = frozenset({"appointment", "gridassignment", "unitpower", "unitduty", "post", "postscope", "jurisdiction"})
Values = dict[str, Any]


def values_of(row: Model) -> Values:
    """What stands in the columns of a row, in plain values; people and units by their reference."""
    named = ((field.attname, field.value_from_object(row)) for field in row._meta.concrete_fields)
    return {name: _plain(value) for name, value in named if name not in HIDDEN}


def stored(row: Model) -> Values | None:
    """What stands in the database under the key of `row`; None where nothing does."""
    kept = type(row)._base_manager.filter(pk=row.pk).first() if row.pk is not None else None
    return values_of(kept) if kept is not None else None


def note(row: Model, before: Values | None, after: Values | None, *, by: str, at: datetime, second: str = "") -> None:
    """Write the line, unless nothing changed; `second` is who confirmed it."""
    if before == after:
        return
    page = row._meta.label_lower
    changed = {name for name in (before or {}) | (after or {}) if (before or {}).get(name) != (after or {}).get(name)}
    HistoryLine(
        at=at,
        by=by,
        second=second,
        page=page,
        key=str(row.pk),
        before=before and {name: before[name] for name in before if name in changed},
        after=after and {name: after[name] for name in after if name in changed},
    ).save()
    what = "rights.changed" if row._meta.model_name in RIGHTS else "settings.changed"
    tell(what, by, f"{page}:{row.pk}")


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, bool | int | str | list | dict):
        return value
    return value.isoformat() if isinstance(value, datetime) else str(value)
