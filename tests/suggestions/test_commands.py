"""`gongzhi suggest train`, `evaluate` and `groups` say what was learnt from, what was judged, what belongs together."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from gongzhi.kernel import Refused
from gongzhi.site.cli import suggest
from gongzhi.site.cli.frame import Summary, main
from gongzhi.suggestions import keeping, learning
from tests.suggestions.conftest import Write, texts_of
from tests.suggestions.test_groups import MIXER

pytestmark = pytest.mark.usefixtures("home")


def told(summary: Summary | None) -> Mapping[str, Any]:
    """What a command says it did."""
    assert summary is not None
    return summary.facts


@pytest.fixture
def file(write: Write) -> Path:
    """Ninety texts to learn from and thirty to be judged on."""
    texts, labels = texts_of(120)
    rows = [
        (text, label, "train" if place < 90 else "test")
        for place, (text, label) in enumerate(zip(texts, labels, strict=True))
    ]
    return write([("text", "label", "split"), *rows])


def test_evaluate_judges_on_what_it_has_not_seen(file: Path, home: Path) -> None:
    facts = told(suggest.evaluate(file))
    assert (facts["learnt_from"], facts["judged_on"]) == (90, 30)
    assert facts["macro_f1"] > 0.95
    assert sum(row["support"] for row in facts["classes"]) == 30
    assert list(home.iterdir()) == [home / "keys"]


def test_labels_of_the_test_rows_are_never_learnt_from(file: Path) -> None:
    wrong = file.read_text("utf-8").replace(",噪声,test", ",环卫,test")
    before = told(suggest.evaluate(file))
    file.write_text(wrong, encoding="utf-8")
    after = told(suggest.evaluate(file))
    assert after["digest"] == before["digest"]
    assert after["macro_f1"] < before["macro_f1"]
    guessed = {row["label"]: row["guessed"] for row in before["classes"]}
    assert {row["label"]: row["guessed"] for row in after["classes"]} == guessed


def test_train_keeps_a_model_and_evaluate_uses_it(file: Path, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fresh = told(suggest.evaluate(file))
    trained = told(suggest.train(file))
    assert (trained["version"], trained["judged_by"]) == (1, "cross-validation")
    kept = keeping.read(home / suggest.FILES, 1)
    assert kept.about.digest == trained["digest"] == fresh["digest"]
    monkeypatch.setattr(learning, "fitted", lambda *_: pytest.fail("learnt again"))
    again = told(suggest.evaluate(file))
    assert {**again, "seconds": 0} == {**fresh, "seconds": 0}


def test_a_kept_model_of_other_rows_is_not_used(file: Path, home: Path) -> None:
    suggest.train(file)
    lines = file.read_text("utf-8").splitlines(True)
    file.write_text("".join([lines[0], *lines[11:]]), encoding="utf-8")
    assert told(suggest.evaluate(file))["learnt_from"] == 80


def test_on_the_command_line_it_is_one_object(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["suggest", "evaluate", str(file), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert {"macro_f1", "accuracy", "classes"} <= found.keys()
    assert {"label", "precision", "recall", "f1", "support"} <= found["classes"][0].keys()
    assert main(["suggest", "evaluate", str(file.with_name("absent.csv")), "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["refused"] == "file-absent"


def test_groups_are_told_with_their_ids_and_times(write: Write) -> None:
    texts = [*texts_of(40)[0], *(text.replace(",", "，") for text in MIXER)]
    rows = [(str(place), f"2026-03-0{place % 9 + 1}T09:00:00+08:00", text) for place, text in enumerate(texts)]
    file = write([("source_id", "opened_at", "text"), *rows])
    facts = told(suggest.groups(file, top=50))
    found = next(group for group in facts["largest"] if "40" in group["source_ids"])
    assert set(found["source_ids"]) == {"40", "41", "42", "43"}
    assert (found["first"], found["last"]) == ("2026-03-05T09:00:00+08:00", "2026-03-08T09:00:00+08:00")
    assert facts["texts"] == 44
    assert told(suggest.groups(file, top=1))["largest"][0]["size"] >= found["size"]


def test_a_file_without_texts_is_refused(write: Write) -> None:
    with pytest.raises(Refused, match="labelled-columns-missing"):
        suggest.groups(write([("source_id", "label"), ("1", "a")]))
