"""Every word a person reads is looked up here, in Chinese or in English; no screen and no refusal invents its own."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from string import Formatter
from typing import Any

from gongzhi.catalogue.text import LANGS, Lang

UNKNOWN = "—"


class _Details(dict[str, Any]):
    def __missing__(self, name: str) -> str:
        return UNKNOWN


@dataclass(frozen=True, kw_only=True, slots=True)
class Words:
    """All words by dotted key: `stages.reported`, `refusals.crs-unknown.title`."""

    zh: Mapping[str, str]
    en: Mapping[str, str]
    files: Mapping[str, str] = field(default_factory=dict)  # "zh:stages.reported" → the file it is written in

    def has(self, key: str) -> bool:
        """Whether the key has words in both languages."""
        return key in self.zh and key in self.en

    def text(self, key: str, /, lang: Lang = "zh", **details: Any) -> str:
        """The words of `key`, filled in; an unknown key is shown as it is, an unknown detail as a dash."""
        return self._say(key, lang, details)

    def refusal(self, code: str, /, lang: Lang = "zh", **details: Any) -> tuple[str, str]:
        """Title and way out of a refusal; `details` may hold any names."""
        return self._say(f"refusals.{code}.title", lang, details), self._say(f"refusals.{code}.way_out", lang, details)

    def missing(self) -> tuple[tuple[str, Lang], ...]:
        """Keys that one language has and the other has not: (key, the language without it)."""
        lacking = [(key, LANGS[1]) for key in self.zh if key not in self.en]
        return tuple(sorted(lacking + [(key, LANGS[0]) for key in self.en if key not in self.zh]))

    def under(self, prefix: str) -> Iterator[str]:
        """The parts directly below a key, in order: `under("stages")` gives reported, accepted, …"""
        start = f"{prefix}."
        seen = {key[len(start) :].partition(".")[0]: None for key in self.zh if key.startswith(start)}
        return iter(seen)

    def _say(self, key: str, lang: Lang, details: Mapping[str, Any]) -> str:
        here, other = (self.zh, self.en) if lang == "zh" else (self.en, self.zh)
        words = here.get(key) or other.get(key)
        return key if words is None else Formatter().vformat(words, (), _Details(details))


def placeholders(words: str) -> frozenset[str]:
    """The names in braces; raises ValueError on broken braces."""
    return frozenset(name for _, name, _, _ in Formatter().parse(words) if name is not None)
