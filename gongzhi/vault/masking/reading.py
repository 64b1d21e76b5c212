"""People hide numbers in full-width digits and invisible characters; they are read as a person would read them."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

INVISIBLE = re.compile(
    "[\u00ad\u0300-\u036f\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\u20e3\u3164\ufe00-\ufe0f\ufeff\uffa0\x00-\x08\x0e-\x1f\x7f\U000e0000-\U000e0fff]"
)
SIGNS = "²³¹⁰⁴-⁹₀-₉①-⑨⑴-⑼⒈-⒐⓪⓵-⓽⓿❶-❾➀-➈➊-➒"
"""Digits raised, lowered, in circles or brackets: search reads them as digits too (`matters/words.py`)."""
SIGN = re.compile(f"[{SIGNS}]")
OTHER_DIGIT = re.compile(rf"[^\x00-\x7f\D]|[{SIGNS}]")
DENSE = re.compile(r"\d(?:\D{0,4}\d){6}")
SPOKEN = re.compile("[零〇一二三四五六七八九幺]{11}")
FULL_WIDTH = "#$()*+-./0123456789@ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz~"
PLAIN = {ord(char) + 0xFEE0: char for char in FULL_WIDTH} | str.maketrans("−﹣—–‐‑‒―　\xa0", "--------  ")
OTHER_FORM = re.compile(f"[{''.join(chr(code) for code in PLAIN)}]")


@dataclass(frozen=True, slots=True)
class Reading:
    """The text as it is read: `origin[i]` is where its character i stood in the given text; None if none was moved."""

    text: str
    origin: Sequence[int] | None

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where a stretch of the reading stood in the text as it was given, with the invisible characters behind it."""
        return (start, end) if self.origin is None else (self.origin[start], self.origin[end])


def worth_reading(text: str) -> bool:
    """Whether the text can hold a number or an address at all; the quick answer for most texts is no."""
    if "@" in text or "＠" in text or DENSE.search(text) or SPOKEN.search(text):
        return True
    return INVISIBLE.search(text) is not None or SIGN.search(text) is not None


def reading_of(text: str) -> Reading:
    """The text without invisible characters, with digits, letters and punctuation in their ASCII form."""
    origin: list[int] | None = None
    if INVISIBLE.search(text):
        origin = [at for at, char in enumerate(text) if not INVISIBLE.match(char)]
        seen = "".join(text[at] for at in origin)
        origin.append(len(text))
        text = seen
    if OTHER_FORM.search(text):
        text = text.translate(PLAIN)
    if OTHER_DIGIT.search(text):
        text = OTHER_DIGIT.sub(lambda digit: str(unicodedata.digit(digit[0])), text)
    return Reading(text, origin)
