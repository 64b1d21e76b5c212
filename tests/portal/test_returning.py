"""Whatever is in the way of a form, it comes back with everything typed, says what it is, and does not write."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from pytest_django import Settings

from gongzhi.matters.models import MatterRow
from gongzhi.places import locating
from gongzhi.site import limits
from gongzhi.site.limits import Buckets
from gongzhi.site.problems import TOO_LARGE, TURNED_AWAY
from gongzhi.vault.models import Upload
from tests.journey.telling import closed
from tests.portal.conftest import Page, Visitor, Wire
from tests.portal.test_following import act, events, follow
from tests.vault.pictures import picture

ROAD = "/report/06013"
SAID = {"address": "建民路 3 号", "text": "路面有个大坑", "answer-impact": "partial", "phone": "13900001111"}


def is_whole(page: Page) -> bool:
    """Whether all of it is in the form again."""
    impact = re.search(r'name="answer-impact" value="partial" checked', page.html)
    kept = all(page.fields[name] == SAID[name] for name in ("address", "phone"))
    return kept and SAID["text"] in page.html and impact is not None


def photo() -> SimpleUploadedFile:
    return SimpleUploadedFile("a.jpg", picture(), "image/jpeg")


@pytest.mark.parametrize(("chosen", "seen"), [("lang", 'lang="en"'), ("type", 'data-type="large"'), ("reading", "on")])
def test_language_and_letters_are_changed_in_the_middle_of_a_form(visitor: Visitor, chosen: str, seen: str) -> None:
    value = {"lang": "en", "type": "large", "reading": "on"}[chosen]
    first = visitor.get(ROAD)
    page = visitor.send(ROAD, SAID | {chosen: value, "photos": photo()}, first)
    assert (visitor.status, is_whole(page)) == (200, True)
    assert seen in page.html
    assert page.fields["id"] == first.fields["id"]
    assert (len(page.fields["photo"]), MatterRow.objects.count()) == (64, 0)
    assert seen in visitor.get("/").html
    if chosen == "lang":
        assert visitor.answer["Content-Language"] == "en"
        assert "You" in page.words


def test_a_token_that_is_no_longer_good_costs_nothing_typed(visitor: Visitor) -> None:
    first = visitor.get(ROAD)
    visitor.client.cookies.pop("csrftoken")
    page = visitor.send(ROAD, SAID | {"photos": photo()}, first)
    assert (visitor.status, is_whole(page)) == (403, True)
    assert "页面放得太久" in page.words
    assert (MatterRow.objects.count(), Upload.objects.count()) == (0, 0)
    visitor.send(ROAD, SAID, page)
    assert MatterRow.objects.count() == 1


def test_photos_that_are_too_large_together_cost_nothing_typed(visitor: Visitor) -> None:
    first = visitor.get(ROAD)
    body = encode_multipart(BOUNDARY, first.fields | SAID | {"photos": photo()})[:-600]  # as the front door cut it
    turned = {TURNED_AWAY: TOO_LARGE}
    answer = visitor.client.generic("POST", ROAD, body, MULTIPART_CONTENT, **turned)  # type: ignore[arg-type]
    page = Page(answer.content.decode())
    assert (answer.status_code, is_whole(page)) == (413, True)
    assert "请少选几张照片" in page.words
    assert (MatterRow.objects.count(), Upload.objects.count()) == (0, 0)
    visitor.send(ROAD, SAID, page)
    assert MatterRow.objects.count() == 1
    bare = visitor.client.generic("POST", "/view", b"", MULTIPART_CONTENT, **turned)  # type: ignore[arg-type]
    assert (bare.status_code, "请减小以后再试" in bare.content.decode()) == (413, True)


def test_photos_stand_behind_everything_typed_so_that_only_they_are_cut_off(visitor: Visitor) -> None:
    names = re.findall(r'<(?:input|select|textarea)[^>]* name="([^"]+)"', visitor.get("/report/06028").html)
    assert names[-1] == "photos"


def test_whoever_sends_too_often_waits_and_loses_nothing(
    visitor: Visitor, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "buckets", Buckets())
    monkeypatch.setattr(limits, "AGAIN", 1)
    settings.GONGZHI_LIMIT_ADDRESS = 1
    first = visitor.get(ROAD)
    page = visitor.send(ROAD, SAID, first)
    assert (visitor.status, is_whole(page), MatterRow.objects.count()) == (429, True, 0)
    assert int(visitor.answer["Retry-After"]) > 0
    assert f"请等 {visitor.answer['Retry-After']} 秒" in page.words
    bare = visitor.send(ROAD, SAID, page)
    assert (visitor.status, "address" in bare.fields) == (429, False)


def test_a_photo_that_is_none_and_one_too_many_cost_no_other(visitor: Visitor) -> None:
    shots = [SimpleUploadedFile("x.jpg", b"MZ" * 500, "image/jpeg")] + [
        SimpleUploadedFile(f"{place}.png", picture("PNG", size=(20 + place, 20)), "image/png") for place in range(11)
    ]
    page = visitor.send(ROAD, SAID | {"photos": shots})
    assert (visitor.status, is_whole(page)) == (422, True)
    assert page.html.count('name="photo"') == 10
    assert "最多 10 张" in page.words


def test_what_is_written_for_several_acts_stays_when_one_is_sent_or_the_language_changed(
    visitor: Visitor, wire: Wire
) -> None:
    made = closed(wire)
    page = follow(visitor, made)
    typed = {"reopen-remark": "又塌了", "rate-solved": "no", "comment-remark": "更大了"}
    for path, more in (("/follow/rate", {}), ("/follow/again", {"lang": "en"})):
        back = visitor.send(path, typed | more, page)
        assert "又塌了" in back.html
        assert re.search(r'name="rate-solved" value="no" checked', back.html)
    assert 'lang="en"' in back.html
    assert not {"Rated", "Reopened", "Commented"} & set(events(made))


def test_a_code_that_ran_out_is_asked_for_again_and_what_was_written_is_still_there(
    visitor: Visitor, wire: Wire
) -> None:
    made = closed(wire)
    page = follow(visitor, made)
    visitor.client.cookies.pop("gongzhi_code")
    asked = act(visitor, page, "reopen", remark="又塌了")
    assert (visitor.status, "请再输一次" in asked.words) == (403, True)
    back = visitor.send("/follow", {"code": made["query_code"]}, asked)
    assert "又塌了" in back.html
    act(visitor, back, "reopen", remark="又塌了")
    assert events(made)[-1] == "Reopened"


def test_an_act_with_a_token_no_longer_good_is_not_done_and_keeps_its_words(visitor: Visitor, wire: Wire) -> None:
    made = closed(wire)
    page = follow(visitor, made)
    visitor.client.cookies.pop("csrftoken")
    back = act(visitor, page, "reopen", remark="又塌了")
    assert (visitor.status, "又塌了" in back.html, "页面放得太久" in back.words) == (403, True, True)
    assert "Reopened" not in events(made)


def test_a_code_typed_stays_where_the_language_is_changed(visitor: Visitor) -> None:
    page = visitor.send("/follow", {"code": "ABCD-1234", "lang": "en"}, visitor.get("/follow"))
    assert (visitor.status, page.fields["code"]) == (200, "ABCD-1234")
    assert 'lang="en"' in page.html


@pytest.mark.parametrize(("lang", "word"), [("zh-CN", "回到首页"), ("en", "To the first page")])
def test_an_address_that_leads_nowhere_is_answered_in_words(visitor: Visitor, lang: str, word: str) -> None:
    own = Visitor(visitor.city, lang)
    page = own.get("/reports/of-everything")
    assert (own.status, word in page.words, "tel:12345" in page.links) == (404, True, True)


def test_a_fault_of_the_house_is_a_page_that_needs_no_database(
    visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> object:
        raise OperationalError

    monkeypatch.setattr(locating, "whole", broken)
    visitor.client.raise_request_exception = False
    page = visitor.get("/")
    assert (visitor.status, "回到首页" in page.words) == (500, True)
