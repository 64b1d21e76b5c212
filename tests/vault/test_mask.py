"""No planted number remains in the text, and what only resembles one stays."""

import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from gongzhi.vault.masking import Kind, Masked, mask
from gongzhi.vault.masking.patterns import PROVINCES, is_identity_18

WORDS = st.text(alphabet="垃圾堆放请处理我家楼下，。！：abcXYZ \n", max_size=12)
DIGITS = "0123456789"
FULL_WIDTH = str.maketrans(DIGITS, "０１２３４５６７８９")
ARABIC = str.maketrans(DIGITS, "٠١٢٣٤٥٦٧٨٩")
INVISIBLE = "\u200b\u200d\ufeff\u00ad\u2060\ufe0f\u0336"


def fits(number: str) -> bool:
    """ISO 7064 MOD 11-2, as the standard defines it: the weighted sum of all 18 characters leaves 1."""
    return bool(sum((10 if char == "X" else int(char)) * 2 ** (17 - at) for at, char in enumerate(number)) % 11 == 1)


@st.composite
def identity_numbers(draw: st.DrawFn) -> str:
    province = draw(st.sampled_from(sorted(PROVINCES)))
    day = f"{draw(st.integers(1900, 2024))}{draw(st.integers(1, 12)):02}{draw(st.integers(1, 28)):02}"
    number = f"{province}{draw(st.integers(0, 9999)):04}{day}{draw(st.integers(0, 999)):03}"
    return number + next(check for check in "0123456789X" if fits(number + check))


@st.composite
def mobiles(draw: st.DrawFn) -> str:
    number = draw(st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True))
    gap = draw(st.sampled_from(["", " ", "-", "—", "－", "　", "\xa0", "--", " - ", "·", "."]))
    sizes = draw(st.sampled_from([(3, 4, 4), (4, 4, 3), (3, 3, 5), (1,) * 11]))
    cuts = [sum(sizes[:step]) for step in range(len(sizes))]
    grouped = gap.join(number[at : at + size] for at, size in zip(cuts, sizes, strict=True))
    return draw(st.sampled_from(["", "+86", "+86 ", "86-", "0086", "(+86)", "tel"])) + grouped


@st.composite
def hidden(draw: st.DrawFn, number: str) -> str:
    form = draw(st.sampled_from([FULL_WIDTH, ARABIC, {}]))
    cover = draw(st.sampled_from(["", *INVISIBLE]))
    return str(cover.join(number.translate(form)) + cover)


LANDLINES = st.from_regex(r"0(10|2[0-9]|4[1-9][1-9])[- ]?[2-8][0-9]{6,7}", fullmatch=True)
MAILS = st.from_regex(r"[a-z][a-z0-9._]{0,10}@[a-z0-9]{1,8}(\.[a-z]{2,3}){1,2}", fullmatch=True)
OLD = st.from_regex(r"(22|13|51)[0-9]{4}[4-9][0-9](0[1-9]|1[0-2])(0[1-9]|1[0-9]|2[0-8])[0-9]{3}", fullmatch=True)
PLANTED = st.one_of(mobiles(), LANDLINES, MAILS, OLD, identity_numbers())


def digits_in(text: str) -> str:
    return "".join(re.findall(r"\d", text))


@settings(max_examples=300)
@given(before=WORDS, after=WORDS, data=st.data())
def test_a_planted_number_never_remains(before: str, after: str, data: st.DataObject) -> None:
    number = data.draw(PLANTED)
    said = data.draw(hidden(number))
    masked = mask(f"{before}，{said}；{after}")
    assert digits_in(masked.text) == ""
    assert "@" not in masked.text
    assert len(masked.found) == 1
    assert mask(masked.text).text == masked.text


@given(st.lists(mobiles(), min_size=2, max_size=4), st.sampled_from([" ", "\n", "，", "/", " 或 "]))
def test_several_numbers_side_by_side_are_all_found(numbers: list[str], between: str) -> None:
    assert digits_in(mask(between.join(numbers)).text) == ""


@given(st.text())
@example("电话13912345678 3251234")
@example("1\u200b3")
def test_a_masked_text_stays_as_it_is(text: str) -> None:
    once = mask(text).text
    assert mask(once) == Masked(once, ())


