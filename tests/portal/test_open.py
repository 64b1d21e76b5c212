"""Anybody sees what was reported about places near by, roughly where and how far; and what belongs where."""

import re

import pytest

from gongzhi.matters.loop.state import Plain
from gongzhi.matters.models import MatterRow
from tests.cast import CONTACT, THERE
from tests.portal.conftest import Visitor

SECRETS = ("施工", "邻居", "有坑", "王小明", "1390", "建民路")
EVERY = ["/", "/report", "/report/06028", "/report/23002", "/report/unsorted", "/follow", "/open", "/guide"]


def test_matters_about_places_are_listed_and_nothing_else(visitor: Visitor) -> None:
    city = visitor.city
    made = city.report(text=Plain("路面有坑"), contact=CONTACT, address=Plain("建民路 3 号"))
    city.report(kind="06028", text=Plain("夜里施工"))
    city.report(kind="23001", text=Plain("邻居占了过道"))
    city.report(kind="26002", text=Plain("求助"))
    page = visitor.get("/open")
    assert made.number in page.words
    hidden = MatterRow.objects.exclude(privacy="P0").values_list("number", flat=True)
    assert len(hidden) == 3
    assert not any(secret in page.html for secret in (*SECRETS, *hidden))


def test_the_list_is_narrowed_by_place_and_subject_and_turned_page_by_page(visitor: Visitor) -> None:
    city = visitor.city
    lamp = city.report(kind="01037", point=THERE)
    for _ in range(31):
        city.report()
    assert lamp.number not in visitor.get("/open").words
    assert lamp.number in visitor.get("/open?klass=01").words
    second = visitor.get("/open?area=220302001&page=2")
    assert lamp.number in second.words
    assert "/open?area=220302001&page=1" in second.links


@pytest.mark.parametrize(
    "asked", ["area=999999", "area=%00", "klass=zz", "page=0", "page=-1", "page=99999999999", "page=²"]
)
def test_odd_questions_are_answered_like_none(visitor: Visitor, asked: str) -> None:
    visitor.get(f"/open?{asked}")
    assert visitor.status == 200


def test_figures_below_five_are_left_out(visitor: Visitor) -> None:
    visitor.city.report()
    assert "figures-row" not in visitor.get("/open").html


def test_near_by_is_told_from_the_rounded_place(visitor: Visitor) -> None:
    made = visitor.city.report()
    found = visitor.client.get("/api/open/near?lat=43.00549&lon=124.005&kind=06013").json()
    assert [(one["number"], one["lat"], one["metres"]) for one in found] == [(made.number, 43.005, 54)]
    for lat in ("43.0082", "43.01"):
        assert visitor.client.get(f"/api/open/near?lat={lat}&lon=124.005").json() == []
    assert visitor.client.get("/api/open/near?lat=nan&lon=124").status_code == 422


def test_the_guide_says_whose_duty_it_is_and_how_long_it_may_take(visitor: Visitor) -> None:
    page = visitor.get("/guide")
    assert "/report/21001" in page.links
    for said in ("供热温度不达标", "联系 4 小时内", "整改 35 个工作小时内", "持续多久了"):
        assert said in page.words


def test_in_a_township_the_guide_names_the_units_and_the_centres_that_are_there(visitor: Visitor) -> None:
    page = visitor.get("/guide?area=220302001")
    assert {"住建局", "城管执法局"} <= set(re.findall(r"<span>负责： ([^<]*)</span>", page.html))
    centres = re.findall(r"<li><b>([^<]*综治中心)</b>", page.html)
    assert centres == ["township综治中心", "county综治中心", "四平市综治中心"]
    for odd in ("", "220302", "999", "%00"):
        elsewhere = visitor.get(f"/guide?area={odd}")
        assert (visitor.status, "综治中心</b>" in elsewhere.html, "住建局" in elsewhere.words) == (200, False, False)


@pytest.mark.parametrize("lang", ["zh-CN", "en"])
@pytest.mark.parametrize("path", EVERY)
def test_every_page_speaks_both_languages_whole(visitor: Visitor, path: str, lang: str) -> None:
    own = Visitor(visitor.city, lang)
    page = own.get(path)
    assert own.status == 200
    assert f'lang="{lang}"' in page.html
    assert "portal." not in page.words.replace("portal.css", "")
    assert len(page.ids) == len(set(page.ids))
    chinese = [word for word in ("查进度", "我要报事", "照片", "编号") if word in page.words]
    assert bool(chinese) == (lang == "zh-CN"), chinese
