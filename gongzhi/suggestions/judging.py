"""A guess is judged by what people decided: each class counts alike, however rare it is."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, kw_only=True, slots=True)
class ClassRow:
    """How one class fared: of what was guessed, how much was right; of what was there, how much was found."""

    label: str
    precision: float
    recall: float
    f1: float
    support: int
    guessed: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Verdict:
    """All classes, their plain mean (macro-F1) and the share of right guesses."""

    macro_f1: float
    accuracy: float
    classes: tuple[ClassRow, ...]

    def told(self) -> dict[str, Any]:
        """The verdict as the command line tells it, rounded to four digits."""
        rows = [_rounded(asdict(row)) for row in self.classes]
        return {"macro_f1": round(self.macro_f1, 4), "accuracy": round(self.accuracy, 4), "classes": rows}


def judge(truth: Sequence[str], guesses: Sequence[str]) -> Verdict:
    """The verdict over every class that is true or guessed; ValueError where there is nothing to judge."""
    if not truth or len(truth) != len(guesses):
        raise ValueError(f"{len(truth)} decided, {len(guesses)} guessed")
    there, said = Counter(truth), Counter(guesses)
    right = Counter(label for label, guess in zip(truth, guesses, strict=True) if label == guess)
    rows = tuple(_row(label, right[label], there[label], said[label]) for label in sorted(there | said))
    return Verdict(
        macro_f1=sum(row.f1 for row in rows) / len(rows),
        accuracy=right.total() / len(truth),
        classes=rows,
    )


def _row(label: str, right: int, there: int, said: int) -> ClassRow:
    return ClassRow(
        label=label,
        precision=right / said if said else 0.0,
        recall=right / there if there else 0.0,
        f1=2 * right / (there + said),
        support=there,
        guessed=said,
    )


def _rounded(row: dict[str, Any]) -> dict[str, Any]:
    return {name: round(value, 4) if isinstance(value, float) else value for name, value in row.items()}