@settings(max_examples=400)
@given(st.text(alphabet="0123456789 -.元#@+86()电话身份证号\u200b１Xa〔〕\n", max_size=60))
def test_masking_twice_is_masking_once(text: str) -> None:
    once = mask(text).text
    assert mask(once).text == once


@given(st.text(alphabet=st.characters(exclude_categories=["Nd", "Cs"], exclude_characters="@＠")))
def test_a_text_without_digits_and_signs_is_unchanged(text: str) -> None:
    if not re.search("[零〇一二三四五六七八九幺]{11}", text):
        assert mask(text).text == text


@given(WORDS, st.data(), WORDS)
def test_what_was_found_stands_where_it_says(before: str, data: st.DataObject, after: str) -> None:
    text = f"{before}：{data.draw(hidden(data.draw(PLANTED)))}。{after}"
    masked = mask(text)
    rebuilt, at = "", 0
    for found in masked.found:
        rebuilt += text[at : found.start] + found.kind.mark
        at = found.end
    assert rebuilt + text[at:] == masked.text


@pytest.mark.parametrize(
    ("text", "masked", "value"),
    [
        ("电话13912345678一直打不通", "电话〔电话〕一直打不通", "13912345678"),
        ("1.+86 139-1234-5678", "1.〔电话〕", "13912345678"),
        ("１３９　１２３４　５６７８。", "〔电话〕。", "13912345678"),
        ("幺三九一二三四五六七八", "〔电话〕", "13912345678"),
        ("(0434)3251234转8", "〔电话〕转8", "04343251234"),
        ("+86-434-3251234", "〔电话〕", "04343251234"),
        ("联系电话：325-1234", "联系电话：〔电话〕", "3251234"),
        ("发到Ａbc＠qq．com吧", "发到〔邮箱〕吧", "Abc@qq.com"),
        ("110105 19491231 002Ｘ", "〔证件号〕", "11010519491231002X"),
        ("11010519491231002x", "〔证件号〕", "11010519491231002X"),
        ("身份证：130503670401001", "身份证：〔证件号〕", "130503670401001"),
        ("身份证130503200401001", "身份证〔证件号〕", "130503200401001"),
    ],
)
def test_examples(text: str, masked: str, value: str) -> None:
    assert mask(text).text == masked
    assert [found.value for found in mask(text).found] == [value]


@pytest.mark.parametrize(
    "text",
    [
        "20251015-220302-000123",
        "20251015-130102-12345",
        "124.35037112345,43.16641913912",
        "花费13800138000元",
        "¥13912345678.00",
        "2025-10-15 13:30:25",
        "2025年10月15日13时30分",
        "91220302MA0Y5X1234",
        "11220302012345678X",
        "220302001001001",
        "220322101001001",
        "220302001001",
        "400-123-4567，4008123456，12345，110",
        "营业1300-1700 150人",
        "6222 0211 1391 2345 678",
        "cart # 04153026222",
        "crossing @ Rutherford.Normal",
        "018f3a51-1391-7234-9567-813912345678",
        "a" * 30 + "13912345678" + "b" * 23,
        "13912345678901",
        "3号楼2单元501室，已等3天5小时20分",
    ],
)
def test_what_only_resembles_a_number_stays(text: str) -> None:
    assert mask(text).text == text


def test_only_a_fitting_check_character_makes_an_identity_number() -> None:
    for serial in range(40):
        for check in "0123456789X":
            number = f"110105194912310{serial:02}{check}"
            assert is_identity_18(number) == fits(number)
    assert not is_identity_18("990105194912310021")


def test_kinds_and_order() -> None:
    masked = mask("a@b.cn，13912345678，11010519491231002X")
    assert [found.kind for found in masked.found] == [Kind.MAIL, Kind.PHONE, Kind.IDENTITY]
    assert masked.text == "〔邮箱〕，〔电话〕，〔证件号〕"


def test_a_very_long_text_takes_its_length_and_not_its_square() -> None:
    assert mask("1" * 300_000).found == ()
    assert len(mask("13912345678，" * 20_000).found) == 20_000
