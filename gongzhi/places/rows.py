"""Each row must say code, name and level in the words of the trade before anything is asked of the whole file."""

import re
from collections.abc import Sequence
from datetime import datetime

from django.utils.timezone import is_naive, make_aware

from gongzhi.places.models import LEVEL_NAMES, SPECIAL_NAMES
from gongzhi.places.reading import Record
from gongzhi.places.report import AreaRow, Problem
from gongzhi.places.tree import LEVELS

LIMITS = {"code": 32, "name": 100, "parent": 32, "jurisdiction": 64}
MISSING = {"code": "area-code-missing", "name": "area-name-missing"}
LEVEL_OF = (
    {name: level for level, name in LEVEL_NAMES}
    | {level: level for level in LEVELS}
    | {
        "地级市": "city",
        "县": "county",
        "区": "county",
        "县级市": "county",
        "县（市、区）": "county",
        "乡": "township",
        "镇": "township",
        "乡镇": "township",
        "街道": "township",
        "村": "community",
        "社区": "community",
        "单元网格": "grid",
    }
)
SPECIAL_OF = {name: kind for kind, name in SPECIAL_NAMES} | {kind: kind for kind, _ in SPECIAL_NAMES}
CONTROL = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]")


def rows_of(records: Sequence[Record]) -> tuple[list[AreaRow], list[Problem]]:
    """The rows as areas (without their outlines) and what is wrong in single rows; a row with a problem is left out."""
    rows: list[AreaRow] = []
    problems: list[Problem] = []
    first: dict[str, int] = {}
    for record in records:
        wrong = row_problems(record)
        code = record.fields.get("code", "")
        if code and code in first:
            wrong.append(
                Problem(
                    code="area-code-double", row=record.row, field="code", value=code, details={"first": first[code]}
                )
            )
        first.setdefault(code, record.row)
        problems.extend(wrong)
        if not wrong:
            rows.append(area_row(record))
    return rows, problems


def area_row(record: Record) -> AreaRow:
    """A sound record as an area, its outline still to come."""
    said = record.fields.get
    return AreaRow(
        row=record.row,
        code=said("code", ""),
        name=said("name", ""),
        level=LEVEL_OF[said("level", "").lower()],
        parent=said("parent", ""),
        special=SPECIAL_OF[said("special", "").lower()],
        jurisdiction=said("jurisdiction", ""),
        valid_from=instant(said("valid_from", "")),
    )


def row_problems(record: Record) -> list[Problem]:
    """Everything that is wrong with one row by itself."""
    found: list[Problem] = []

    def wrong(code: str, field: str, **details: object) -> None:
        value = record.fields.get(field, "")[:80]
        found.append(Problem(code=code, row=record.row, field=field, value=CONTROL.sub("�", value), details=details))

    for field, code in MISSING.items():
        if not record.fields.get(field):
            wrong(code, field)
    for field, limit in LIMITS.items():
        if len(record.fields.get(field, "")) > limit:
            wrong("area-text-too-long", field, limit=limit)
        if CONTROL.search(record.fields.get(field, "")):
            wrong("area-text-has-control", field)
    if record.fields.get("level", "").lower() not in LEVEL_OF:
        wrong("area-level-unknown", "level", known=", ".join(LEVELS))
    if record.fields.get("special", "").lower() not in SPECIAL_OF:
        wrong("area-special-unknown", "special", known=", ".join(kind for kind, _ in SPECIAL_NAMES if kind))
    if not readable_date(record.fields.get("valid_from", "")):
        wrong("area-date-unreadable", "valid_from")
    return found


def readable_date(text: str) -> bool:
    """Whether the text is empty, an ISO date or an ISO instant."""
    try:
        instant(text)
    except (ValueError, OverflowError):
        return False
    return True


def instant(text: str) -> datetime | None:
    """The instant of an ISO date or time; a date alone begins at midnight of the installation's zone. None for ""."""
    if not text:
        return None
    said = datetime.fromisoformat(text)
    return make_aware(said) if is_naive(said) else said
