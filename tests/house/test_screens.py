"""The built pages are served below their own addresses, with what a browser needs to sign and to install them."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from pytest_django import Settings

PAGE = b"<!doctype html><title>field</title>"


def forget() -> None:
    """The finders of another test's settings."""
    finders.get_finder.cache_clear()  # type: ignore[attr-defined]


@pytest.fixture
def built(tmp_path: Path, settings: Settings) -> Iterator[Path]:
    folder = tmp_path / "web" / "field"
    folder.mkdir(parents=True)
    (folder / "index.html").write_bytes(PAGE)
    (folder / "worker.js").write_bytes(b"// worker")
    settings.STATICFILES_DIRS = [str(tmp_path)]
    settings.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
    forget()
    yield folder
    forget()


@pytest.mark.parametrize("address", ["/field/", "/field/matters/7", "/field/a/b?c=d"])
def test_every_address_below_an_app_is_its_page_and_gives_the_token_against_forgery(built: Path, address: str) -> None:
    answer = Client().get(address)
    assert (answer.status_code, b"".join(answer)) == (200, PAGE)
    assert answer["Cache-Control"] == "no-cache"
    assert "csrftoken" in answer.cookies
    assert "script-src 'self'" in answer["Content-Security-Policy"]


def test_the_worker_lies_where_it_may_rule_the_app(built: Path) -> None:
    answer = Client().get("/field/worker.js")
    assert b"".join(answer) == b"// worker"
    assert answer["Content-Type"].startswith("text/javascript")


@pytest.mark.django_db
def test_pages_that_were_not_built_are_said_to_be_missing(built: Path) -> None:
    answer = Client().get("/desk/")
    assert answer.status_code == 503
    assert "make web" in answer.json()["way_out"]
    assert Client().get("/else/").status_code == 404


@pytest.mark.django_db
def test_what_was_built_anew_while_it_serves_is_given_at_once_and_what_is_gone_is_not_there(built: Path) -> None:
    client, assets = Client(), built / "assets"
    assets.mkdir()
    (assets / "index-1.js").write_bytes(b"// one")
    assert b"".join(client.get("/static/web/field/assets/index-1.js")) == b"// one"
    (assets / "index-1.js").unlink()
    (assets / "index-2.js").write_bytes(b"// two")
    (built / "index.html").unlink()
    (built / "index.html").write_bytes(PAGE + b"<p>two")
    assert b"".join(client.get("/static/web/field/assets/index-2.js")) == b"// two"
    assert client.get("/static/web/field/assets/index-1.js").status_code == 404
    assert b"".join(client.get("/field/")) == b"".join(client.get("/static/web/field/index.html")) == PAGE + b"<p>two"
