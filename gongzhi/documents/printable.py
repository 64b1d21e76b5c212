"""What goes into a document is text that can be printed as it reads: nothing hidden, nothing that turns it around."""

import re
import unicodedata

from gongzhi.kernel import Refused

EMOJI = "〔表情〕"
"""What stands for a picture character: an official document has no face for it."""
_TURNING = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
_UNPRINTABLE = re.compile(rf"[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\ufff9-\uffff\ud800-\udfff{_TURNING}]")
_INVISIBLE = re.compile("[\u00ad\u200b\u2060-\u2064\ufeff]")
_PICTURE = "[\U0001f000-\U0001faff\u2600-\u27bf\u2b00-\u2bff\u231a\u231b\u23e9-\u23fa]"
_JOINED = "[\ufe0e\ufe0f\u20e3\U0001f3fb-\U0001f3ff\U000e0020-\U000e007f]"
_PICTURES = re.compile(rf"{_PICTURE}{_JOINED}*(?:\u200d{_PICTURE}{_JOINED}*)*")
_LEFTOVER = re.compile(_JOINED)
_SPACES = re.compile(r"[ \t\u00a0]+")


def printable(text: str, where: str) -> str:
    """The text as it is printed: composed (NFC), without invisible characters, pictures named.

    Refuses 422 `text-unprintable` control characters and those that turn the direction of writing around: what is
    printed must read as what is kept. The refusal names `where`, never the text.
    """
    said = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    found = _UNPRINTABLE.search(said)
    if found:
        raise Refused("text-unprintable", status=422, name=where, character=f"U+{ord(found[0]):04X}")
    said = unicodedata.normalize("NFC", said)
    said = _LEFTOVER.sub("", _PICTURES.sub(EMOJI, said))
    return _SPACES.sub(" ", _INVISIBLE.sub("", said)).strip()


def on_one_line(text: str) -> str:
    """The text without line breaks."""
    return " ".join(line.strip() for line in text.splitlines() if line.strip())


def lines_in(text: str) -> list[str]:
    """Its lines that are not empty."""
    return [line.strip() for line in text.splitlines() if line.strip()]
