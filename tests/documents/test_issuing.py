"""A document is issued once, by whoever may, with the next number of its series, and stays with its matter."""

import hashlib
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote
from uuid import UUID, uuid4

import pytest

from gongzhi.catalogue import Catalogue
from gongzhi.documents.models import Document, Series
from gongzhi.matters import replay
from gongzhi.matters.loop.state import Plain
from gongzhi.matters.loop.suspending import GrantSuspension, Suspend
from gongzhi.matters.loop.urging import Supervise
from gongzhi.matters.models import Entry
from gongzhi.vault.values import shred
from tests.cast import SUPPORT
from tests.documents.conftest import asked, close, text_of, words_of
from tests.http.conftest import Answer, Wire


def order(
    wire: Wire, matter: str, template: str, by: str = "clerk", *, key: UUID | None = None, **values: Any
) -> Answer:
    """One document ordered, a minute after what was before."""
    wire.city.now += timedelta(minutes=1)
    headers = {"idempotency_key": str(key)} if key else {}
    return wire.post(f"/matters/{matter}/documents", {"template": template, "values": values}, by, **headers)


def issued(wire: Wire, matter: str, template: str, by: str = "clerk", **values: Any) -> dict[str, Any]:
    """The document that was issued."""
    answer = order(wire, matter, template, by, **values)
    assert answer.status == 201, answer.raw
    found: dict[str, Any] = answer.json
    return found


def file(wire: Wire, document: dict[str, Any], form: str = "pdf", by: str = "clerk") -> Answer:
    """A document's file."""
    return wire.get(document["files"][form].removeprefix("/api"), by)


@pytest.fixture
def road(wire: Wire) -> str:
    """A broken road that the lead has taken."""
    made = wire.report(address="英雄大路12号")
    assert wire.do("accept", made["id"], "clerk", 3).status == 200
    assert wire.do("dispatch", made["id"], "colleague", 4, support=[SUPPORT]).status == 200
    assert wire.do("take", made["id"], "handler", 5).status == 200
    return str(made["id"])


def test_the_matter_fills_in_what_it_knows_itself(wire: Wire, road: str) -> None:
    sheet = issued(wire, road, "dispatch-sheet", "colleague", requirement="先行围挡")
    said = text_of(file(wire, sheet).raw)
    number = wire.get(f"/matters/{road}", "clerk").json["matter"]["number"]
    units = ("住建局", "城管执法局", "county综治中心")
    for text in (
        number,
        "路面破损，有一个大坑",
        "英雄大路12号",
        "铁西区仁兴街道第一社区",
        "先行围挡",
        "2026年3月2日",
        *units,
    ):
        assert close(text) in said, text
    assert said == text_of(file(wire, sheet).raw)
    assert close("先行围挡") in words_of(file(wire, sheet, "docx").raw)


def test_a_document_is_a_file_and_a_line_of_its_matter_and_its_row_says_from_what_it_was_made(
    wire: Wire, road: str, catalogue: Catalogue
) -> None:
    before = wire.get(f"/matters/{road}", "clerk").json["matter"]["version"]
    made = issued(wire, road, "notice-accepted")
    pdf = file(wire, made)
    assert (pdf.headers["Content-Type"], pdf.headers["X-Content-Type-Options"]) == ("application/pdf", "nosniff")
    assert hashlib.sha256(pdf.raw).hexdigest() == made["digest"]
    assert (made["version"], made["template_digest"]) == (before, catalogue.templates["notice-accepted"].digest)
    whole = wire.get(f"/matters/{road}", "clerk").json
    assert whole["files"] == [made["digest"]]
    assert whole["journal"][-1]["data"]["blobs"] == [made["digest"]]
    assert (whole["journal"][-1]["command"], whole["matter"]["version"]) == ("attach", before + 1)
    assert wire.get(f"/matters/{road}/files/{made['digest']}", "handler").raw == pdf.raw
    assert list(replay.matters([UUID(road)])) == []
    assert [each["id"] for each in wire.get(f"/matters/{road}/documents", "clerk").json["documents"]] == [made["id"]]


def test_the_same_order_twice_is_the_same_document_and_another_under_its_key_is_refused(wire: Wire, road: str) -> None:
    key = uuid4()
    first = order(wire, road, "notice-accepted", key=key, remark="已派员围挡")
    again = order(wire, road, "notice-accepted", key=key, remark="已派员围挡")
    assert (first.status, again.status, first.json) == (201, 201, again.json)
    assert order(wire, road, "notice-accepted", key=key, remark="别的话").code == "key-reused"
    assert order(wire, road, "notice-extended", key=key, cause="雨季").code == "key-reused"
    assert Document.objects.count() == 1
    assert issued(wire, road, "notice-accepted")["number"] == "四西治告〔2026〕2号"


