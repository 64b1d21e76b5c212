"""Every template is printed whole, in both forms, and whatever is said in it is text and nothing else."""

import io
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pypdf
import pytest
from pypdf.generic import StreamObject

from gongzhi.catalogue import Catalogue
from gongzhi.documents import pdf, typeface
from gongzhi.documents.composing import composed
from gongzhi.documents.sheet import Line, Sheet, sheet_of, written
from gongzhi.documents.values import Own, checked
from gongzhi.documents.word import in_word
from gongzhi.kernel import Refused
from tests.documents.conftest import SAMPLES, asked, close, sample, text_of, words_of

AT = datetime(2026, 3, 2, 1, 0, 0, 123, tzinfo=UTC)
CODES = sorted(path.stem for path in SAMPLES.glob("*.json"))
NASTY = (
    '#eval("1+1") #read("/etc/passwd") *粗* _斜_ $x^2$ `code` @ref <label>',
    '\\u{41} // 注释 /* 注 */ = 标题 - 项 "引" [块] {码} ~ --- \\ #',
    "</w:t></w:r><w:r><w:t>&amp; &lt; <!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]> &e; ]]>",
    "{unit}{number}{0}{}}}{{ %s %(x)s ${x} {{x}}",
)


def sheet_for(code: str, catalogue: Catalogue, **more: Any) -> Sheet:
    """The sheet of a sample."""
    said, template = sample(code), catalogue.templates[code]
    own = Own(
        single={name: value for name, value in said.items() if not template.ask(name)} | {"today": "2026年3月2日"}
    )
    values = checked(template, asked(code, catalogue) | more, own, catalogue)
    return composed(template, values, said["number"], "salt")


def plain(text: str, **more: Any) -> Sheet:
    """A notice with one paragraph."""
    return Sheet(name="告知书", layout="notice", title="告知书", lines=(Line(kind="para", text=text),), **more)


def texts(sheet: Sheet) -> Iterator[str]:
    """Every text of a sheet that is printed."""
    yield from (sheet.head, sheet.number, sheet.title, sheet.to, sheet.signed, sheet.copies, *sheet.marks, *sheet.notes)
    for line in sheet.lines:
        yield from (line.text, *(cell for row in line.rows for cell in row))


def test_there_is_a_sample_for_every_template(catalogue: Catalogue) -> None:
    assert set(CODES) == set(catalogue.templates)
    assert len(CODES) == 16


@pytest.mark.parametrize("code", CODES)
def test_everything_that_a_document_says_stands_in_both_forms(code: str, catalogue: Catalogue) -> None:
    sheet = sheet_for(code, catalogue)
    printed, word = text_of(pdf.printed(sheet, AT)), words_of(in_word(sheet, AT, ""))
    for text in filter(None, map(close, texts(sheet))):
        assert text in printed, text
        assert text in word, text


@pytest.mark.parametrize("code", CODES)
def test_no_name_is_left_unfilled_and_no_sentence_ends_twice(code: str, catalogue: Catalogue) -> None:
    for text in texts(sheet_for(code, catalogue)):
        assert "{" not in text
        assert "}" not in text
        assert not any(twice in text for twice in ("。。", "。，", "，，", "；。", "。；", "、，", "—"))


@pytest.mark.parametrize("code", CODES)
def test_no_page_holds_a_signature_alone(code: str, catalogue: Catalogue) -> None:
    pages = [
        page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf.printed(sheet_for(code, catalogue), AT))).pages
    ]
    assert len(pages) <= 3
    assert len(close(pages[-1])) > 40


@pytest.mark.parametrize("text", NASTY)
def test_what_looks_like_code_is_printed_as_it_was_said(text: str, catalogue: Catalogue) -> None:
    template = catalogue.templates["notice-accepted"]
    own = Own(single=dict.fromkeys(("unit", "kind", "matter_number", "reported_on", "due"), text))
    sheet = composed(
        template, checked(template, {"remark": text, "addressee": text[:60]}, own, catalogue), text, "salt"
    )
    printed, word = text_of(pdf.printed(sheet, AT)), words_of(in_word(sheet, AT, ""))
    assert close(text) in printed
    assert close(text) in word
    assert "root:" not in printed + word
    assert printed.count(close(text)) >= 4


def test_text_that_holds_names_in_braces_is_not_filled_again(catalogue: Catalogue) -> None:
    sheet = sheet_for("notice-accepted", catalogue, remark="{matter_number}{number}")
    assert "{matter_number}{number}" in [line.text for line in sheet.lines]


