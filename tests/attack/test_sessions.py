"""A session is its owner's alone: not planted, not kept, not led elsewhere, not begun by another page."""

from collections.abc import Callable
from urllib.parse import urlsplit
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.shortcuts import resolve_url
from django.test import Client

from tests.accounts.conftest import GOOD, Browser
from tests.http.conftest import REPORT, Wire

pytestmark = pytest.mark.django_db
WAYS_OUT = (
    "//evil.example", "https://evil.example", "\\\\evil.example", "/\\evil.example", "///evil.example",
    "javascript:alert(1)", "data:text/html,x", "//user@evil.example", "https:///evil.example", "\t//evil.example",
    "http:evil.example", "/\t/evil.example",
)  # fmt: skip


@pytest.fixture
def browser(wire: Wire) -> Callable[[str], Browser]:
    """A browser for whoever is named; the person has a password."""

    def opened(name: str) -> Browser:
        person = wire.city.people[name]
        person.set_password(GOOD)
        person.save()
        return Browser(Client(raise_request_exception=False), person)

    cache.clear()
    return opened


@pytest.mark.parametrize("way", WAYS_OUT)
def test_no_page_leads_out_of_the_house(browser: Callable[[str], Browser], way: str) -> None:
    one = browser("worker")
    assert one.enter(next=way).headers["Location"] == resolve_url("live")
    assert one.is_in()
    assert one.client.post("/logout/", {"next": way}).headers["Location"] == "/left/"
    for path in ("/account/again/", "/account/devices/", "/login/"):
        location = browser("worker").client.get(path, {"next": way}).headers.get("Location", "/")
        assert location.startswith("/")
        assert urlsplit(location).netloc == ""


def test_a_session_that_was_planted_is_not_the_one_that_is_signed_in(browser: Callable[[str], Browser]) -> None:
    one = browser("worker")
    one.client.get("/login/")
    session = one.client.session
    session["planted"] = True
    session.save()
    planted = session.session_key
    one.client.cookies["sessionid"] = str(planted)
    one.enter()
    assert one.is_in()
    assert one.client.session.session_key != planted
    thief = Client()
    thief.cookies["sessionid"] = str(planted)
    assert thief.get("/api/me").status_code == 401


def test_a_session_that_was_left_is_none_any_more(browser: Callable[[str], Browser]) -> None:
    one = browser("worker")
    one.enter()
    thief = Client()
    thief.cookies["sessionid"] = str(one.client.session.session_key)
    assert thief.get("/api/me").status_code == 200
    assert one.client.get("/logout/").status_code == 200
    assert thief.get("/api/me").status_code == 200  # a picture on another page signs nobody out
    one.client.post("/logout/")
    assert thief.get("/api/me").status_code == 401


def test_nobody_is_signed_in_by_another_page(browser: Callable[[str], Browser]) -> None:
    one = browser("worker")
    one.client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    assert one.enter().status_code == 403
    assert not one.is_in()


def test_no_page_is_framed_and_none_that_is_somebodys_is_kept_in_a_cache(browser: Callable[[str], Browser]) -> None:
    one = browser("worker")
    one.enter()
    for path in ("/", "/account/", "/account/devices/", "/login/", "/admin/", "/api/me", "/api/open"):
        answer = one.client.get(path)
        assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
        assert answer.headers.get("X-Frame-Options") == "DENY"
        kept = answer.headers.get("Cache-Control", "")
        assert "no-store" in kept or "private" in kept or "Cookie" in answer.headers.get("Vary", ""), path


def test_the_cookies_go_to_nobody_else(browser: Callable[[str], Browser]) -> None:
    one = browser("worker")
    cookie = one.enter().cookies["sessionid"]
    assert (cookie["httponly"], cookie["samesite"], cookie["domain"]) == (True, "Lax", "")


def test_the_form_of_somebody_else_is_not_sent_twice(wire: Wire) -> None:
    """A key that came with a report of the public names nothing in the name of whoever is signed in."""
    key = str(uuid4())
    first = wire.post("/reports", REPORT, idempotency_key=key)
    again = wire.post("/reports", REPORT, "worker", idempotency_key=key)
    assert first.status == 201
    assert "query_code" not in again.json or again.json["query_code"] != first.json["query_code"]
