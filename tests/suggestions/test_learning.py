"""The same texts give the same model, what it says can be traced to the text, and what is kept reads back the same."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from gongzhi.kernel import Refused
from gongzhi.suggestions import cutting, keeping, learning
from gongzhi.suggestions.judging import judge
from gongzhi.suggestions.model import Model
from tests.suggestions.conftest import texts_of

ABOUT = keeping.About(form=keeping.FORM, made_at="2026-03-02", recipe={}, digest="0", texts=90, figures={})


@pytest.fixture(scope="module")
def model() -> Model:
    """A model of ninety invented texts."""
    return learning.learn(*texts_of(90))


def test_texts_it_has_not_seen_are_told_apart(model: Model) -> None:
    texts, labels = texts_of(60, seed=99)
    assert judge(labels, [model.guess(text) for text in texts]).macro_f1 > 0.95


def test_labels_dealt_out_at_random_cannot_be_learnt() -> None:
    texts, labels = texts_of(90)
    dealt = [labels[int(place)] for place in np.random.default_rng(3).permutation(len(labels))]
    assert learning.cross_validated(texts, dealt).macro_f1 < 0.6


def test_the_same_texts_give_the_very_same_model(model: Model) -> None:
    again = learning.learn(*texts_of(90))
    assert again.classes == model.classes
    assert list(again.runs) == list(model.runs)
    assert np.array_equal(again.weight, model.weight)
    assert again.sharpness == model.sharpness


def test_shares_sum_to_a_hundred_and_the_first_is_the_guess(model: Model) -> None:
    text = "南河街7号垃圾桶满溢没人清运"
    found = model.guesses(text, most=9)
    assert abs(sum(guess.share for guess in found) - 100) <= 2
    assert [guess.share for guess in found] == sorted((guess.share for guess in found), reverse=True)
    assert found[0].label == model.guess(text) == "环卫"


def test_the_reasons_stand_in_the_text_and_speak_for_the_class(model: Model) -> None:
    text = "英雄大街3号工地半夜施工很吵，请尽快处理"
    first = model.guesses(text)[0]
    assert first.label == "噪声"
    assert first.runs
    assert all(run in text for run in first.runs)
    without = text
    for run in first.runs:
        without = without.replace(run, "")
    assert model.scores(without)[model.classes.index("噪声")] < model.scores(text)[model.classes.index("噪声")]


def test_the_parts_add_up_to_the_score(model: Model) -> None:
    text = "仁兴路井盖不见了"
    assert np.allclose(model.parts(model.heard(text)).sum(axis=1) + model.bias, model.scores(text))


def test_many_at_once_score_as_one_by_one(model: Model) -> None:
    texts, _ = texts_of(12, seed=5)
    known = learning.counted(texts_of(90)[0], learning.RECIPE)
    assert known.names == tuple(model.runs)
    seen = texts_of(90)[0][:12]
    at_once = learning._scored(model, known.counts[:12])
    assert np.allclose(at_once, [model.scores(text) for text in seen], atol=1e-4)
    assert texts != seen


def test_a_text_of_nothing_known_gets_no_reasons(model: Model) -> None:
    assert all(guess.runs == () for guess in model.guesses("鯨鯊 xyzzy"))


def test_runs_in_fewer_texts_than_asked_are_not_kept() -> None:
    names = learning.counted(["路面有坑", "路面积水"], learning.Recipe(fewest=2)).names
    assert "路面" in names
    assert "有坑" not in names


def test_three_at_the_most_are_suggested() -> None:
    texts, labels = texts_of(90)
    five = [*labels[:60], *(f"另{place % 2}" for place in range(30))]
    found = learning.learn(texts, five)
    assert len(found.classes) == 5
    assert len(found.guesses(texts[0])) == 3


def test_full_width_case_and_blanks_make_no_difference() -> None:
    assert cutting.runs("ＡＢＣ　 路面") == cutting.runs("abc 路面")


@pytest.mark.parametrize("labels", [["道路"] * 6, []])
def test_one_class_is_nothing_to_learn(labels: list[str]) -> None:
    with pytest.raises(Refused, match="nothing-to-learn"):
        learning.learn(texts_of(len(labels))[0], labels)


def test_without_the_packages_learning_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cutting, "NEEDED", ("no_such_package",))
    with pytest.raises(Refused, match="learning-not-installed"):
        learning.learn(*texts_of(30))


def test_what_is_kept_reads_back_the_same(model: Model, tmp_path: Path) -> None:
    number = keeping.keep(tmp_path / "models", {"label": model}, ABOUT)
    kept = keeping.read(tmp_path / "models", number)
    text = "平东大街夜间打桩扰民"
    assert kept.about == ABOUT
    assert kept.models["label"].guesses(text) == model.guesses(text)
    assert (tmp_path / "models").stat().st_mode & 0o077 == 0


def test_the_three_newest_versions_stay(model: Model, tmp_path: Path) -> None:
    assert [keeping.keep(tmp_path, {"label": model}, ABOUT) for _ in range(5)] == [1, 2, 3, 4, 5]
    assert keeping.numbers(tmp_path) == [3, 4, 5]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["000003", "000004", "000005"]


class Planted:
    """Does harm when it is unpickled."""

    def __reduce__(self) -> tuple[object, ...]:
        return (pytest.fail, ("a file of the model was run",))


def test_nothing_in_a_model_is_ever_run(model: Model, tmp_path: Path) -> None:
    number = keeping.keep(tmp_path, {"label": model}, ABOUT)
    file = tmp_path / f"{number:06d}" / "label.npz"
    with np.load(file) as kept:
        arrays = dict(kept)
    np.savez(file, **arrays | {"bias": np.array([Planted()], dtype=object)})
    with pytest.raises(Refused, match="model-unreadable"):
        keeping.read(tmp_path, number)


@pytest.mark.parametrize("fault", ["cut", "form", "shape", "gone"])
def test_a_damaged_model_is_refused(model: Model, tmp_path: Path, fault: str) -> None:
    bent = replace(model, bias=model.bias[:-1]) if fault == "shape" else model
    about = keeping.About(**{**{name: getattr(ABOUT, name) for name in ABOUT.__struct_fields__}, "form": 0})
    number = keeping.keep(tmp_path, {"label": bent}, about if fault == "form" else ABOUT)
    file = tmp_path / f"{number:06d}" / "label.npz"
    if fault == "cut":
        file.write_bytes(file.read_bytes()[:-200])
    if fault == "gone":
        (tmp_path / f"{number:06d}" / keeping.ABOUT).unlink()
    with pytest.raises(Refused, match="model-unreadable"):
        keeping.read(tmp_path, number)
