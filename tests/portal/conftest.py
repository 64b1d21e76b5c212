"""The portal as somebody without scripts meets it: pages, forms and cookies, over the small city."""

from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from tests.cast import City, city, keys
from tests.http.conftest import Wire, wire

__all__ = ["Visitor", "Wire", "city", "keys", "wire"]


class Page(HTMLParser):
    """What stands in a page: its words, the fields of its forms with their values, its links."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.html, self.words = html, ""
        self.fields: dict[str, str] = {}
        self.links: list[str] = []
        self.ids: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = {name: value or "" for name, value in attrs}
        if "id" in known:
            self.ids.append(known["id"])
        if tag == "a":
            self.links.append(known.get("href", ""))
        quiet = known.get("type") in ("radio", "checkbox") and "checked" not in known
        if tag == "input" and "name" in known and known.get("type") != "file" and not quiet:
            self.fields[known["name"]] = known.get("value", "")

    def handle_data(self, data: str) -> None:
        self.words += data


class Visitor:
    """A browser without scripts that keeps its cookies and sends the token of the page against forgery."""

    def __init__(self, city: City, lang: str = "zh-CN") -> None:
        self.city = city
        self.client = Client(enforce_csrf_checks=True, headers={"accept-language": lang})
        self.status = 0

    def get(self, path: str) -> Page:
        """The page at that address, after whatever it was sent on to."""
        answer = self.client.get(path, follow=True)
        self.status, self.answer = answer.status_code, answer
        return Page(answer.content.decode())

    def send(self, path: str, said: dict[str, Any], page: Page | None = None) -> Page:
        """A form sent with the hidden fields of its page, and the page that follows."""
        found = page or self.get(path)
        answer = self.client.post(path, found.fields | said, follow=True)
        self.status, self.answer = answer.status_code, answer
        return Page(answer.content.decode())


@pytest.fixture
def visitor(city: City, monkeypatch: pytest.MonkeyPatch) -> Iterator[Visitor]:
    """Somebody from the street, at the city's own time."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: city.now)
    cache.clear()
    yield Visitor(city)
    cache.clear()
