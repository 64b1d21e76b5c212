"""Every page of the portal stands in one frame, speaks both languages and needs neither account nor script."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from pytest_django import Settings

from gongzhi.site.words import words
from tests.portal.conftest import Visitor

ROOT = Path(__file__).parents[2]
TEMPLATES = sorted((ROOT / "gongzhi/portal/templates").rglob("*.html"))


def test_the_first_page_names_the_city_and_whom_to_call_first(visitor: Visitor) -> None:
    page = visitor.get("/")
    assert visitor.status == 200
    assert "四平市" in page.words
    assert [link for link in page.links if link.startswith("tel:")][:4] == ["tel:110", "tel:119", "tel:120", "tel:122"]
    assert "tel:12345" in page.links


def test_language_large_type_and_plain_view_are_kept_in_the_browser_alone(visitor: Visitor) -> None:
    page = visitor.get("/")
    assert 'lang="zh-CN"' in page.html
    seen = visitor.send("/view", {"lang": "en", "back": "/"}, page)
    assert 'lang="en"' in seen.html
    seen = visitor.send("/view", {"type": "large", "back": "/"}, seen)
    seen = visitor.send("/view", {"reading": "on", "back": "/"}, seen)
    assert 'data-type="large"' in seen.html
    assert 'data-reading="on"' in seen.html
    assert "sessionid" not in visitor.client.cookies


@pytest.mark.parametrize("back", ["https://elsewhere.example/", "//elsewhere.example/", "javascript:go()", "x"])
def test_nobody_is_led_out_of_the_house(visitor: Visitor, back: str) -> None:
    visitor.send("/view", {"lang": "en", "back": back}, visitor.get("/"))
    assert visitor.answer.redirect_chain == [("/", 302)]


def test_a_form_without_the_pages_token_is_refused(visitor: Visitor) -> None:
    assert visitor.client.post("/view", {"lang": "en"}).status_code == 403


@pytest.fixture
def scripts(tmp_path: Path, settings: Settings) -> Iterator[None]:
    folder = tmp_path / "web" / "portal"
    folder.mkdir(parents=True)
    entry = {"src/main.ts": {"file": "assets/main-1.js", "css": ["assets/main-2.css"]}}
    (folder / "manifest.json").write_text(json.dumps(entry), encoding="utf-8")
    settings.STATICFILES_DIRS = [str(tmp_path)]
    settings.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
    finders.get_finder.cache_clear()  # type: ignore[attr-defined]
    yield
    finders.get_finder.cache_clear()  # type: ignore[attr-defined]


@pytest.mark.usefixtures("scripts")
def test_what_was_built_is_found_by_the_manifest(visitor: Visitor) -> None:
    html = visitor.get("/").html
    assert '<script type="module" src="/static/web/portal/assets/main-1.js">' in html
    assert '<link rel="stylesheet" href="/static/web/portal/assets/main-2.css">' in html


def test_without_anything_built_the_page_stands_all_the_same(visitor: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(finders, "find", lambda path: None)
    html = visitor.get("/").html
    assert visitor.status == 200
    assert "<script" not in html


def test_every_word_that_a_page_says_is_there_in_both_languages() -> None:
    said = {key for path in TEMPLATES for key in re.findall(r"say\.([\w.]*\w)", path.read_text("utf-8"))}
    assert len(said) > 20
    assert sorted(key for key in said if not words().has(key)) == []
