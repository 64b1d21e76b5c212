"""What is collected is seen again under whatever name, and whatever is asked ends within a year."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongzhi.asks.rule import (
    Asked,
    Decision,
    Overlap,
    Standing,
    Why,
    about_persons,
    item_key,
    last_day,
    overlaps,
    recorded_as,
    standing,
    touching,
)

TODAY = date(2026, 3, 2)
CITY, COUNTY, STREET = ("220300",), ("220300", "220302"), ("220300", "220302", "220302001")
OTHER = ("220300", "220399")
DAYS = st.dates(date(1970, 1, 1), date(2199, 12, 31))
AREAS = st.sampled_from([CITY, COUNTY, STREET, OTHER])
ENTRIES = st.builds(
    Asked,
    id=st.sampled_from(["a", "b", "c"]),
    unit=st.sampled_from(["CG", "ZJ"]),
    items=st.frozensets(st.sampled_from(["路灯", "井盖", "公厕"]), min_size=1),
    area=AREAS,
    until=st.dates(TODAY - timedelta(days=3), TODAY + timedelta(days=3)),
    decision=st.sampled_from(Decision),
)


def entry(**other: object) -> Asked:
    given = {
        "id": "old",
        "unit": "CG",
        "items": ("路灯",),
        "area": COUNTY,
        "until": TODAY,
        "decision": Decision.ADMITTED,
    }
    return Asked(**given | other)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "name",
    [
        "路灯",
        "路灯数",
        "路灯数量",
        " 路灯 数量 ",
        "路灯（数量）",
        "路灯情况统计表",
        "本月路灯数",
        "路灯台账",
        "「路灯」汇总",
    ],
)
def test_an_item_is_known_again_however_it_is_counted_or_listed(name: str) -> None:
    assert item_key(name) == "路灯"


@pytest.mark.parametrize(("one", "other"), [("路灯", "路灯杆"), ("井盖", "路灯"), ("水表", "水")])
def test_different_items_stay_different(one: str, other: str) -> None:
    assert item_key(one) != item_key(other)


@given(st.text(max_size=30))
def test_the_key_of_a_key_is_itself(name: str) -> None:
    assert item_key(item_key(name)) == item_key(name)


@given(
    st.text(alphabet="路灯井盖公厕ABCabcＡ１2", min_size=2, max_size=12), st.sampled_from([" ", "、", "-", "（", "　"])
)
def test_case_width_and_signs_make_no_other_item(name: str, sign: str) -> None:
    assert item_key(sign.join(name.upper())) == item_key(name.lower())


@given(DAYS)
def test_an_entry_stands_a_year_at_most_and_never_less_than_the_whole_year(entered: date) -> None:
    assert timedelta(days=364) <= last_day(entered) - entered <= timedelta(days=366)
    assert last_day(entered).year == entered.year + 1


def test_what_is_entered_on_the_29th_of_february_ends_on_the_28th() -> None:
    assert last_day(date(2028, 2, 29)) == date(2029, 2, 28)


@given(st.sampled_from(Decision), DAYS, DAYS)
def test_nothing_is_to_be_answered_unless_it_was_admitted_and_its_day_has_not_passed(
    decision: Decision, until: date, today: date
) -> None:
    found = standing(decision, until, today)
    assert (found is Standing.VALID) == (decision is Decision.ADMITTED and today <= until)
    assert (found is Standing.LAPSED) == (decision is not Decision.REFUSED and today > until)
    assert (found is Standing.REFUSED) == (decision is Decision.REFUSED)


@given(DAYS, DAYS, st.sampled_from(Decision))
def test_what_has_lapsed_never_comes_back_by_itself(until: date, today: date, decision: Decision) -> None:
    if standing(decision, until, today) is Standing.LAPSED and today < date.max:
        assert standing(decision, until, today + timedelta(days=1)) is Standing.LAPSED


@given(AREAS, AREAS)
def test_areas_touch_both_ways_where_one_lies_in_the_other(one: tuple[str, ...], other: tuple[str, ...]) -> None:
    assert touching(one, other) == touching(other, one)
    assert touching(one, one)
    assert not touching(STREET, OTHER)


@given(ENTRIES, st.lists(ENTRIES, max_size=6))
def test_an_overlap_is_an_item_of_both_in_one_place_that_is_collected_today_or_was_by_the_same_unit(
    wanted: Asked, others: list[Asked]
) -> None:
    found = overlaps(wanted, others, {}, TODAY)
    expected = {
        (item, other.id, other.unit == wanted.unit)
        for other in others
        for item in set(wanted.items) & set(other.items)
        if other.id != wanted.id
        and other.decision is Decision.ADMITTED
        and (set(wanted.area) <= set(other.area) or set(other.area) <= set(wanted.area))
        and (other.until >= TODAY or other.unit == wanted.unit)
    }
    assert {(one.item, one.of, one.why is Why.RENEWED) for one in found} == expected


def test_the_units_own_lapsed_entry_is_a_renewal_and_another_units_is_nothing() -> None:
    yesterday = TODAY - timedelta(days=1)
    wanted = entry(id="new", decision=Decision.NONE)
    lapsed = entry(until=yesterday)
    assert overlaps(wanted, [lapsed], {}, TODAY) == (Overlap(item="路灯", why=Why.RENEWED, of="old"),)
    assert overlaps(wanted, [entry(unit="ZJ", until=yesterday)], {}, TODAY) == ()


def test_what_the_record_holds_is_found_by_its_name_and_within_a_longer_one() -> None:
    record = {"暴露垃圾": "06010", "垃圾": "0", "停电": "21003", "trafficsignal": "02014"}
    assert recorded_as("暴露垃圾", record) == "06010"
    assert recorded_as("辖区暴露垃圾点位", record) == "06010"
    assert recorded_as("停电", record) == "21003"
    assert recorded_as("停电预案", record) == ""
    assert recorded_as("trafficsignals", record) == "02014"
    wanted = entry(items=("暴露垃圾",))
    assert overlaps(wanted, [], record, TODAY) == (Overlap(item="暴露垃圾", why=Why.RECORDED, of="06010"),)


@pytest.mark.parametrize(
    "text",
    ["独居老人名单", "户主姓名", "住户 手机号", "身份证号", "重点人员情况", "Names of tenants", "ID card number"],
)
def test_what_asks_for_persons_is_seen(text: str) -> None:
    assert about_persons(text)


@pytest.mark.parametrize("text", ["路灯盏数", "六十岁以上人数", "物业公司名称", "surface of roads", "Telephone boxes"])
def test_what_asks_for_things_and_counts_is_let_be(text: str) -> None:
    assert about_persons(text) == ""
