"""What the record of matters holds needs no form: how many of a kind, where, how far they are, and what kinds ask."""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

from gongzhi.asks.rule import item_key
from gongzhi.catalogue import LANGS, Catalogue, Lang
from gongzhi.matters import catalogues

SLOTS = frozenset({"place", "contact", "files"})
"""Answers that are no figure and no list."""
_ASIDE = re.compile(r"[（(]")


def recorded() -> Mapping[str, str]:
    """By item key: what of the record holds it, as the key of its words or a kind's code (`named`)."""
    number, _ = catalogues.in_force()
    return _recorded(int(number))


def named(of: str, lang: Lang) -> str:
    """What of the record it is, in words: `暴露垃圾（06010）`; what the catalogue no longer knows, as it was kept."""
    _, catalogue = catalogues.in_force()
    kind = catalogue.kinds.get(of)
    return f"{kind.name.say(lang)}（{of}）" if kind else catalogue.words.text(of, lang)


@lru_cache(maxsize=4)
def _recorded(number: int) -> Mapping[str, str]:
    held: dict[str, str] = {}
    for name, of in _names(catalogues.of(number)):
        if key := item_key(name):
            held.setdefault(key, of)
    return held


def _names(catalogue: Catalogue) -> Iterator[tuple[str, str]]:
    """Names with what they stand for. What protects somebody is in no list; between people only its number is."""
    kinds = [kind for kind in catalogue.kinds.values() if kind.reportable and kind.privacy != "P3"]
    asked = {
        f"fields.{field.name}"
        for kind in kinds
        for field in kind.fields
        if kind.privacy != "P2" and not field.personal and field.type not in SLOTS and field.name != "description"
    }
    worded = [*(f"stages.{stage}" for stage in catalogue.words.under("stages")), *sorted(asked)]
    for lang in LANGS:
        yield from ((kind.name.say(lang), kind.code) for kind in kinds)
        yield from ((_ASIDE.split(catalogue.words.text(key, lang))[0], key) for key in worded)
