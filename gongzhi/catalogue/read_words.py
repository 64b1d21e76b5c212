"""Words are read from every file in `words/<language>/` and laid together; a key stands in one file only."""

from collections.abc import Iterator, Mapping
from typing import Any

from gongzhi.catalogue.table import Table
from gongzhi.catalogue.text import LANGS
from gongzhi.catalogue.words import Words


def words_in(files: Mapping[str, Table]) -> Words:
    """All words by dotted key and language."""
    found: dict[str, dict[str, str]] = {lang: {} for lang in LANGS}
    where: dict[tuple[str, str], str] = {}
    for path, at in files.items():
        lang = path.split("/")[1]
        if lang not in found:
            at.fault("file-unknown", known=", ".join(f"words/{each}" for each in LANGS))
            continue
        for key, words in _flat(at.data, ""):
            if not isinstance(words, str):
                at.fault("type-wrong", key, value=words, expected="a string", expected_zh="文字")
            elif (lang, key) in where:
                at.fault("code-twice", key, value=key, other=where[lang, key])
            else:
                found[lang][key] = words
                where[lang, key] = path
    return Words(zh=found["zh"], en=found["en"], files={f"{lang}:{key}": path for (lang, key), path in where.items()})


def _flat(data: Mapping[str, Any], prefix: str) -> Iterator[tuple[str, Any]]:
    for name, value in data.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}", value
