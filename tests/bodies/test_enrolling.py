"""Many units are opened by one list, as their page would open them, all or none, and give nobody a right."""

from collections.abc import Iterator
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from gongzhi.bodies import appointing, hours
from gongzhi.bodies.enrolling import LIST, judge, open_all
from gongzhi.bodies.founding import appoint
from gongzhi.bodies.lists import Row
from gongzhi.bodies.models import Appointment, HistoryLine, Person, Post, Unit, UnitDuty
from gongzhi.bodies.roster import ROOT_CODE
from gongzhi.kernel import Refused
from gongzhi.places.models import Area
from gongzhi.places.standing import changed
from tests.bodies.conftest import COUNTY, LONG_AGO, NOON

pytestmark = [pytest.mark.usefixtures("city", "drawn"), pytest.mark.urls("tests.bodies.urls")]
HEAD = "编码,名称,类型,层级,管辖区域编码,综治中心,工作历,职责"
GOOD = f"""{HEAD}
HB-220302,环保分局,HB,县,{COUNTY},,service-window,"environment、litter"
ZZ-NEW,新区综治中心,ZZ,县（市、区）,{COUNTY},是,,
HB-2203,市环保局,HB,市,,否,,
"""


@pytest.fixture
def drawn(db: None) -> Iterator[None]:
    """The county is drawn, and the catalogue has a calendar for service windows."""
    Area.objects.create(code=COUNTY, name="铁西区", level="county", valid_from=LONG_AGO)
    changed()
    before = hours.offer(lambda: [("service-window", "办事窗口")])
    yield
    hours.offer(before)


@pytest.fixture
def keeper() -> Person:
    person = Person.objects.create_user("system", name="system")
    appoint(person, ROOT_CODE, "administrator", LONG_AGO)
    return person


def rows(text: str) -> list[Row]:
    return LIST.read(text.encode(), "units.csv")


def test_a_whole_list_is_opened_with_duties_and_history_and_seats_nobody(keeper: Person) -> None:
    seats, posts = Appointment.objects.count(), Post.objects.count()
    assert open_all(rows(GOOD), keeper, NOON) == 3
    made = Unit.objects.get(code="HB-220302")
    assert (made.level, made.area, made.is_centre, made.calendar) == ("county", COUNTY, False, "service-window")
    assert (made.valid_from, Unit.objects.get(code="ZZ-NEW").is_centre) == (NOON, True)
    assert list(UnitDuty.objects.filter(unit=made).values_list("duty", flat=True)) == ["environment", "litter"]
    lines = HistoryLine.objects.filter(by=keeper.actor_id)
    assert sorted(lines.values_list("page", flat=True)) == ["bodies.unit"] * 3 + ["bodies.unitduty"] * 2
    assert (Appointment.objects.count(), Post.objects.count()) == (seats, posts)


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ("CG-220302,城管,CG,县,,,,", "编码："),
        (",无编码,CG,县,,,,", "编码："),
        ("A-1,甲,CG,省,,,,", "层级："),
        ("A-1,甲,CG,县,nowhere,,,", "没有编码为 nowhere 的区域"),
        ("A-1,甲,CG,县,,,moon,", "工作历："),
        ("HB-2203,再来一次,HB,市,,,,", "与第 4 行重复"),
        (f"A-1,甲,CG,县,,,,{'x' * 65}", "职责："),
        ("A-1,甲\x07,CG,县,,,,", "控制字符"),
    ],
)
def test_with_one_row_wrong_nothing_is_opened_and_the_row_says_why(keeper: Person, row: str, why: str) -> None:
    before = Unit.objects.count()
    whole = rows(f"{GOOD}{row}\n")
    *good, last = judge(whole, keeper, NOON)
    assert not any(one.wrong for one in good)
    assert any(why in told for told in last.wrong)
    with pytest.raises(Refused, match="list-not-clean"):
        open_all(whole, keeper, NOON)
    assert Unit.objects.count() == before


def test_nobody_but_who_keeps_the_units_opens_any(keeper: Person) -> None:
    other = Person.objects.create_user("security", name="security")
    appoint(other, ROOT_CODE, "security_admin", LONG_AGO)
    with pytest.raises(Refused, match="no-right"):
        open_all(rows(GOOD), other, NOON)
    browser = Client()
    browser.force_login(other)
    assert browser.get(reverse("admin:bodies_unit_listing")).status_code == 403


def test_what_was_looked_at_on_the_page_is_what_is_opened(keeper: Person) -> None:
    browser, page = Client(), reverse("admin:bodies_unit_listing")
    browser.force_login(keeper)
    assert page in browser.get(reverse("admin:bodies_unit_changelist")).content.decode()
    assert "编码,名称" in browser.get(reverse("admin:bodies_unit_template")).content.decode()
    looked = browser.post(page, {"file": SimpleUploadedFile("units.csv", GOOD.encode()), "check": "1"})
    assert "共 3 行，其中 0 行有误" in looked.content.decode()
    assert not Unit.objects.filter(code="HB-220302").exists()
    opened = browser.post(page, {"rows": looked.context["rows"], "keep": "1"})
    assert opened.headers["Location"] == reverse("admin:bodies_unit_changelist")
    assert Unit.objects.filter(code__in=["HB-220302", "ZZ-NEW", "HB-2203"]).count() == 3


def test_the_empty_list_as_a_workbook_is_one_that_is_read_and_keeps_long_codes(keeper: Person) -> None:
    browser = Client()
    browser.force_login(keeper)
    for page, shape in (("bodies_unit_template", LIST), ("bodies_rightschange_template", appointing.LIST)):
        answer = browser.get(reverse(f"admin:{page}"), {"form": "xlsx"})
        assert answer.headers["Content-Disposition"].endswith('.xlsx"')
        with pytest.raises(Refused, match="list-empty"):
            shape.read(answer.content, "units.xlsx")
        with ZipFile(BytesIO(answer.content)) as book:
            assert b'numFmtId="49"' in book.read("xl/styles.xml")
            assert f'max="{len(shape.columns)}"'.encode() in book.read("xl/worksheets/sheet1.xml")
