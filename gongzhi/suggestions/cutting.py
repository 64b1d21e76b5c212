"""A text is read as runs of characters: each one, each two side by side, each word, and each two words."""

import re
from collections import Counter
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from itertools import pairwise
from typing import Any

from gongzhi.kernel import Refused
from gongzhi.matters.words import folded

WORD = "\x1f"
"""Stands before each whole word of a run; no text holds it (`matters/wire.py`)."""
NEEDED = ("rjieba", "sklearn")
LONGEST = 4000
_SPACE = re.compile(r"\s+")


def installed() -> bool:
    """Whether the packages of `gongzhi[suggest]` are there."""
    return all(find_spec(name) is not None for name in NEEDED)


def package(name: str) -> Any:
    """A package of `gongzhi[suggest]`, or a part of one; refuses 503 `learning-not-installed`."""
    if not installed():
        raise Refused("learning-not-installed", status=503, packages=", ".join(NEEDED))
    return import_module(name)


def runs(text: str) -> Counter[str]:
    """How often each run stands in the text; full width, case and blanks make no difference."""
    said = _SPACE.sub(" ", folded(text)).strip()[:LONGEST]
    words = [WORD + word for word in _words()(said) if not word.isspace()]
    found = Counter(said)
    found.update(one + other for one, other in pairwise(said))
    found.update(words)
    found.update(one + other for one, other in pairwise(words))
    return found


@cache
def _words() -> Any:
    return package("rjieba").cut
