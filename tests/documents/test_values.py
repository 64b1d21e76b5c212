"""What is given for a document is looked at before a number is taken; numbers are made as the rule on papers says."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from gongzhi.bodies import reading as bodies
from gongzhi.bodies.duties import ROLE_DUTIES, UNIT_DUTIES
from gongzhi.catalogue import Catalogue, Marks
from gongzhi.catalogue.document import ALWAYS, ISSUE_DUTIES, SOMETIMES
from gongzhi.documents import filling
from gongzhi.documents.chinese import day, hour, ordinal
from gongzhi.documents.composing import filled
from gongzhi.documents.numbering import mark_of, number_of, short
from gongzhi.documents.values import Own, checked
from gongzhi.kernel import Refused
from gongzhi.matters.account import account_of
from gongzhi.site.cli import main
from tests.cast import LEAD, MONDAY, City
from tests.documents.conftest import SAMPLES, asked, text_of, words_of

AGREEMENT = "mediation-agreement"
PARTY = {"role": "甲方", "name": "王", "address": "某处"}


@pytest.mark.parametrize(
    ("template", "given", "code", "name"),
    [
        ("notice-accepted", {"colour": "红"}, "document-value-unknown", "colour"),
        ("notice-accepted", {"unit": "别的单位"}, "document-value-unknown", "unit"),
        ("notice-accepted", {"remark": 5}, "document-value-wrong", "remark"),
        ("notice-accepted", {"remark": "长" * 1001}, "document-value-wrong", "remark"),
        ("notice-accepted", {"remark": " \n "}, "document-value-wrong", "remark"),
        ("notice-extended", {"cause": "雨"}, "document-value-missing", None),
        ("notice-extended", {"cause": "雨", "until": "2026-02-30"}, "document-value-wrong", "until"),
        ("notice-declined", {"reason": "because"}, "document-value-wrong", "reason"),
        ("notice-declined", {"reason": "season"}, "document-value-wrong", "reason"),
        ("proposal-answer", {"grade": "D"}, "document-value-wrong", "grade"),
        (AGREEMENT, {"parties": [PARTY]}, "document-value-wrong", "parties"),
        (AGREEMENT, {"parties": [PARTY, {"role": "乙方", "name": "赵"}]}, "document-value-missing", None),
        (AGREEMENT, {"parties": [PARTY, PARTY | {"spouse": "某"}]}, "document-value-wrong", "parties[1]"),
        (AGREEMENT, {"parties": [PARTY, PARTY | {"born_on": "1980"}]}, "document-value-wrong", "parties[1].born_on"),
        (AGREEMENT, {"clauses": []}, "document-value-missing", None),
        (AGREEMENT, {"clauses": ["赔", 5]}, "document-value-wrong", "clauses[1]"),
        (AGREEMENT, {"clauses": ["赔"] * 31}, "document-value-wrong", "clauses"),
        (AGREEMENT, {"clauses": "赔偿"}, "document-value-wrong", "clauses"),
    ],
)
def test_what_does_not_fit_is_refused_by_name(
    catalogue: Catalogue, template: str, given: dict[str, Any], code: str, name: str | None
) -> None:
    whole = {**asked(template, catalogue), **given} if template in (AGREEMENT, "proposal-answer") else given
    with pytest.raises(Refused, match=code) as refused:
        checked(catalogue.templates[template], whole, Own(), catalogue)
    assert name in (None, refused.value.details.get("name"))


def test_what_the_matter_says_is_not_asked_and_not_said_otherwise(catalogue: Catalogue) -> None:
    template = catalogue.templates["notice-extended"]
    own = Own(single={"due": "2026年3月9日17时"})
    assert checked(template, {"cause": "雨"}, own, catalogue).single["until"] == "2026年3月9日17时"
    with pytest.raises(Refused, match="document-value-settled"):
        checked(template, {"cause": "雨", "until": "2027-01-01"}, own, catalogue)


def test_the_floor_gives_every_value_that_a_template_may_name(city: City, catalogue: Catalogue) -> None:
    made = city.report()
    own = filling.own_of(account_of(made.id, city.actor("clerk")), "220302-ZZ", catalogue, city.now)
    assert own.single.keys() | {"number"} == {*ALWAYS, *SOMETIMES}
    assert all(own.single[name] for name in ALWAYS if name != "number")


def test_every_duty_that_a_template_names_is_some_post_s(catalogue: Catalogue) -> None:
    given = {duty for duties in ROLE_DUTIES.values() for duty in duties}
    assert set(ISSUE_DUTIES) <= given
    assert {template.duty for template in catalogue.templates.values()} == set(ISSUE_DUTIES)
    assert UNIT_DUTIES & set(ISSUE_DUTIES) == {"documents.answer", "documents.mediate"}


def test_dates_and_ordinals_are_written_as_official_papers_write_them() -> None:
    assert day(date(2026, 3, 2)) == "2026年3月2日"
    assert hour(datetime(2026, 12, 31, 9, tzinfo=UTC)) == "2026年12月31日9时"
    assert hour(datetime(2026, 1, 1, 17, 5, tzinfo=UTC)) == "2026年1月1日17时5分"
    assert [ordinal(number) for number in (1, 9, 10, 11, 20, 21, 99, 100)] == [
        "一", "九", "十", "十一", "二十", "二十一", "九十九", "100",
    ]  # fmt: skip


def test_a_value_that_ends_a_sentence_gives_way_to_the_mark_that_follows() -> None:
    assert filled("因{cause}，延期。", {"cause": "下雨。"}, "—") == "因下雨，延期。"
    assert filled("理由：{cause}", {"cause": "下雨。"}, "—") == "理由：下雨。"
    assert filled("{a}{b}", {"a": "x"}, "—") == "x—"


@pytest.mark.parametrize(
    ("unit", "mark"),
    [
        ("220302-ZZ", "四西治"),
        ("220302001-ZZ", "四西仁兴治"),
        ("220302001001-ZZ", "四西仁兴第一治"),
        (LEAD, "四西建"),
        ("ZZ", "四治"),
    ],
)
def test_the_letters_of_a_unit_are_those_of_its_area_and_type(
    city: City, catalogue: Catalogue, unit: str, mark: str
) -> None:
    assert mark_of(bodies.unit(unit), catalogue.marks, MONDAY) == mark


def test_a_unit_may_have_letters_of_its_own_and_an_area_without_any_uses_its_short_name(city: City) -> None:
    fact = bodies.unit("220302001-ZZ")
    assert mark_of(fact, Marks(units={"220302001-ZZ": "仁兴综"}), MONDAY) == "仁兴综"
    assert mark_of(fact, Marks(types={"ZZ": "治"}), MONDAY) == "四平铁西仁兴治"
    assert [short(name) for name in ("郭家店镇", "叶赫满族镇", "伊通满族自治县", "和平社区", "县")] == [
        "郭家店", "叶赫满族", "伊通", "和平", "县",
    ]  # fmt: skip


def test_a_template_may_number_in_its_own_way(catalogue: Catalogue) -> None:
    assert number_of(catalogue.templates[AGREEMENT], "四西仁兴治", 2026, 12) == "（2026）四西仁兴治人调字第12号"
    assert number_of(catalogue.templates["supervise-order"], "四治", 2026, 12) == "四治督〔2026〕12号"


def test_a_template_is_tried_out_at_the_command_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for form, read in (("pdf", text_of), ("docx", words_of)):
        out = tmp_path / f"out.{form}"
        given = ["document", "render", "supervise-order", "--values", str(SAMPLES / "supervise-order.json")]
        assert main([*given, "--out", str(out)]) == 0
        assert "立即恢复围挡和夜间警示标志" in read(out.read_bytes())
    assert main([*given, "--out", str(tmp_path / "out.odt"), "--json"]) == 1
    assert '"document-form-unknown"' in capsys.readouterr().out
    (tmp_path / "bad.json").write_text("[]", "utf-8")
    bad = ["document", "render", "ruling", "--values", str(tmp_path / "bad.json"), "--out", str(out), "--json"]
    assert main(bad) == 1
    assert '"file-unreadable"' in capsys.readouterr().out
