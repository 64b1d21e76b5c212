"""Macro-F1 and accuracy are those that the books have, and a file of labelled texts is taken whole or refused."""

import gzip
from random import Random

import pytest
from sklearn.metrics import accuracy_score, precision_recall_fscore_support

from gongzhi.kernel import Refused
from gongzhi.suggestions import labelled
from gongzhi.suggestions.judging import judge
from tests.suggestions.conftest import Write

HEADER = ("text", "label", "split")


def test_the_figures_are_those_of_the_library() -> None:
    random = Random(5)
    truth = [random.choice("abcd") for _ in range(300)]
    guesses = [random.choice((label, *"abcde")) for label in truth]
    found = judge(truth, guesses)
    names = [row.label for row in found.classes]
    known = precision_recall_fscore_support(truth, guesses, labels=names, zero_division=0)
    assert [row.precision for row in found.classes] == pytest.approx(known[0])
    assert [row.recall for row in found.classes] == pytest.approx(known[1])
    assert [row.f1 for row in found.classes] == pytest.approx(known[2])
    assert [row.support for row in found.classes] == list(known[3])
    assert found.macro_f1 == pytest.approx(known[2].mean())
    assert found.accuracy == pytest.approx(accuracy_score(truth, guesses))


def test_a_rare_class_counts_as_much_as_a_common_one() -> None:
    truth, guesses = ["a"] * 99 + ["b"], ["a"] * 100
    found = judge(truth, guesses)
    assert found.accuracy == 0.99
    assert found.macro_f1 == pytest.approx((2 * 99 / 199) / 2)


def test_nothing_to_judge_is_an_error() -> None:
    with pytest.raises(ValueError, match="0 decided"):
        judge([], [])


def test_a_file_is_split_as_it_says(write: Write) -> None:
    file = write([HEADER, ("路面有坑", "道路", "train"), ("很吵", "噪声", "test"), ("井盖不见了", "道路", "train")])
    parts = labelled.split(file)
    assert parts["train"].texts == ("路面有坑", "井盖不见了")
    assert parts["test"].labels == ("噪声",)
    packed = file.with_name("packed.csv.gz")
    packed.write_bytes(gzip.compress(b"\xef\xbb\xbf" + file.read_bytes()))
    assert labelled.split(packed) == parts


def test_the_digest_follows_every_text_and_label() -> None:
    one = labelled.gathered([("a", "x"), ("b", "y")])
    others = [[("b", "y"), ("a", "x")], [("a", "y"), ("b", "x")], [("a", "x")], [("ab", "x"), ("", "y")]]
    assert len({one.digest, *(labelled.gathered(pairs).digest for pairs in others)}) == 5


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ([("text", "label")], "labelled-columns-missing"),
        ([HEADER, ("路面有坑", "", "train")], "labelled-cell-empty"),
        ([HEADER, ("路面有坑", "道路")], "labelled-cell-empty"),
        ([HEADER, ('"路面有坑', "道路", "train")], "labelled-unreadable"),
    ],
)
def test_what_is_wrong_with_a_file_is_said(write: Write, rows: list[tuple[str, ...]], code: str) -> None:
    with pytest.raises(Refused, match=code):
        labelled.split(write(rows))


def test_a_file_that_is_none_is_refused(write: Write) -> None:
    file = write([HEADER])
    with pytest.raises(Refused, match="file-absent"):
        labelled.split(file.with_name("absent.csv"))
    file.write_bytes("路面".encode("gb18030") * 3)
    with pytest.raises(Refused, match="labelled-unreadable"):
        labelled.split(file)
    file.write_bytes(gzip.compress(b"text")[:-6])
    with pytest.raises(Refused, match="labelled-unreadable"):
        labelled.split(file)


def test_a_split_that_is_not_there_is_named(write: Write) -> None:
    file = write([HEADER, ("路面有坑", "道路", "train")])
    with pytest.raises(Refused, match="labelled-split-missing"):
        labelled.part(labelled.split(file), "test", file)
