"""What people decided is learnt from their words alone, and from nobody's name or number.

The same texts in the same order give the same model.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from gongzhi.kernel import Refused
from gongzhi.suggestions.cutting import package, runs
from gongzhi.suggestions.impersonal import impersonal, numbered
from gongzhi.suggestions.judging import Verdict, judge
from gongzhi.suggestions.model import Array, Model, shares_of

FOLDS = 5
SEED = 20230630
_SHARPNESS = tuple(float(step) for step in np.arange(0.5, 8.25, 0.25))


@dataclass(frozen=True, kw_only=True, slots=True)
class Recipe:
    """How it is learnt. Chosen by cross-validation inside the texts to learn from (`docs/measured.md`).

    `fewest`: texts that a run must stand in, as many as a published figure must count. `most`: runs kept, the most
    telling ones. `evidence`: the power to which the log-ratio of a run's frequency inside and outside a class is
    raised. `smoothing`: added to each frequency. `slack`: the C of the support vector machine.
    """

    fewest: int = 5
    most: int = 400_000
    evidence: float = 0.5
    smoothing: float = 0.2
    slack: float = 1.0


RECIPE = Recipe()


@dataclass(frozen=True, slots=True)
class Counted:
    """Texts as counts of runs: `counts` is a sparse matrix [texts, V]."""

    names: tuple[str, ...]
    counts: Any


def counted(texts: Sequence[str], recipe: Recipe) -> Counted:
    """Every text cut and counted; names, long numbers and runs that stand in too few texts are left out."""
    cut = [runs(impersonal(text)) for text in texts]
    spread = Counter(run for each in cut for run in each)
    kept = sorted(run for run, held in spread.items() if held >= recipe.fewest and not numbered(run))
    if len(kept) > recipe.most:
        kept = sorted(sorted(kept, key=lambda run: (-spread[run], run))[: recipe.most])
    place = {run: number for number, run in enumerate(kept)}
    data: list[int] = []
    columns: list[int] = []
    ends = [0]
    for each in cut:
        row = sorted((place[run], count) for run, count in each.items() if run in place)
        columns.extend(column for column, _ in row)
        data.extend(count for _, count in row)
        ends.append(len(columns))
    matrix = package("scipy.sparse").csr_matrix
    shape = (len(texts), len(kept))
    return Counted(tuple(kept), matrix((np.array(data, dtype=np.float32), columns, ends), shape=shape))


def learn(texts: Sequence[str], labels: Sequence[str], recipe: Recipe = RECIPE) -> Model:
    """The model of these texts; refuses 422 `nothing-to-learn` with fewer than two classes.

    How sure it is follows from cross-validation: the shares are as right as they say.
    """
    known, truth = taught(texts, labels, recipe)
    held_out = _held_out(known, truth, recipe)
    return _fitted(known, truth, recipe, _sharpness(held_out, truth, sorted(set(labels))))


def fitted(texts: Sequence[str], labels: Sequence[str], recipe: Recipe, sharpness: float = 1.0) -> Model:
    """As `learn`, where how sure it is was told elsewhere."""
    return _fitted(*taught(texts, labels, recipe), recipe, sharpness)


def taught(texts: Sequence[str], labels: Sequence[str], recipe: Recipe) -> tuple[Counted, Array]:
    """Texts and labels as they are learnt from; refuses 422 `nothing-to-learn` with fewer than two classes."""
    if len(set(labels)) < 2:
        raise Refused("nothing-to-learn", status=422, texts=len(texts), classes=len(set(labels)))
    return counted(texts, recipe), np.array(labels)


def sharpest(model: Model, decided: Iterable[tuple[str, str]]) -> float:
    """How sure a model may be, by texts that it has not seen and whose label it knows."""
    known = [(text, label) for text, label in decided if label in model.classes]
    if not known:
        return 1.0
    scores = np.array([model.scores(text) for text, _ in known])
    return _sharpness(scores, np.array([label for _, label in known]), model.classes)


def cross_validated(texts: Sequence[str], labels: Sequence[str], recipe: Recipe = RECIPE) -> Verdict:
    """How the recipe fares on texts that it did not learn from, in five parts of the same texts."""
    truth = np.array(labels)
    scores = _held_out(counted(texts, recipe), truth, recipe)
    classes = np.array(sorted(set(labels)))
    return judge(labels, [str(label) for label in classes[scores.argmax(axis=1)]])


def _held_out(known: Counted, truth: Array, recipe: Recipe) -> Array:
    """The scores [texts, K] of each text by a model that has not seen it."""
    classes = sorted(set(truth.tolist()))
    found = np.full((len(truth), len(classes)), -1.0)
    for part in range(FOLDS):
        inside = _folds(truth) != part
        fit = _fitted(Counted(known.names, known.counts[inside]), truth[inside], recipe, 1.0)
        where = [classes.index(label) for label in fit.classes]
        rows = np.flatnonzero(~inside)
        found[rows[:, None], np.array(where)] = _scored(fit, known.counts[rows])
    return found


def _folds(truth: Array) -> Array:
    """The part of each text: every class is dealt out evenly, in an order that the seed fixes."""
    parts = np.zeros(len(truth), dtype=np.int64)
    random = np.random.default_rng(SEED)
    for label in sorted(set(truth.tolist())):
        rows = np.flatnonzero(truth == label)
        parts[random.permutation(rows)] = np.arange(len(rows)) % FOLDS
    return parts


def _fitted(known: Counted, truth: Array, recipe: Recipe, sharpness: float) -> Model:
    sparse, machine = package("scipy.sparse"), package("sklearn.svm").LinearSVC
    classes = sorted(set(truth.tolist()))
    there = known.counts.copy()
    there.data[:] = 1
    spread = np.asarray(there.sum(axis=0)).ravel()
    rarity = (np.log((1 + len(truth)) / (1 + spread)) + 1).astype(np.float32)
    values = _lengthened(_valued(known.counts, rarity))
    telling = np.empty((len(classes), len(known.names)), dtype=np.float32)
    weight, bias = np.empty_like(telling), np.empty(len(classes), dtype=np.float32)
    for k, label in enumerate(classes):
        telling[k] = np.where(spread < recipe.fewest, 0, _telling(there, truth == label, recipe))
        told = _lengthened(values @ sparse.diags(telling[k]))
        fit = machine(C=recipe.slack, class_weight="balanced", random_state=0).fit(told, truth == label)
        weight[k], bias[k] = fit.coef_[0], fit.intercept_[0]
    places = {run: place for place, run in enumerate(known.names)}
    return Model(
        classes=tuple(classes), runs=places, rarity=rarity, telling=telling, weight=weight, bias=bias,
        sharpness=sharpness,
    )  # fmt: skip


def _telling(there: Any, mine: Array, recipe: Recipe) -> Array:
    """How much more, or less, often each run stands in texts of the class than in others."""
    inside = np.asarray(there[mine].sum(axis=0)).ravel() + recipe.smoothing
    outside = np.asarray(there[~mine].sum(axis=0)).ravel() + recipe.smoothing
    ratio = np.log((inside / inside.sum()) / (outside / outside.sum()))
    telling: Array = np.abs(ratio) ** recipe.evidence
    return telling


def _valued(counts: Any, rarity: Array) -> Any:
    values = counts.copy()
    values.data = (1 + np.log(values.data)).astype(np.float32)
    return (values @ package("scipy.sparse").diags(rarity)).tocsr()


def _lengthened(rows: Any) -> Any:
    """Every row made length 1."""
    return package("sklearn.preprocessing").normalize(rows.tocsr(), copy=False)


def _scored(model: Model, counts: Any) -> Array:
    """The scores [texts, K] of counted texts: the same as `Model.scores`, many at once."""
    diagonal = package("scipy.sparse").diags
    values = _lengthened(_valued(counts, model.rarity))
    found = np.empty((counts.shape[0], len(model.classes)))
    for k in range(len(model.classes)):
        found[:, k] = _lengthened(values @ diagonal(model.telling[k])) @ model.weight[k] + model.bias[k]
    return found


def _sharpness(scores: Array, truth: Array, classes: Sequence[str]) -> float:
    """The sharpness under which the truth was the least surprising."""
    right = np.array([classes.index(label) for label in truth.tolist()])
    rows = np.arange(len(right))
    return min(
        _SHARPNESS, key=lambda each: -float(np.log(np.maximum(shares_of(scores, each)[rows, right], 1e-9)).sum())
    )
