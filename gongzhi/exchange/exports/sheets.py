"""A table bears in its first line who took it out and when; nothing in it is ever calculated by a table program."""

import csv
import io
from collections.abc import Sequence

from gongzhi.exchange.records.rejects import harmless
from gongzhi.places.workbook import XLSX, workbook

FORMS = {"csv": "text/csv; charset=utf-8", "xlsx": XLSX}
Rows = Sequence[Sequence[str]]


def written(form: str, mark: str, rows: Rows) -> bytes:
    """The rows as a file: `mark` in the first line, then the rows, of which the first names the columns.

    In a workbook the mark stands again at the foot of each printed page.
    """
    return {"csv": _csv, "xlsx": workbook}[form]([[mark], *rows])


def _csv(rows: Rows) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text).writerows([[harmless(value) for value in row] for row in rows])
    return ("\ufeff" + text.getvalue()).encode()
