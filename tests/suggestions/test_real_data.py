"""On real messages the seven classes are told apart as well as was promised, and the largest things are found whole."""

from pathlib import Path

import pytest

from gongzhi.site.cli import suggest
from tests.suggestions.test_commands import told

pytestmark = [pytest.mark.shared, pytest.mark.slow, pytest.mark.usefixtures("home")]
PROMISED = 0.915


def test_seven_classes_are_told_apart(shared: Path) -> None:
    facts = told(suggest.evaluate(shared / "data" / "messages_labelled_zh.csv.gz"))
    assert (facts["learnt_from"], facts["judged_on"], len(facts["classes"])) == (4871, 1239, 7)
    assert facts["macro_f1"] >= PROMISED, facts["classes"]


def test_the_largest_things_of_a_year_are_found_nearly_whole(shared: Path) -> None:
    facts = told(suggest.groups(shared / "data" / "messages_open_zh.csv.gz", top=20))
    assert facts["texts"] == 4320
    sizes = [group["size"] for group in facts["largest"]]
    assert sizes == sorted(sizes, reverse=True)
    assert sizes[0] >= 45
    assert sizes[1] >= 45
    assert sizes[19] >= 7
