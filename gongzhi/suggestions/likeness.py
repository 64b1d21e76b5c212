"""Two texts are about one thing when what one says at its beginning stands in the other, and the other way round.

What is rare counts most: a street, a shop, a thing. One long run that both hold, such as the name of an estate, counts
little more than its two rarest pairs, because very different things happen at one place.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import fsum, log

from gongzhi.matters.words import FIRST_HAN, LONGEST, pieces

BEGINNING, READ = 40, 400
"""Characters that say what it is about, and characters that are read at all."""
USUAL = 0.05
"""Runs that a larger share of the texts holds are no sign that two are alike."""
RAREST = 4
"""Texts that a run counts as standing in at least: one slip of the pen is no name."""
FEWEST = 500
"""Texts among which rarity is told at least, so that few texts do not make everything usual."""
SLACK = 1.2
"""Rarest pairs that every beginning is taken to hold besides, so that three words do not decide."""
FULL, BEYOND = 0.8, 0.2
"""What one run may add in full, in rarest pairs, and the share of what it adds beyond."""


@dataclass(frozen=True, slots=True)
class Rarity:
    """In how many of how many texts each pair of characters stands."""

    texts: int
    spread: Mapping[str, int]

    def weight(self, token: str) -> float:
        """How much it says that two texts hold this: 1 for the rarest, 0 for what stands in fewer than two."""
        held, texts = self.spread.get(token, 0), max(self.texts, FEWEST)
        return (log(texts / max(held, RAREST)) / log(texts / RAREST)) ** 2 if held > 1 else 0.0

    def usual(self, token: str) -> bool:
        """Whether so many hold it that it is no sign."""
        return self.spread.get(token, 0) > USUAL * max(self.texts, FEWEST)

    def among(self, texts: "Iterable[Read]") -> "Rarity":
        """The same for the tokens of these texts alone, which may be among those counted already."""
        here = Counter(token for each in texts for token in each.tokens)
        spread = {token: max(held, self.spread.get(token, 0)) for token, held in here.items()}
        return Rarity(self.texts, spread)


def rarity_of(read: "Sequence[Read]") -> Rarity:
    """The rarity that these texts tell."""
    return Rarity(len(read), Counter(token for each in read for token in each.tokens))


class Read:
    """A text as far as it is read: all its pairs, and those of its beginning, piece by piece."""

    def __init__(self, text: str) -> None:
        self.beginning = tuple(map(_pairs, pieces(text[:BEGINNING])))
        self.first = frozenset(pair for piece in self.beginning for pair in piece)
        self.tokens = frozenset(pair for piece in pieces(text[:READ]) for pair in _pairs(piece))


def _pairs(piece: str) -> tuple[str, ...]:
    """Overlapping pairs of a Chinese piece; any other piece whole."""
    if ord(piece[0]) < FIRST_HAN:
        return (piece[:LONGEST],)
    return tuple(piece[place : place + 2] for place in range(max(len(piece) - 1, 1)))


def likeness(one: Read, other: Read, rarity: Rarity) -> float:
    """How alike two texts are: 0 to about 0.4 (the same text); from about 0.12 on people call it one thing."""
    return (_found(one, other, rarity) + _found(other, one, rarity)) / 2


def shared(one: Read, other: Read, rarity: Rarity, most: int = 5) -> tuple[str, ...]:
    """The runs of the beginning of `one` that `other` holds, the rarest first; a single sign tells a reader nothing."""
    held = [run for piece in one.beginning for run in _runs(piece, other, rarity)]
    ordered = sorted(held, key=lambda run: -sum(rarity.weight(pair) for pair in run))
    said = dict.fromkeys(joined(run) for run in ordered)
    return tuple(run for run in said if len(run) > 1)[:most]


def joined(run: tuple[str, ...]) -> str:
    """Overlapping pairs as the run of characters they were cut from."""
    return run[0] + "".join(pair[-1] for pair in run[1:])


def _found(one: Read, other: Read, rarity: Rarity) -> float:
    """What share of the beginning of `one` stands in `other`, by what it says."""
    there, seen = 0.0, set[str]()
    for piece in one.beginning:
        for run in _runs(piece, other, rarity):
            said = sum(rarity.weight(pair) for pair in run if pair not in seen)
            there += min(said, FULL) + BEYOND * max(said - FULL, 0.0)
            seen.update(run)
    return there / (fsum(map(rarity.weight, one.first)) + SLACK)


def _runs(piece: tuple[str, ...], other: Read, rarity: Rarity) -> list[tuple[str, ...]]:
    """The parts of a piece that stand in the other text in one go; what is usual says nothing but parts nothing."""
    found: list[list[str]] = [[]]
    for pair in piece:
        if pair not in other.tokens:
            found.append([])
        elif not rarity.usual(pair):
            found[-1].append(pair)
    return [tuple(run) for run in found if run]


def rare(text: Read, rarity: Rarity, most: int) -> list[str]:
    """The rarest tokens of the beginning by which a text of the same thing could be found, the rarest first."""
    asked = [pair for pair in text.first if len(pair) > 1 and not rarity.usual(pair)]
    return sorted(asked, key=lambda pair: (rarity.spread.get(pair, 0), pair))[:most]
