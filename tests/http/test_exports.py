"""Whoever sees a list takes it out as a table, marked and logged; nobody takes out more than they see, and no P3."""

import csv
import io
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from python_calamine import CalamineWorkbook

from gongzhi.audit.models import Event
from gongzhi.bodies.models import Person
from gongzhi.exchange.exports import running
from gongzhi.exchange.exports.models import Export
from gongzhi.exchange.exports.sheets import written
from gongzhi.matters import shown
from gongzhi.matters.queries import Page
from tests.http.conftest import Wire


def ordered(wire: Wire, by: str = "clerk", form: str = "csv", **wish: str) -> str:
    answer = wire.post("/exports", {"wish": wish, "format": form}, by)
    assert answer.status == 201, answer.raw
    return str(answer.json["id"])


def table(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))


def test_a_list_is_taken_out_with_mark_heads_and_rows_and_each_step_is_in_the_security_log(wire: Wire) -> None:
    receipt = wire.report()
    job = ordered(wire, stage="reported,accepted,dispatched,handling")
    assert wire.get(f"/exports/{job}", "clerk").json["state"] == "waiting"
    assert wire.get(f"/exports/{job}/file", "clerk").code == "export-not-ready"
    assert running.work(timezone.now) == 1
    told = wire.get(f"/exports/{job}", "clerk").json
    assert (told["state"], told["done"], told["total"]) == ("ready", 1, 1)
    rows = table(wire.get(f"/exports/{job}/file", "clerk").raw)
    assert rows[0][0].startswith(wire.city.people["clerk"].login)
    assert rows[1][:3] == ["编号", "阶段", "类别"]
    assert rows[2][0] == receipt["number"]
    names = Event.objects.filter(subject=f"export:{job}").order_by("id").values_list("name", flat=True)
    assert list(names) == ["export.ordered", "export.written", "export.taken"]


def test_an_export_holds_what_its_orderer_sees_and_is_fetched_by_nobody_else(wire: Wire) -> None:
    wire.report()
    job = ordered(wire, by="stranger")
    running.work(timezone.now)
    assert wire.get(f"/exports/{job}", "stranger").json["done"] == 0
    for path in (f"/exports/{job}", f"/exports/{job}/file"):
        assert wire.get(path, "clerk").code == "export-unknown"
    assert wire.get("/exports", "clerk").json == []


def test_what_is_of_class_p3_is_never_taken_out(wire: Wire, monkeypatch: pytest.MonkeyPatch) -> None:
    wire.report()
    shown_page = shown.page

    def isolated(found: Page, at: datetime) -> dict[str, Any]:
        page = shown_page(found, at)
        return page | {"rows": [row | {"privacy": "P3"} for row in page["rows"]]}

    monkeypatch.setattr(shown, "page", isolated)
    job = ordered(wire)
    running.work(timezone.now)
    assert len(table(wire.get(f"/exports/{job}/file", "clerk").raw)) == 2


def test_who_left_meanwhile_gets_nothing_and_the_reason_is_kept(wire: Wire) -> None:
    job = ordered(wire)
    Person.objects.filter(login=wire.city.people["clerk"].login).update(is_active=False)
    running.work(timezone.now)
    found = Export.objects.get(id=job)
    assert (found.state, found.code, found.data) == ("failed", "export-no-more", None)


def test_conditions_that_nobody_knows_and_too_many_orders_are_refused(wire: Wire) -> None:
    assert wire.post("/exports", {"wish": {"stage": "nowhere"}}, "clerk").code == "stage-unknown"
    for _ in range(3):
        ordered(wire)
    assert wire.post("/exports", {}, "clerk").code == "exports-waiting"


def test_an_export_that_was_broken_off_is_begun_again_and_given_up_after_three_tries(wire: Wire) -> None:
    job = ordered(wire)
    begun = timezone.now()
    Export.objects.filter(id=job).update(state="running", tries=1)
    assert running.work(lambda: begun) == 0
    assert running.work(lambda: begun + running.STALE * 2) == 1
    Export.objects.filter(id=job).update(state="running", tries=3)
    assert running.work(lambda: begun + running.STALE * 4) == 0
    assert Export.objects.get(id=job).code == "export-failed"


def test_a_file_is_thrown_away_after_a_day(wire: Wire) -> None:
    ordered(wire)
    begun = timezone.now()
    running.work(lambda: begun)
    running.work(lambda: begun + running.KEPT * 2)
    assert not Export.objects.exists()


def test_a_workbook_is_read_by_table_programs_and_calculates_nothing(tmp_path: Path) -> None:
    path = tmp_path / "list.xlsx"
    path.write_bytes(written("xlsx", "clerk 2026 & more", [["编号", "内容"], ["1", '=1+1 <b> "x"\n第二行']]))
    rows = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()
    assert rows[0][0] == "clerk 2026 & more"
    assert rows[2] == ["1", '=1+1 <b> "x"\n第二行']
    assert table(written("csv", "m", [["=1+1"]])) == [["m"], ["'=1+1"]]
