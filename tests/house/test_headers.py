"""Every page says to the browser: nothing from elsewhere, no script that stands in the page, no frame."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from gongzhi.site.headers import POLICY

ROOT = Path(__file__).parents[2]
INLINE = re.compile(
    r"<style|\sstyle\s*=|\son[a-z]+\s*=\s*[\"']|javascript:|<script(?![^>]*(?:src=|type=\"application/json\"))", re.I
)


@pytest.fixture(autouse=True)
def without_single_sign_on(settings: Any) -> None:
    """With it the form that begins it may lead to its provider."""
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


def test_what_the_api_answers_is_kept_in_no_cache() -> None:
    assert Client().get("/api/openapi.json")["Cache-Control"] == "no-store"


@pytest.mark.django_db
def test_cookies_go_to_this_house_only_and_no_script_reads_the_session() -> None:
    cookies = Client().get("/login/").cookies
    assert cookies["csrftoken"]["samesite"] == "Lax"
    assert (settings.SESSION_COOKIE_HTTPONLY, settings.SESSION_COOKIE_SAMESITE) == (True, "Lax")


def templates() -> list[Path]:
    return sorted((ROOT / "gongzhi").rglob("templates/**/*.html"))


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
