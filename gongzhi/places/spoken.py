"""What the pages say stands in the catalogue's words, in the language of whoever looks; a floor above reads it."""

from collections.abc import Callable
from typing import Any, cast

from django.utils.functional import lazystr
from django.utils.translation import get_language

from gongzhi.kernel import Refused

Reader = Callable[..., str]
NAMES = "pages.names"
_reader: list[Reader] = [lambda key, lang, **details: key]


def offer(reader: Reader) -> Reader:
    """Let `reader(key, lang, **details)` say the words from now on; returns who said them before."""
    before, _reader[0] = _reader[0], reader
    return before


def spoken_lang() -> str:
    """zh or en, as the page is asked for; zh where nobody asked, as in migrations."""
    return "en" if (get_language() or "zh").startswith("en") else "zh"


def say(key: str, **details: Any) -> str:
    """The words of `key` in the language of the page, filled in."""
    return _reader[0](key, spoken_lang(), **details)


def say_in(lang: str, key: str, **details: Any) -> str:
    """The words of `key` in that language, whatever the page is asked for in."""
    return _reader[0](key, lang, **details)


def refusal(refused: Refused) -> tuple[str, str]:
    """What was refused, and the way out, in the language of the page."""
    details = {name: value for name, value in refused.details.items() if name not in ("key", "lang")}
    title, way_out = (say(f"refusals.{refused.code}.{part}", **details) for part in ("title", "way_out"))
    return title, way_out


class _Word:
    """A key that becomes its words when it is shown."""

    __slots__ = ("key",)

    def __init__(self, key: str) -> None:
        self.key = key

    def __str__(self) -> str:
        return say(self.key)


def word(key: str) -> str:
    """The words of `key`, found when they are shown and not before."""
    return cast(str, lazystr(_Word(key)))


class _Name(_Word):
    """A name in Chinese that becomes the caller's, where the words have one."""

    __slots__ = ()

    def __str__(self) -> str:
        key = f"{NAMES}.{self.key}"
        said = say(key)
        return self.key if said == key else said


def named(chinese: str) -> str:
    """The name `chinese` in the language of the page: `pages.names` of the words has it, else it stays as it is."""
    return cast(str, lazystr(_Name(chinese)))
