"""Somebody without account and without scripts reports: nothing typed is lost, and one form is one report."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from gongzhi.matters import queries, replay
from gongzhi.matters.models import MatterRow, TextRow
from gongzhi.vault.models import Attachment
from tests.portal.conftest import Page, Visitor
from tests.vault.pictures import picture

ROAD = "/report/06013"
SAID = {"address": "建民路 3 号门口", "text": "路面有个大坑", "answer-impact": "partial"}


def reported(visitor: Visitor, path: str = ROAD, **more: object) -> Page:
    """A report sent through the form; the receipt."""
    page = visitor.send(path, SAID | more)
    assert visitor.status == 200, page.words
    assert visitor.answer.redirect_chain == [("/follow/receipt", 302)], page.words
    return page


def test_a_report_gives_a_number_and_a_code_that_stand_in_no_address(visitor: Visitor) -> None:
    page = reported(visitor)
    row = MatterRow.objects.get()
    assert row.number in page.words
    assert (row.kind, row.stage, row.channel) == ("06013", "reported", "web")
    code = visitor.client.cookies["gongzhi_code"]
    assert queries.access_code(code.value).id == row.id
    assert (code["httponly"], code["path"], code["samesite"]) == (True, "/follow", "Lax")
    assert not any(code.value in link for link in page.links)
    assert list(replay.matters([row.id])) == []


def test_the_same_form_sent_twice_is_one_report_with_the_same_code(visitor: Visitor) -> None:
    form = visitor.get(ROAD)
    codes = []
    for _ in range(2):
        visitor.send(ROAD, SAID, form)
        codes.append(visitor.client.cookies.pop("gongzhi_code").value)
    assert MatterRow.objects.count() == 1
    assert codes[0] == codes[1] != ""


def test_without_a_place_everything_typed_is_still_there_and_the_fault_stands_at_its_field(visitor: Visitor) -> None:
    page = visitor.send(ROAD, SAID | {"address": "", "phone": "13900001111", "area": ""})
    assert visitor.status == 422
    assert "路面有个大坑" in page.html
    assert page.fields["phone"] == "13900001111"
    assert "#address" in page.links
    assert "address-error" in page.ids
    assert 'aria-invalid="true"' in page.html
    assert MatterRow.objects.count() == 0


def test_a_township_that_is_chosen_without_a_map_brings_the_report_to_its_centre(visitor: Visitor) -> None:
    reported(visitor, area="220302001")
    reported(visitor, area="220302001", address="")
    for row in MatterRow.objects.all():
        assert (row.placed, row.township, row.holder) == ("unplaced", "220302001", "220302001-ZZ")
        assert list(replay.matters([row.id])) == []
    assert [each.text for each in TextRow.objects.filter(ref="1.address")] == [SAID["address"]]


def test_where_there_is_a_point_the_township_that_was_chosen_is_a_word_of_the_address(visitor: Visitor) -> None:
    reported(visitor, area="220302001", lat="43.005", lon="124.005")
    assert MatterRow.objects.get().placed == "inside"
    assert TextRow.objects.get(ref="1.address").text == f"铁西区 仁兴街道 {SAID['address']}"


def test_a_township_that_is_gone_meanwhile_is_said_at_the_place(visitor: Visitor) -> None:
    page = visitor.send(ROAD, SAID | {"area": "220302001001001"})
    assert visitor.status == 422
    assert "address-error" in page.ids


@pytest.mark.parametrize(
    ("path", "typed", "where"),
    [
        ("/report/21001", {"answer-households": "很多"}, "answer-households"),
        ("/report/21001", {"answer-duration": "99999999"}, "answer-duration"),
        ("/report/06028", {"answer-occurred_at": "2099-01-01T10:00"}, "answer-occurred_at"),
        ("/report/06028", {"answer-noise_source": "planted"}, "answer-noise_source"),
        (ROAD, {"phone": "1" * 300}, "phone"),
        (ROAD, {"proxy": "1"}, "consent"),
        (ROAD, {"text": "字" * 5000}, "text"),
    ],
)
def test_what_does_not_fit_is_said_at_its_field(visitor: Visitor, path: str, typed: dict[str, str], where: str) -> None:
    base = {name: value for name, value in SAID.items() if not name.startswith("answer")}
    page = visitor.send(path, base | typed)
    assert visitor.status == 422
    assert f"#{where}" in page.links
    assert f"{where}-error" in page.ids


def test_a_photo_is_taken_without_scripts_and_loses_where_it_was_taken(visitor: Visitor) -> None:
    reported(visitor, photos=SimpleUploadedFile("a.jpg", picture(), "image/jpeg"))
    kept = Attachment.objects.get()
    assert (kept.matter_id, kept.media_type) == (MatterRow.objects.get().id, "image/jpeg")
    assert kept.digest != kept.declared


def test_a_photo_stays_while_something_else_is_mended(visitor: Visitor) -> None:
    taken = SimpleUploadedFile("a.jpg", picture(), "image/jpeg")
    page = visitor.send(ROAD, SAID | {"address": "", "photos": taken})
    assert visitor.status == 422
    assert len(page.fields["photo"]) == 64
    visitor.send(ROAD, SAID, page)
    assert Attachment.objects.count() == 1


def test_what_is_no_photo_is_refused_at_its_field(visitor: Visitor) -> None:
    page = visitor.send(ROAD, SAID | {"photos": SimpleUploadedFile("a.jpg", b"MZ" * 5000, "image/jpeg")})
    assert visitor.status == 422
    assert "photos-error" in page.ids
    assert MatterRow.objects.count() == 0


def test_a_photo_that_is_not_there_is_said_to_be_gone_and_the_rest_is_sent_on(visitor: Visitor) -> None:
    page = visitor.send(ROAD, SAID | {"photo": "a" * 64})
    assert visitor.status == 422
    assert "1 张照片没有保住" in page.words
    assert "photos-error" in page.ids
    again = visitor.send(ROAD, SAID | {"photo": "a" * 64, "lang": "en"}, page)
    assert "1 photos were not kept" in again.words
    visitor.send(ROAD, SAID, again)
    assert queries.files_of(MatterRow.objects.get().id) == []


def test_a_report_for_somebody_else_says_so_and_that_they_agreed(visitor: Visitor) -> None:
    reported(visitor, proxy="1", relation="grid_worker", consent="1")
    text = TextRow.objects.get(ref="1.text").text
    assert text.startswith("【代报】由网格员")
    assert "已获本人同意" in text


def test_what_is_known_near_by_is_shown_before_sending_and_i_too_is_a_report_of_ones_own(visitor: Visitor) -> None:
    first = reported(visitor, lat="43.005", lon="124.005", accuracy="20")
    number = MatterRow.objects.get().number
    assert number in first.words
    page = visitor.send(ROAD, SAID | {"lat": "43.0061", "lon": "124.005", "look": "1"})
    assert visitor.status == 200
    assert MatterRow.objects.count() == 1
    assert f'value="{number}"' in page.html
    visitor.send(ROAD, SAID | {"lat": "43.0061", "lon": "124.005", "same": number}, page)
    assert MatterRow.objects.count() == 2
    assert number in TextRow.objects.filter(ref="1.text").exclude(text__startswith="路").get().text


def test_nothing_between_people_or_with_a_reporter_is_told_near_by(visitor: Visitor) -> None:
    for kind in ("06028", "23001", "26002"):
        visitor.send(f"/report/{kind}", {"address": "同一处", "text": "话", "lat": "43.005", "lon": "124.005"})
    assert MatterRow.objects.count() == 3
    page = visitor.send(ROAD, SAID | {"lat": "43.005", "lon": "124.005", "look": "1"})
    assert 'name="same"' not in page.html
    private = MatterRow.objects.get(kind="23001").number
    reported(visitor, same=private)
    assert not TextRow.objects.filter(text__contains=private).exists()


def test_a_kind_is_found_by_a_word_or_not_named_at_all(visitor: Visitor) -> None:
    assert "/report/01037" in visitor.get("/report?q=路灯").links
    assert "/report/unsorted" in visitor.get("/report").links
    reported(visitor, "/report/unsorted")
    assert MatterRow.objects.get().kind == "unsorted"
    visitor.get("/report/99999")
    assert visitor.status == 404


def test_a_form_without_the_pages_token_writes_nothing(visitor: Visitor) -> None:
    assert Client(enforce_csrf_checks=True).post(ROAD, SAID).status_code == 403
    assert MatterRow.objects.count() == 0
