"""What the house says is read from the catalogue's words, in the language the caller asked for."""

import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings

from gongzhi.catalogue import Words


def words() -> Words:
    """The words of this installation's catalogue, read once in a process."""
    return words_in(settings.CATALOGUE)


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
