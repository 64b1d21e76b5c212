"""Where many units receive people is told by one list: as their page would take it, all of it or nothing."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from gongzhi.bodies.founding import appoint
from gongzhi.bodies.lists import Row
from gongzhi.bodies.models import Counter, HistoryLine, Person, Unit
from gongzhi.bodies.receiving import LIST, judge, keep_all
from gongzhi.bodies.roster import ROOT_CODE
from gongzhi.kernel import Refused
from tests.bodies.conftest import LONG_AGO, NOON

pytestmark = [pytest.mark.usefixtures("city"), pytest.mark.urls("tests.bodies.urls")]
HEAD = "单位编码,对外地址,对外电话,对外时间,经度,纬度"
GOOD = f"""{HEAD}
{ROOT_CODE},中央东路 1 号,0434-3260000,周一至周五 8:30–17:00,124.35,43.17
CG-220302,英雄大路 2 号,,,,
"""


@pytest.fixture
def keeper(db: None) -> Person:
    person = Person.objects.create_user("system", name="system")
    appoint(person, ROOT_CODE, "administrator", LONG_AGO)
    return person


def rows(text: str) -> list[Row]:
    return LIST.read(text.encode(), "counters.csv")


def test_a_whole_list_is_kept_and_what_was_there_is_changed_with_both_in_the_history(keeper: Person) -> None:
    Counter.objects.create(unit_id="CG-220302", public_address="旧址", telephone="12345")
    assert keep_all(rows(GOOD), keeper, NOON) == 2
    made, changed = Counter.objects.get(unit=ROOT_CODE), Counter.objects.get(unit="CG-220302")
    assert (made.telephone, made.hours, made.lon, made.lat) == ("0434-3260000", "周一至周五 8:30–17:00", 124.35, 43.17)
    assert (changed.public_address, changed.telephone) == ("英雄大路 2 号", "")
    lines = HistoryLine.objects.filter(page="bodies.counter", by=keeper.actor_id)
    assert {line.key: line.before for line in lines} == {
        ROOT_CODE: None,
        "CG-220302": {"public_address": "旧址", "telephone": "12345"},
    }
    assert keep_all(rows(GOOD), keeper, NOON) == 0
    assert lines.count() == 2


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ("NOBODY,一号,,,,", "单位编码："),
        (",一号,,,,", "单位编码："),
        ("CG-220302,再来一次,,,,", "与第 3 行重复"),
        ("HB-220302,一号,打给老王,,,", "对外电话："),
        ("HB-220302,一号,,,124.35,", "经度和纬度须一并填写"),
        ("HB-220302,一号,,,924.35,43.1", "经度："),
        ("HB-220302,一号\x07,,,,", "控制字符"),
    ],
)
def test_with_one_row_wrong_nothing_is_kept_and_the_row_says_why(keeper: Person, row: str, why: str) -> None:
    Unit.objects.create(code="HB-220302", name="环保分局", type="HB", level="county", valid_from=LONG_AGO)
    whole = rows(f"{GOOD}{row}\n")
    *good, last = judge(whole, keeper, NOON)
    assert not any(one.wrong for one in good)
    assert any(why in told for told in last.wrong), last.wrong
    with pytest.raises(Refused, match="list-not-clean"):
        keep_all(whole, keeper, NOON)
    assert not Counter.objects.exists()


def test_nobody_but_who_keeps_the_units_gives_such_a_list(keeper: Person) -> None:
    other = Person.objects.create_user("security", name="security")
    appoint(other, ROOT_CODE, "security_admin", LONG_AGO)
    with pytest.raises(Refused, match="no-right"):
        keep_all(rows(GOOD), other, NOON)
    browser = Client()
    browser.force_login(other)
    assert browser.get(reverse("admin:bodies_counter_listing")).status_code == 403


def test_what_was_looked_at_on_the_page_is_what_is_kept(keeper: Person) -> None:
    browser, page = Client(), reverse("admin:bodies_counter_listing")
    browser.force_login(keeper)
    assert page in browser.get(reverse("admin:bodies_counter_changelist")).content.decode()
    template = browser.get(reverse("admin:bodies_counter_template"), {"form": "xlsx"})
    with pytest.raises(Refused, match="list-empty"):
        LIST.read(template.content, "counters.xlsx")
    looked = browser.post(page, {"file": SimpleUploadedFile("counters.csv", GOOD.encode()), "check": "1"})
    assert "共 2 行，其中 0 行有误" in looked.content.decode()
    assert not Counter.objects.exists()
    kept = browser.post(page, {"rows": looked.context["rows"], "keep": "1"})
    assert kept.headers["Location"] == reverse("admin:bodies_counter_changelist")
    assert Counter.objects.count() == 2
