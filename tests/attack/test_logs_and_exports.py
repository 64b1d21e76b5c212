"""What somebody says is told where it belongs and is nowhere a command: not in a log, a table, a paper or a page."""

import csv
import io
import logging
import sys
from pathlib import Path

import pytest

from gongzhi.audit.models import Event
from gongzhi.audit.telling import security_event, settle
from gongzhi.exchange.records.rejects import harmless
from gongzhi.site.logs import JsonLine, PlainLine
from tests.exchange.conftest import GOOD, Bring, bring, table, write

__all__ = ["bring", "write"]
FORGED = "x\n2026-03-02 09:00:00,000 INFO gongzhi: all is well\r\n\x1b[2K\x1b[31m\u2028\u202efine"
FORMULAS = ("=1+1", "+1+1", "-1+1", "@SUM(1)", "\t=1+1", "\r=1+1", " =1+1", "＝1+1", "＠SUM(1)", "=cmd|' /C calc'!A0")


def record(message: str) -> logging.LogRecord:
    """A line with a traceback that quotes what somebody said."""
    try:
        raise ValueError(message)
    except ValueError:
        return logging.LogRecord("gongzhi", logging.ERROR, __file__, 1, "said %s", (message,), sys.exc_info())


@pytest.mark.parametrize("form", [PlainLine, JsonLine])
def test_nobody_writes_a_line_into_a_log_not_even_through_an_error(form: type[logging.Formatter]) -> None:
    first, *rest = form().format(record(FORGED)).split("\n")
    assert "said x" in first
    assert all(line.startswith("  | ") for line in rest)
    assert not any(sign in "".join((first, *rest)) for sign in "\r\x1b\u2028\u202e")


@pytest.mark.django_db
def test_the_security_log_holds_what_was_said_on_one_line() -> None:
    security_event("login", "public", FORGED, "refused", why=FORGED)
    settle()
    event = Event.objects.get()
    assert not any(sign in event.subject + event.facts for sign in "\n\r\x1b\u2028\u202e")


@pytest.mark.parametrize("said", FORMULAS)
def test_nothing_in_a_table_that_is_given_out_is_calculated(said: str) -> None:
    shown = harmless(said)
    assert shown.lstrip()[:1] not in tuple("=+-@＝＋－＠")
    assert said.strip() in shown


@pytest.mark.usefixtures("city")
def test_what_is_refused_of_an_import_is_listed_without_a_formula(bring: Bring, tmp_path: Path) -> None:
    bad = GOOD | {"source_id": "=HYPERLINK(1)", "lat": "=1+1"}
    bring(table(GOOD, bad))
    (listed,) = (tmp_path / "home").rglob("*.csv")
    rows = list(csv.reader(io.StringIO(listed.read_text("utf-8-sig"))))
    assert len(rows) > 1
    assert not [cell for row in rows for cell in row if cell.strip()[:1] in tuple("=+@")]
