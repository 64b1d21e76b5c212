"""Texts about one thing come together; the same thing elsewhere, and other things at the same place, do not."""

from random import Random

from gongzhi.suggestions.groups import ALIKE, groups
from gongzhi.suggestions.likeness import Rarity, Read, likeness, rare, rarity_of, shared
from tests.suggestions.conftest import texts_of

MIXER = (
    "丽湖新城小区附近的搅拌站噪音扰民，晚上睡不着",
    "投诉丽湖新城旁边违建搅拌站，粉尘满天飞",
    "搅拌站污染居民生活环境。丽湖新城小区旁居然搬来一个搅拌站，噪声大",
    "丽湖新城附近修建搅拌站，灰尘和噪音没人管",
)
GATE = ("丽湖新城西门岗亭无人值守，快递随意进出", "翠园小区岗亭常常无人值守，外人随意进出西门")
OTHERS = tuple(texts_of(60)[0])


def known(*texts: str) -> Rarity:
    return rarity_of([Read(text) for text in texts])


def test_reports_of_one_thing_are_one_group() -> None:
    texts = [*OTHERS[:30], *MIXER, *OTHERS[30:], *GATE]
    places = set(range(30, 34))
    assert any(places == set(group) for group in groups(texts))


def test_what_is_alike_in_its_manner_only_is_no_group() -> None:
    """Each wish shares two turns of speech with the others, and one of them with letters about anything else."""
    wishes = [
        f"在倡导转型升级的背景下加快{thing}刻不容缓有何行动" for thing in ("图书馆", "高铁站", "医联体", "动物园")
    ]
    first = [f"{text}在倡导转型升级的背景下加快办理{text[:6]}" for text in OTHERS[:8]]
    last = [f"{text}望加快办理刻不容缓有何行动{text[:6]}" for text in OTHERS[8:16]]
    texts = [*wishes, *first, *last, *OTHERS[16:]]
    assert likeness(Read(wishes[0]), Read(wishes[1]), known(*texts)) > ALIKE
    assert not [group for group in groups(texts) if len({0, 1, 2, 3} & set(group)) > 1]


def test_the_order_of_the_texts_changes_nothing() -> None:
    texts = [*OTHERS, *MIXER, *GATE]
    mixed = Random(3).sample(range(len(texts)), len(texts))
    found = {frozenset(group) for group in groups(texts)}
    again = {frozenset(mixed[place] for place in group) for group in groups([texts[place] for place in mixed])}
    assert frozenset(range(60, 64)) in found & again


def test_one_place_alone_does_not_make_two_things_one() -> None:
    rarity = known(*MIXER, *GATE, *OTHERS)
    same = likeness(Read(MIXER[0]), Read(MIXER[1]), rarity)
    place_only = likeness(Read(MIXER[0]), Read(GATE[0]), rarity)
    assert same > 0.12 > place_only


def test_likeness_is_the_same_both_ways_and_highest_for_the_same_text() -> None:
    rarity = known(*MIXER, *OTHERS)
    one, other = Read(MIXER[0]), Read(MIXER[1])
    assert likeness(one, other, rarity) == likeness(other, one, rarity)
    assert likeness(one, one, rarity) > likeness(one, other, rarity)


def test_what_both_say_is_told_in_whole_runs() -> None:
    rarity = known(*MIXER, *OTHERS)
    said = shared(Read(MIXER[0]), Read(MIXER[1]), rarity)
    assert "丽湖新城" in said
    assert "搅拌站" in said
    assert all(run in MIXER[0] and run in MIXER[1] for run in said)


def test_what_everybody_says_makes_nothing_alike() -> None:
    usual = ["请尽快处理"] * 100
    rarity = known(*usual, *OTHERS)
    assert likeness(Read("请尽快处理"), Read("请尽快处理"), rarity) == 0
    assert rare(Read("请尽快处理"), rarity, 5) == []


def test_no_texts_and_texts_without_letters_make_no_groups() -> None:
    assert groups([]) == []
    assert groups(["", "。。。", "!!!", "路面有坑"]) == []


def test_many_texts_are_told_as_they_are_read() -> None:
    heard: list[tuple[int, int]] = []
    groups(list(MIXER), lambda done, total: heard.append((done, total)))
    assert heard == [(1, 4), (2, 4), (3, 4), (4, 4)]


def test_a_single_sign_is_no_reason() -> None:
    one, other = Read("第 3 件：楼道灯坏了"), Read("楼道灯坏了，第 5 件")
    assert shared(one, other, known(*OTHERS)) == ("楼道灯坏了",)
