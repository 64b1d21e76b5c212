"""An open matter that may be the same thing is shown, with reasons, to whoever may see it."""

from typing import Any

import pytest

from gongzhi.kernel import Crs, GeoPoint
from gongzhi.matters.loop.noting import Reclassify
from gongzhi.matters.loop.state import Plain
from gongzhi.suggestions import asking, same
from tests.cast import HERE, THERE, City, city, keys

__all__ = ["city", "keys"]
HOLE = "英雄大街7号门前路面有一个大坑，电动车摔倒"
AGAIN = "英雄大街上路面大坑没人管，晚上看不见"
NEXT_DOOR = GeoPoint(lon=HERE.lon + 0.001, lat=HERE.lat, crs=Crs.WGS84)
"""About 80 metres away."""


def found(city: City, receipt: Any, by: str = "clerk") -> list[str]:
    return [each.matter.number for each in same.same_as(asking.about(receipt.id, city.actor(by)), city.actor(by))]


def report(city: City, text: str, **said: Any) -> Any:
    said.setdefault("point", HERE)
    return city.report("worker", text=Plain(text), **said)


def test_the_same_thing_near_by_is_found_with_its_reasons(city: City) -> None:
    first = report(city, HOLE)
    second = report(city, AGAIN, point=NEXT_DOOR, kind="unsorted")
    (seen,) = same.same_as(asking.about(second.id, city.actor("clerk")), city.actor("clerk"))
    assert seen.matter.number == first.number
    assert seen.matter.metres == pytest.approx(81, abs=2)
    assert seen.hours == 0.0
    assert "英雄大街" in seen.runs
    assert found(city, first) == [second.number]


def test_other_things_at_the_same_place_are_not_shown(city: City) -> None:
    report(city, HOLE)
    assert found(city, report(city, "三楼住户半夜打麻将声音太吵", kind="unsorted")) == []


def test_what_lies_farther_is_not_the_same_whatever_it_says(city: City) -> None:
    report(city, HOLE, point=THERE)
    assert found(city, report(city, HOLE)) == []


def test_what_was_long_ago_is_not_shown_and_how_long_is_a_setting(city: City, settings: Any) -> None:
    first = report(city, HOLE)
    city.now = city.now.replace(day=city.now.day + 4)
    second = report(city, HOLE)
    assert found(city, second) == []
    settings.GONGZHI_NEAR_HOURS = 100
    assert found(city, second) == [first.number]


def test_without_a_place_words_alone_must_be_alike(city: City) -> None:
    first = report(city, HOLE)
    for place in range(5):
        report(city, f"第{place}栋电梯停运，老人上下楼不方便", kind="unsorted", point=THERE)
    typed = asking.typed(HOLE, None, city.actor("clerk"), city.now)
    assert [each.matter.number for each in same.same_as(typed, city.actor("clerk"))] == [first.number]
    other = asking.typed("英雄大街有人占道摆摊", None, city.actor("clerk"), city.now)
    assert same.same_as(other, city.actor("clerk")) == []


def test_what_is_over_is_not_shown(city: City) -> None:
    report(city, HOLE, kind="06010", self_handled=Plain("已清理"))
    assert found(city, report(city, HOLE)) == []


def test_nobody_learns_of_a_matter_that_they_may_not_see(city: City) -> None:
    first, second = report(city, HOLE), report(city, AGAIN)
    assert found(city, second) == [first.number]
    city.do(Reclassify(kind="23001"), "clerk", first.id, seen=first.version)
    assert found(city, second) == []


def test_words_between_people_are_compared_with_nothing(city: City) -> None:
    report(city, HOLE)
    second = report(city, AGAIN)
    city.do(Reclassify(kind="23001"), "clerk", second.id, seen=second.version)
    asked = asking.about(second.id, city.actor("worker"))
    assert asked.sealed
    assert asked.text == ""
    assert same.same_as(asked, city.actor("worker")) == []
