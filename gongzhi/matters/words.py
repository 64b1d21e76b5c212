"""Search finds any run of two characters, in Chinese as in Latin letters, and any single word or character.

Chinese is cut into overlapping pairs (井盖缺失 → 井盖 盖缺 缺失 失), other scripts into words in lower case; both
databases index these tokens, and what they find is compared with the text itself.
"""

import re
import unicodedata

_HAN = "㐀-䶿一-鿿豈-﫿𠀀-𯨟"
_RUN = re.compile(rf"[{_HAN}]+|[^\W_{_HAN}]+")
_HAN_NEXT = re.compile(f"[{_HAN}]")
LONGEST = 40
FIRST_HAN = 0x3400


def folded(text: str) -> str:
    """The text with full-width forms, case and composed letters made the same."""
    return unicodedata.normalize("NFKC", text).casefold()


def pieces(text: str) -> list[str]:
    """The runs of letters and digits of a text, Chinese apart from other scripts, in their order."""
    return _RUN.findall(folded(text))


def tokens(text: str) -> set[str]:
    """The tokens that a text is found by."""
    found: set[str] = set()
    for run in pieces(text):
        if ord(run[0]) < FIRST_HAN:
            found.add(run[:LONGEST])
            continue
        found.update(run[place : place + 2] for place in range(len(run)))
    return found


def wanted(query: str) -> tuple[list[str], list[str], list[str]]:
    """What a query needs: tokens that must be there, beginnings of tokens, and Chinese runs that stand in one piece.

    Everything that is neither letter nor digit only parts words; nothing in a query is an operator.
    """
    whole: list[str] = []
    beginnings: list[str] = []
    runs: list[str] = []
    said = folded(query)
    single: list[str] = []
    for found in _RUN.finditer(said):
        run = found[0]
        if ord(run[0]) >= FIRST_HAN:
            whole.extend(run[place : place + 2] for place in range(len(run) - 1))
            (single if len(run) == 1 else runs).append(run)
        elif _HAN_NEXT.match(said, found.end()):
            whole.append(run[:LONGEST])
        else:
            beginnings.append(run[:LONGEST])
    # One character begins very many pairs: where there is more to go by, it is only looked for in the text.
    (runs if whole or beginnings else beginnings).extend(single)
    runs = [run for run in runs if len(run) != 2]
    return whole, beginnings, runs
