"""Everybody sees what is asked of the grass roots, by whom, on which ground, until when, and why once more."""

import re
from datetime import timedelta

import pytest

from tests.asks.conftest import ask
from tests.portal.conftest import Visitor, Wire, city, keys, visitor, wire

__all__ = ["city", "keys", "visitor", "wire"]


def test_what_is_in_force_is_open_to_everybody_with_its_ground_and_its_reason(visitor: Visitor, wire: Wire) -> None:
    ask(wire)
    wire.city.now += timedelta(minutes=1)
    ask(wire, "handler", title="小区设施底数", items=["路灯数"], area="220302001", once_more="须含私有路灯")
    page = visitor.get("/asks")
    for word in (
        "城管执法局",
        "住建局",
        "路灯盏数",
        "《城市照明管理规定》第十八条",
        "2026 年 12 月 31 日",
        "村（社区）",
        "铁西区",
    ):
        assert word in page.words
    assert page.words.index("小区设施底数") < page.words.index("路灯设施年报"), "the newest first"
    assert "helper" not in page.html


def test_a_reason_stands_beside_what_was_there_already(visitor: Visitor, wire: Wire) -> None:
    ask(wire, items=["暴露垃圾点位数"], once_more="需要平台以前的数据")
    ask(wire, "handler", title="二次", items=["暴露垃圾点位"], once_more="口径不同")
    words = visitor.get("/asks").words
    assert "需要平台以前的数据" in words
    assert "暴露垃圾点位数（平台已有：暴露垃圾（06010））" in words
    assert "暴露垃圾点位数（城管执法局“路灯设施年报”已在要）" in words


def test_what_was_not_admitted_is_asked_of_nobody(visitor: Visitor, wire: Wire) -> None:
    ask(wire, admitted=False, title="尚未准入的表")
    refused = ask(wire, admitted=False, title="没有准入的表", items=["公厕座数"])
    assert wire.post(f"/asks/{refused['id']}/refuse", {"remark": "不必"}, "leader").status == 200
    for path in ("/asks", "/asks?standing=lapsed", "/asks?standing=waiting", "/asks?standing=refused"):
        page = visitor.get(path)
        assert "准入的表" not in page.words
        assert "没有登记" in page.words


def test_what_has_lapsed_moves_to_what_is_over_and_says_so(visitor: Visitor, wire: Wire) -> None:
    ask(wire, until="2026-03-02")
    visitor.city.now += timedelta(days=1)
    assert "路灯设施年报" not in visitor.get("/asks").words
    over = visitor.get("/asks?standing=lapsed").words
    assert "路灯设施年报" in over
    assert "已过期，不用填" in over


def test_a_place_sees_what_is_asked_of_it(visitor: Visitor, wire: Wire) -> None:
    ask(wire, title="全区的表")
    ask(wire, title="一条街的表", items=["公厕座数"], area="220302001")
    assert "一条街的表" not in visitor.get("/asks?area=220302").words
    street = visitor.get("/asks?area=220302001").words
    assert "全区的表" in street
    assert "一条街的表" in street


def test_more_than_a_page_is_turned(visitor: Visitor, wire: Wire) -> None:
    for place in range(51):
        ask(wire, title=f"第{place}张表", items=[f"物件{place}号"])
    first = visitor.get("/asks?area=220302")
    second = visitor.get(next(link for link in first.links if "after=" in link))
    found = [re.findall(r"第\d+张表", page.words) for page in (first, second)]
    assert [len(titles) for titles in found] == [50, 1]
    assert len({*found[0], *found[1]}) == 51


def test_it_is_said_in_english(city: None, wire: Wire) -> None:
    ask(wire, items=["暴露垃圾点位数"], once_more="需要平台以前的数据")
    page = Visitor(wire.city, lang="en").get("/asks")
    assert "What is asked of the grass roots" in page.words
    assert "in the record of matters" in page.words


@pytest.mark.parametrize("asked", ["area=999999", "area=%00", "standing=x", "after=x", "after=%00"])
def test_odd_questions_are_answered_like_none(visitor: Visitor, asked: str) -> None:
    visitor.get(f"/asks?{asked}")
    assert visitor.status == 200


def test_it_is_found_from_the_foot_of_every_page(visitor: Visitor) -> None:
    assert "/asks" in visitor.get("/").links