@pytest.mark.parametrize(
    ("run", "most"),
    [
        ("a" * 3000, 60),
        ("x1" * 900, 60),
        ("https://路" + "b" * 500, 60),
        ("W" * 55, 32),
        ("中" * 3000, 28),
        ("-" * 900, 92),
    ],
    ids=["a", "x1", "address", "W", "中", "-"],
)
def test_a_very_long_word_breaks_where_the_line_ends(run: str, most: int) -> None:
    data = pdf.printed(plain(run), AT)
    whole = text_of(data).removeprefix("告知书") == run
    assert whole, "something is missing, or was added"
    pages = pypdf.PdfReader(io.BytesIO(data)).pages
    lines = [close(line) for page in pages for line in page.extract_text().splitlines()]
    assert most * 2 // 3 < max(map(len, lines)) <= most


def test_a_picture_character_is_named(catalogue: Catalogue) -> None:
    sheet = sheet_for("notice-accepted", catalogue, remark="谢谢👍🏽👨‍👩‍👧❤️！1️⃣")
    assert "谢谢〔表情〕〔表情〕〔表情〕！1" in text_of(pdf.printed(sheet, AT))


@pytest.mark.parametrize(
    "character", ["\x00", "\x07", "\x1b", "\x7f", "\x85", "\u202e", "\u2066", "\ud800", "\uffff", "\u2028"]
)
def test_what_cannot_be_printed_as_it_reads_is_refused_by_place(character: str, catalogue: Catalogue) -> None:
    with pytest.raises(Refused, match="text-unprintable") as refused:
        sheet_for("notice-accepted", catalogue, remark=f"王小明{character}")
    assert refused.value.details == {"name": "remark", "character": f"U+{ord(character):04X}"}


def test_invisible_characters_are_left_out_and_letters_are_composed(catalogue: Catalogue) -> None:
    sheet = sheet_for("notice-accepted", catalogue, remark="零\u200b宽\ufeff e\u0301\t空\r\n第二行")
    assert [line.text for line in sheet.lines if "宽" in line.text or "二" in line.text] == ["零宽 é 空", "第二行"]


def test_a_character_that_no_face_has_is_refused_by_name() -> None:
    with pytest.raises(Refused, match="glyph-missing") as refused:
        pdf.printed(plain("王\U00031350明"), AT)
    assert refused.value.details == {"characters": "\U00031350"}


def test_without_a_chinese_face_nothing_is_printed_and_the_package_is_named() -> None:
    with pytest.raises(Refused, match="typeface-missing") as refused:
        typeface.chosen([("DejaVu Sans", 400), ("Libertinus Serif", 400)])
    assert (refused.value.status, refused.value.details) == (503, {"package": "fonts-noto-cjk"})


def test_a_face_without_a_bold_cut_is_thickened_and_the_city_s_own_faces_come_first() -> None:
    bundled = [("Noto Serif SC", 400), ("Noto Sans SC", 400)]
    assert typeface.chosen(bundled).thicken is True
    assert typeface.chosen([*bundled, ("Noto Serif CJK SC", 700)]).thicken is False
    own = typeface.chosen([*bundled, ("FangSong_GB2312", 400), ("FZXiaoBiaoSong-B05S", 400), ("SimHei", 400)])
    assert (own.body[0], own.title[0], own.heading[0]) == ("FangSong_GB2312", "FZXiaoBiaoSong-B05S", "SimHei")
    assert (own.thicken, own.weight) == (False, 400)


def test_the_file_is_for_the_archive_with_its_faces_inside(catalogue: Catalogue) -> None:
    reader = pypdf.PdfReader(io.BytesIO(pdf.printed(sheet_for("final-answer", catalogue), AT)))
    about = reader.root_object["/Metadata"].get_object()
    assert isinstance(about, StreamObject)
    assert b"pdfaid:part>2" in about.get_data()
    assert reader.metadata is not None
    assert reader.metadata.title == "最终答复"
    assert (reader.pages[0].mediabox.width, reader.pages[0].mediabox.height) == pytest.approx((595.28, 841.89), abs=0.1)


def test_the_docx_names_nobody_and_holds_no_code(catalogue: Catalogue) -> None:
    with zipfile.ZipFile(io.BytesIO(in_word(sheet_for("mediation-agreement", catalogue), AT, ""))) as parts:
        core = parts.read("docProps/core.xml").decode()
        assert not any("vba" in name.lower() for name in parts.namelist())
    assert "王小明" not in core
    assert "<dc:creator></dc:creator>" in core or "<dc:creator/>" in core


def test_a_sheet_reads_back_to_the_very_same(catalogue: Catalogue) -> None:
    for code in CODES:
        sheet = sheet_for(code, catalogue)
        assert sheet_of(written(sheet)) == sheet