def test_each_unit_type_and_year_has_a_series_of_its_own_without_a_gap(wire: Wire, road: str) -> None:
    numbers = [issued(wire, road, "notice-accepted")["number"] for _ in range(3)]
    numbers.append(issued(wire, road, "notice-extended", cause="气温过低")["number"])
    numbers.append(issued(wire, road, "dispatch-sheet", "colleague")["number"])
    numbers.append(issued(wire, road, "notice-accepted", "seat")["number"])
    assert numbers == [
        *(f"四西治告〔2026〕{serial}号" for serial in (1, 2, 3, 4)),
        "四西治派〔2026〕1号",
        "四西仁兴治告〔2026〕1号",
    ]
    wire.city.now = wire.city.now.replace(year=2027)
    wire.tokens.clear()
    assert issued(wire, road, "notice-accepted")["number"] == "四西治告〔2027〕1号"


def test_what_is_refused_uses_no_number(wire: Wire, road: str) -> None:
    before = wire.get(f"/matters/{road}", "clerk").json["matter"]["version"]
    assert order(wire, road, "notice-accepted", remark="王\U00031350").code == "glyph-missing"
    assert order(wire, road, "notice-accepted", remark="\u202e").code in ("text-unprintable", "request-invalid")
    assert order(wire, road, "notice-extended").code == "document-value-missing"
    assert not Series.objects.exists()
    assert not Document.objects.exists()
    assert wire.get(f"/matters/{road}", "clerk").json["matter"]["version"] == before
    assert issued(wire, road, "notice-accepted")["number"] == "四西治告〔2026〕1号"


