"""Whatever a person reads is written in Chinese and in English; where English is wanting, the Chinese stands."""

from dataclasses import dataclass
from typing import Literal

Lang = Literal["zh", "en"]
LANGS: tuple[Lang, ...] = ("zh", "en")


@dataclass(frozen=True, slots=True)
class Text:
    """One name or sentence in both languages; `en` equals `zh` where nobody has translated it."""

    zh: str
    en: str

    def say(self, lang: Lang) -> str:
        """The text in `lang`."""
        return self.zh if lang == "zh" else self.en
