"""Every page says to the browser: nothing from elsewhere, no script that stands in the page, no frame."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import get_resolver

from gongzhi.site import environment
from gongzhi.site.headers import POLICY

ROOT = Path(__file__).parents[2]
INLINE = re.compile(
    r"<style|\sstyle\s*=|\son[a-z]+\s*=\s*[\"']|javascript:|<script(?![^>]*(?:src=|type=\"application/json\"))", re.I
)


@pytest.fixture(autouse=True)
def without_single_sign_on(settings: Any) -> None:
    """With it the form that begins it may lead to its provider. The addresses, read once, stay those of the run."""
    assert get_resolver().url_patterns
    settings.GONGZHI_OIDC = False


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path", ["/", "/live", "/login/", "/admin/login/", "/api/docs", "/api/matters", "/health/live", "/gone"]
)
def test_every_answer_is_sealed(path: str) -> None:
    answer = Client().get(path)
    assert answer["Content-Security-Policy"] == POLICY
    assert "unsafe" not in POLICY
    assert "geolocation=(self)" in answer["Permissions-Policy"]
    assert "usb=()" in answer["Permissions-Policy"]
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["Cross-Origin-Opener-Policy"] == "same-origin"


@pytest.mark.django_db
def test_with_single_sign_on_a_form_may_lead_to_its_provider_and_nowhere_else(
    settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GONGZHI_OIDC_URL", "https://user:word@id.city.example:8443/realms/city")
    settings.GONGZHI_OIDC, settings.GONGZHI_OIDC_ORIGIN = True, environment.origin_of("GONGZHI_OIDC_URL")
    policy = Client().get("/health/live")["Content-Security-Policy"]
    assert "form-action 'self' https://id.city.example:8443;" in policy


def test_what_the_api_answers_is_kept_in_no_cache() -> None:
    assert Client().get("/api/openapi.json")["Cache-Control"] == "no-store"


@pytest.mark.django_db
def test_cookies_go_to_this_house_only_and_no_script_reads_the_session() -> None:
    cookies = Client().get("/login/").cookies
    assert cookies["csrftoken"]["samesite"] == "Lax"
    assert (settings.SESSION_COOKIE_HTTPONLY, settings.SESSION_COOKIE_SAMESITE) == (True, "Lax")


def templates() -> list[Path]:
    return sorted((ROOT / "gongzhi").rglob("templates/**/*.html"))


@pytest.mark.django_db
@pytest.mark.parametrize("lost", ["/apple-touch-icon.png", "/robots.txt", "/nowhere"])
def test_what_leads_nowhere_hands_no_token_to_who_has_none(lost: str) -> None:
    answer = Client().get(lost)
    assert not answer.cookies
    assert "csrfmiddlewaretoken" not in answer.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/login/", "/admin/login/"])
def test_the_picture_a_browser_asks_for_beside_a_page_leaves_the_form_of_that_page_good(path: str) -> None:
    browser = Client(enforce_csrf_checks=True)
    form = browser.get(path, follow=True)
    beside = Client().get("/favicon.ico")  # asked for before the cookie of the page has come
    assert (beside.status_code, beside["Location"]) == (301, "/static/portal/icon.svg")
    browser.cookies.update(beside.cookies)
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', form.content.decode())
    assert token is not None
    said = {"login": "nobody", "password": "Nothing-is-known", "csrfmiddlewaretoken": token[1]}
    assert browser.post("/login/", said).status_code == 200
    assert "portal/icon.svg" in form.content.decode()


def test_no_page_holds_a_script_or_a_style_of_its_own() -> None:
    assert len(templates()) > 10
    assert [str(path) for path in templates() if INLINE.search(path.read_text("utf-8"))] == []


@pytest.mark.parametrize(
    "planted",
    [
        "<script>go()</script>",
        "<p style='color:red'>",
        '<a onclick="go()">',
        "<style>p{}</style>",
        "<a href=javascript:x>",
    ],
)
def test_a_planted_one_is_found(planted: str) -> None:
    assert INLINE.search(planted)


@pytest.mark.django_db
def test_a_base_map_that_is_set_may_be_fetched_and_nothing_else(
    settings: Any, tmp_path: Path, monkeypatch: Any
) -> None:
    monkeypatch.setenv("GONGZHI_TIANDITU_KEY", "0123456789abcdef" * 2)
    settings.GONGZHI_MAP = environment.base_map(tmp_path)
    allowed = Client().get("/login/")["Content-Security-Policy"].split("; ")
    hosts = " ".join(f"https://t{host}.tianditu.gov.cn" for host in range(8))
    assert [part for part in allowed if part not in POLICY.split("; ")] == [f"connect-src 'self' {hosts}"]
    assert Client().get("/api/map").json()["base"]["tiles"][7].startswith("https://t7.tianditu.gov.cn/vec_w/wmts?")


def test_a_base_map_is_one_and_its_key_is_a_key(tmp_path: Path, monkeypatch: Any) -> None:
    assert environment.base_map(tmp_path)["kind"] == "none"
    file = tmp_path / "public" / "map" / "base.pmtiles"
    file.parent.mkdir(parents=True)
    file.write_bytes(b"PMTiles")
    assert environment.base_map(tmp_path) == {"kind": "pmtiles", "tiles": ["/map/base.pmtiles"], "attribution": ""}
    monkeypatch.setenv("GONGZHI_TIANDITU_KEY", "0" * 32)
    with pytest.raises(environment.Misconfigured, match="keep one"):
        environment.base_map(tmp_path)
    file.unlink()
    monkeypatch.setenv("GONGZHI_TIANDITU_KEY", "key&x=https://evil.example")
    with pytest.raises(environment.Misconfigured, match="32 digits"):
        environment.base_map(tmp_path)