def test_two_units_that_would_print_the_same_number_are_told_to_have_letters_of_their_own(
    wire: Wire, road: str, catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    issued(wire, road, "notice-accepted")
    monkeypatch.setattr("gongzhi.documents.numbering.mark_of", lambda *given: "四西治")
    answer = order(wire, road, "notice-accepted", "seat")
    assert (answer.code, answer.json["details"]["unit"]) == ("document-number-shared", "220302001-ZZ")


def test_a_desk_that_saw_an_older_version_is_told(wire: Wire, road: str) -> None:
    body = {"template": "notice-accepted", "values": {}}
    assert wire.post(f"/matters/{road}/documents", body, "clerk", if_match='"2"').code == "changed-since"
    assert not Document.objects.exists()


def test_a_declined_matter_gives_its_reason_and_no_document_says_another(wire: Wire) -> None:
    made = wire.report()
    assert wire.do("decline", made["id"], "clerk", 3, reason="out-of-area").status == 200
    offer = next(
        each
        for each in wire.get(f"/matters/{made['id']}/documents", "clerk").json["may"]
        if each["code"] == "notice-declined"
    )
    assert "reason" not in [ask["name"] for ask in offer["asks"]]
    assert order(wire, made["id"], "notice-declined", reason="repeated").code == "document-value-settled"
    said = text_of(file(wire, issued(wire, made["id"], "notice-declined")).raw)
    assert "有下列情形：不在本市管辖范围。" in said
    assert "请向事发地12345提出；有异议的，可申诉一次，由另一名工作人员复核。" in said
    assert "据此，现决定不予受理。" in said
    assert list(replay.matters([UUID(made["id"])])) == []


@pytest.mark.parametrize(
    ("template", "may", "may_not"),
    [
        ("notice-accepted", ("clerk", "colleague", "seat"), ("handler", "helper", "head", "checker", "worker")),
        ("dispatch-sheet", ("clerk", "colleague"), ("handler", "head", "checker")),
        ("supervise-order", ("supervisor", "leader"), ("clerk", "colleague", "handler", "head")),
        ("ruling", ("arbiter", "leader"), ("clerk", "supervisor", "head", "handler")),
        ("return-opinion", ("head",), ("handler", "helper", "worker", "seat")),
        ("final-answer", ("head", "colleague", "leader"), ("handler", "checker")),
    ],
)
def test_a_document_is_issued_by_whoever_holds_its_duty(
    wire: Wire,
    road: str,
    catalogue: Catalogue,
    template: str,
    may: tuple[str, ...],
    may_not: tuple[str, ...],
) -> None:
    values = {name: said for name, said in asked(template, catalogue).items()
              if not catalogue.templates[template].asks or name not in ("recipient", "until")}  # fmt: skip
    for who in may:
        assert order(wire, road, template, who, **values).status == 201
    for who in may_not:
        assert order(wire, road, template, who, **values).code in ("no-right", "matter-unknown")
    assert {each["code"] for who in may for each in wire.get(f"/matters/{road}/documents", who).json["may"]} >= {
        template
    }
    offers = [
        each["code"] for who in may_not for each in wire.get(f"/matters/{road}/documents", who).json.get("may", [])
    ]
    assert template not in offers


def test_a_stranger_and_the_public_learn_nothing(wire: Wire, road: str) -> None:
    made = issued(wire, road, "notice-accepted")
    assert order(wire, road, "notice-accepted", "stranger").code == "matter-unknown"
    assert file(wire, made, by="stranger").code == "matter-unknown"
    assert wire.get(f"/matters/{road}/documents", "stranger").code == "matter-unknown"
    assert wire.get("/documents/templates").code == "not-signed-in"


def test_a_matter_about_a_place_names_nobody(wire: Wire, road: str) -> None:
    answer = order(wire, road, "notice-accepted", addressee="王小明")
    assert (answer.code, answer.json["details"]["names"]) == ("document-too-open", "addressee")
    assert "报告人：" in text_of(file(wire, issued(wire, road, "notice-accepted")).raw)


def test_what_is_asked_is_told_as_a_form_can_draw_it(wire: Wire) -> None:
    told = wire.get("/documents/templates", "handler").json
    by_code = {template["code"]: template for template in told["templates"]}
    assert len(by_code) == 16
    asks = {ask["name"]: ask for ask in by_code["mediation-agreement"]["asks"]}
    assert (asks["parties"]["type"], asks["parties"]["personal"], asks["parties"]["least"]) == ("rows", True, 2)
    assert [column["name"] for column in asks["parties"]["columns"]][:2] == ["role", "name"]
    reasons = {ask["name"]: ask for ask in by_code["notice-declined"]["asks"]}["reason"]
    assert "out-of-area" in [choice["code"] for choice in reasons["choices"]]
    assert by_code["mediation-agreement"]["basis"]


@pytest.mark.parametrize("path", ["/documents/{other}/file", "/documents/{other}/file?format=docx"])
def test_a_document_that_is_not_there_is_unknown(wire: Wire, road: str, path: str) -> None:
    assert wire.get(f"/matters/{road}{path.format(other=uuid4())}", "clerk").code == "document-unknown"
    assert order(wire, road, "love-letter").code == "template-unknown"


def test_shredding_the_key_takes_both_files_away_and_leaves_the_record(wire: Wire) -> None:
    made = wire.report(text="路灯不亮", kind="26004", answers={"enterprise": "某公司", "pledge": "某承诺"})
    document = issued(wire, made["id"], "notice-accepted")
    assert file(wire, document).status == 200
    shred(UUID(made["id"]), by="person:1", second="person:2", at=wire.city.now)
    assert (file(wire, document).code, file(wire, document, "docx").code) == ("key-destroyed", "key-destroyed")
    assert order(wire, made["id"], "notice-accepted").code == "key-destroyed"
    assert Document.objects.get().number == document["number"]
    assert Entry.objects.filter(matter_id=made["id"], command="attach").count() == 1


def test_what_was_granted_ordered_or_shelved_is_filled_in_from_the_matter(wire: Wire, road: str) -> None:
    city, matter = wire.city, UUID(road)
    city.do(Supervise(remark=Plain("逾期")), "supervisor", matter)
    given: dict[str, Any] = {"finding": "未动工", "requirements": ["立即动工"]}
    said = text_of(file(wire, issued(wire, road, "supervise-order", "supervisor", **given)).raw)
    assert "住建局：你单位主办的事项" in said
    assert "请于2026年3月5日9时4分前将办理情况书面回复" in said
    assert (
        order(wire, road, "supervise-order", "supervisor", **given, answer_by="2027-01-01").code
        == "document-value-settled"
    )
    until = datetime(2026, 4, 1, 1, 0, tzinfo=UTC)
    city.do(Suspend(reason="season", until=until), "head", matter)
    city.do(GrantSuspension(), "colleague", matter)
    said = text_of(file(wire, issued(wire, road, "notice-suspended")).raw)
    assert "季节或天气不具备施工条件" in said
    assert "自2026年4月1日起恢复办理" in said
    assert order(wire, road, "notice-suspended", reason="in-court").code == "document-value-settled"


def test_a_document_bears_its_number_as_a_file_and_may_be_looked_at(wire: Wire, road: str) -> None:
    made = issued(wire, road, "dispatch-sheet")
    kept, paper = file(wire, made).headers["Content-Disposition"], made["files"]["pdf"].removeprefix("/api")
    assert kept.startswith("attachment")
    assert quote(made["number"]) in kept
    seen = wire.get(f"{paper}{'&' if '?' in paper else '?'}look=true", "clerk")
    assert seen.headers["Content-Disposition"].startswith("inline")
    assert seen.raw.startswith(b"%PDF")
    words = wire.get(f"{made['files']['docx'].removeprefix('/api')}&look=true", "clerk")
    assert words.headers["Content-Disposition"].startswith("attachment")
