"""What the house says is read from the catalogue's words, in the language the caller asked for."""

import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import HttpRequest

from gongzhi.catalogue import Lang, Words
from gongzhi.places.spoken import spoken_lang


def words() -> Words:
    """The words of this installation's catalogue, read once in a process."""
    return words_in(settings.CATALOGUE)


def say(key: str, lang: str, **details: Any) -> str:
    """The words of `key`, for the pages of the floors below."""
    return words().text(key, "en" if lang == "en" else "zh", **details)


class Said:
    """The words below a key, for templates: `say.accounts.login.title`."""

    def __init__(self, lang: Lang, key: str = "") -> None:
        self.lang, self.key = lang, key

    def __getitem__(self, name: str) -> "str | Said":
        key = f"{self.key}.{name}".removeprefix(".")
        return words().text(key, self.lang) if words().has(key) else Said(self.lang, key)


def spoken(request: HttpRequest) -> dict[str, Any]:
    """What every page may say, in the caller's language, and what is set that a page must tell."""
    lang: Lang = "en" if spoken_lang() == "en" else "zh"
    return {
        "say": Said(lang),
        "page_lang": "en" if lang == "en" else "zh-CN",
        "second_factor": settings.GONGZHI_SECOND_FACTOR,
        "single_sign_on": settings.GONGZHI_OIDC,
    }


@cache
def words_in(catalogue: Path) -> Words:
    """The words of a catalogue folder: words/{zh,en}/*.toml, flattened to dotted keys."""
    return Words(zh=_read(catalogue / "words" / "zh"), en=_read(catalogue / "words" / "en"))


def _read(folder: Path) -> dict[str, str]:
    files = (tomllib.loads(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.toml")))
    return {key: text for table in files for key, text in _flat(table)}


def _flat(table: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, str]]:
    for name, value in table.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}", str(value)
