"""What was learnt weighs each run of characters for and against each class, and can say which runs spoke for it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from gongzhi.suggestions.cutting import WORD, runs

Array = np.ndarray[Any, Any]


@dataclass(frozen=True, kw_only=True, slots=True)
class Guess:
    """One class, how sure of 100, and the runs that spoke for it, the strongest first."""

    label: str
    share: int
    runs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Heard:
    """The known runs of a text: their places in the model, and how much each says here (length 1 together)."""

    places: Array
    values: Array


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Model:
    """Runs V, classes K. `rarity` [V]; `telling` and `weight` [K, V]; `bias` [K]; `sharpness` turns scores to shares.

    The score of a class is the cosine of the text, each run made larger by how much it tells about that class, with
    the class's weights. All arrays are float32.
    """

    classes: tuple[str, ...]
    runs: Mapping[str, int]
    rarity: Array
    telling: Array
    weight: Array
    bias: Array
    sharpness: float

    def heard(self, text: str) -> Heard:
        """What the model hears in a text."""
        known = {self.runs[run]: count for run, count in runs(text).items() if run in self.runs}
        places = np.fromiter(known, dtype=np.int64, count=len(known))
        counts = np.fromiter(known.values(), dtype=np.float32, count=len(known))
        values = (1 + np.log(counts)) * self.rarity[places]
        return Heard(places, values / max(float(np.linalg.norm(values)), 1e-9))

    def parts(self, heard: Heard) -> Array:
        """What each run adds to the score of each class: [K, runs heard]."""
        told = self.telling[:, heard.places] * heard.values
        lengths = np.linalg.norm(told, axis=1, keepdims=True)
        parts: Array = told / np.maximum(lengths, 1e-9) * self.weight[:, heard.places]
        return parts

    def scores(self, text: str) -> Array:
        """The score of each class, in the order of `classes`."""
        scores: Array = self.parts(self.heard(text)).sum(axis=1) + self.bias
        return scores

    def guess(self, text: str) -> str:
        """The class with the highest score."""
        return self.classes[int(self.scores(text).argmax())]

    def guesses(self, text: str, most: int = 3) -> tuple[Guess, ...]:
        """The most likely classes with their reasons."""
        heard = self.heard(text)
        parts = self.parts(heard)
        shares = shares_of(parts.sum(axis=1) + self.bias, self.sharpness)
        names = list(self.runs)
        order = np.argsort(-shares, kind="stable")[:most]
        said = {int(place): names[place] for place in heard.places}
        return tuple(
            Guess(label=self.classes[k], share=round(100 * float(shares[k])), runs=_told(parts[k], heard, said))
            for k in order
        )


def shares_of(scores: Array, sharpness: float) -> Array:
    """Scores [..., K] as shares that sum to one."""
    raised = np.exp(sharpness * (scores - scores.max(axis=-1, keepdims=True)))
    shares: Array = raised / raised.sum(axis=-1, keepdims=True)
    return shares


def _told(parts: Array, heard: Heard, said: Mapping[int, str], most: int = 5) -> tuple[str, ...]:
    """The runs of two characters and more that spoke loudest, none of them inside another."""
    chosen: list[str] = []
    for place in np.argsort(-parts, kind="stable"):
        run = said[int(heard.places[place])].replace(WORD, "")
        if parts[place] <= 0 or len(chosen) == most:
            break
        if len(run) > 1 and run.isalnum() and not any(run in other or other in run for other in chosen):
            chosen.append(run)
    return tuple(chosen)
