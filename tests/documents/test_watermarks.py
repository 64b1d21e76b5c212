"""What is taken out and what is shown bears the account and the time; what was issued stays as it was issued."""

import hashlib
import io
from datetime import timedelta

import pytest
from django.test import Client
from docx import Document

from gongzhi.audit.models import Event
from gongzhi.kernel import PUBLIC, SYSTEM
from gongzhi.matters.watermarks import watermark
from tests.documents.conftest import close
from tests.documents.test_issuing import file, issued, road
from tests.http.conftest import Wire

__all__ = ["road"]
pytestmark = pytest.mark.django_db


def feet(data: bytes) -> list[str]:
    """What stands at the foot of each kind of page."""
    section = Document(io.BytesIO(data)).sections[0]
    footers = (section.footer, section.even_page_footer, section.first_page_footer)
    return ["".join(close(each.text) for each in footer.paragraphs) for footer in footers]


def test_a_copy_to_work_on_says_at_every_foot_who_took_it_out_and_when(wire: Wire, road: str) -> None:
    document = issued(wire, road, "dispatch-sheet", "colleague", requirement="先行围挡")
    wire.city.now += timedelta(minutes=7)
    mark = close(watermark(wire.city.actor("clerk"), wire.city.now))
    assert mark.startswith("clerk2026")
    assert all(mark in foot for foot in feet(file(wire, document, "docx").raw))
    told = Event.objects.filter(name="document.taken").latest("id")
    assert (told.actor, told.subject) == (wire.city.people["clerk"].actor_id, road)


def test_what_was_issued_is_given_out_to_the_byte(wire: Wire, road: str) -> None:
    document = issued(wire, road, "dispatch-sheet", "colleague", requirement="先行围挡")
    assert hashlib.sha256(file(wire, document).raw).hexdigest() == document["digest"]


def test_whoever_asks_who_they_are_is_told_the_mark_for_their_screens(wire: Wire) -> None:
    answer = wire.get("/me", "clerk").json
    assert answer["account"] == "clerk"
    assert answer["watermark"] == watermark(wire.city.actor("clerk"), wire.city.now)


def test_the_live_page_bears_the_mark_of_whoever_is_signed_in_and_none_for_a_stranger(wire: Wire) -> None:
    browser = Client()
    assert 'id="watermark"' not in browser.get("/live").content.decode()
    browser.force_login(wire.city.people["clerk"])
    assert watermark(wire.city.actor("clerk"), wire.city.now) in browser.get("/live").content.decode()


def test_the_public_and_the_house_have_no_mark(wire: Wire) -> None:
    assert (watermark(PUBLIC, wire.city.now), watermark(SYSTEM, wire.city.now)) == ("", "")
