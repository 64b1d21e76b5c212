"""Texts about one thing come together when they are alike on the average, so that no chain joins what is not alike.

And what they are about has a name: something that most of them say, and that is said in few other texts. Without it
they are alike in their manner only, as the petitions of one writer are.
"""

import heapq
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import fsum
from typing import Any

import numpy as np

from gongzhi.suggestions.likeness import SLACK, Rarity, Read, likeness, rarity_of

ALIKE = 0.12
"""Likeness from which on two texts, or two groups on the average, are about one thing; told by reading groups."""
LIKELY = 0.12
"""Share of what is rare in common from which on two texts are compared in full."""
FLOOR, NEIGHBOURS = 0.02, 400
"""Share below which a text is no neighbour of another, and how many neighbours a text has at most."""
Tell = Callable[[int, int], None]
Array = np.ndarray[Any, Any]
Links = list[tuple[float, int, int]]


def groups(texts: Sequence[str], tell: Tell = lambda done, total: None) -> list[list[int]]:
    """The places in `texts` of those that are about one thing, the largest group first; texts alone are left out."""
    read = [Read(text) for text in texts]
    known = rarity_of(read)
    links = [(likeness(read[one], read[other], known), one, other) for one, other in _likely(read, known, tell)]
    named = [group for group in _joined(len(read), links) if _named([read[place] for place in group], known)]
    return sorted(named, key=lambda group: (-len(group), group[0]))


def _likely(read: Sequence[Read], known: Rarity, tell: Tell) -> Iterator[tuple[int, int]]:
    """Pairs of texts that have enough of what is rare in common to be compared in full; the smaller place first."""
    weights = {token: known.weight(token) for token in known.spread if not known.usual(token)}
    holders = _holders(read, weights)
    shares: list[dict[int, float]] = []
    for place, each in enumerate(read):
        whole = fsum(map(known.weight, each.first)) + SLACK
        shares.append(_reached(each, holders, weights, whole, len(read)))
        tell(place + 1, len(read))
    for one, mine in enumerate(shares):
        for other, share in mine.items():
            back = shares[other].get(one)
            if (one < other or (back is None and one != other)) and share + (back or 0.0) >= 2 * LIKELY:
                yield min(one, other), max(one, other)


def _holders(read: Sequence[Read], weights: Mapping[str, float]) -> dict[str, Array]:
    held: defaultdict[str, list[int]] = defaultdict(list)
    for place, each in enumerate(read):
        for token in each.tokens:
            if weights.get(token):
                held[token].append(place)
    return {token: np.array(places) for token, places in held.items()}


def _reached(
    each: Read, holders: Mapping[str, Array], weights: Mapping[str, float], whole: float, texts: int
) -> dict[int, float]:
    """The texts that hold some of what is rare at the beginning of this one, and the share of it that they hold."""
    tokens = [token for token in sorted(each.first) if token in holders]
    if not tokens:
        return {}
    places = np.concatenate([holders[token] for token in tokens])
    said = np.repeat([weights[token] for token in tokens], [len(holders[token]) for token in tokens])
    shares = np.bincount(places, said, minlength=texts) / whole
    found = np.flatnonzero(shares > FLOOR)
    nearest = found[np.argsort(-shares[found], kind="stable")[:NEIGHBOURS]]
    return dict(zip(nearest.tolist(), shares[nearest].tolist(), strict=True))


def _named(group: Sequence[Read], known: Rarity) -> bool:
    """Whether more than half of the group say something that stands in the group more often than in all else."""
    inside = Counter(token for each in group for token in each.tokens)
    return any(2 * held > max(len(group), known.spread[token]) for token, held in inside.items())


@dataclass(slots=True)
class _Clusters:
    """Groups as they grow: `members` by name, and the sum of likenesses between every two that have any."""

    members: dict[int, list[int]]
    between: list[dict[int, float]]

    def mean(self, one: int, other: int) -> float:
        """The mean likeness between two groups; pairs that were never compared are not alike."""
        return self.between[one].get(other, 0.0) / (len(self.members[one]) * len(self.members[other]))

    def join(self, one: int, other: int) -> Iterable[int]:
        """Let `one` take in `other`; returns the groups that `one` has anything in common with."""
        self.members[one] += self.members.pop(other)
        mine, theirs = self.between[one], self.between[other]
        mine.pop(other, None)
        theirs.pop(one, None)
        for third, said in theirs.items():
            self.between[third].pop(other, None)
            mine[third] = mine.get(third, 0.0) + said
        for third, said in mine.items():
            self.between[third][one] = said
        return mine


def _joined(texts: int, links: Links) -> list[list[int]]:
    """Average linkage: the two groups most alike are joined, until none are alike enough on the average."""
    known = _Clusters({place: [place] for place in range(texts)}, [{} for _ in range(texts)])
    for said, one, other in links:
        known.between[one][other] = known.between[other][one] = said
    heap = [(-said, one, other, 1, 1) for said, one, other in links if said >= ALIKE]
    heapq.heapify(heap)
    while heap:
        _, one, other, *sizes = heapq.heappop(heap)
        if [len(known.members.get(each, ())) for each in (one, other)] != sizes:
            continue
        for third in known.join(one, other):
            if (mean := known.mean(one, third)) >= ALIKE:
                low, high = min(one, third), max(one, third)
                heapq.heappush(heap, (-mean, low, high, len(known.members[low]), len(known.members[high])))
    return [sorted(group) for group in known.members.values() if len(group) > 1]
