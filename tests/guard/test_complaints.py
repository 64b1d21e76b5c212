"""Each of the twenty-four complaints has its answer in a screen that is there."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
ROWS = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in (ROOT / "docs" / "complaints.md").read_text(encoding="utf-8").splitlines()
    if re.match(r"\| \d", line)
]


def test_every_complaint_has_an_answer_a_screen_and_a_walk() -> None:
    assert [int(row[0]) for row in ROWS] == list(range(1, 25))
    assert all(len(row) == 5 and all(row) for row in ROWS)


def test_every_place_that_is_named_is_there() -> None:
    named = {path for row in ROWS for cell in row for path in re.findall(r"`([\w./-]+/[\w./-]+)`", cell)}
    gone = {path for path in named if not path.startswith("/") and not (ROOT / path).exists()}
    assert not gone
    assert all(re.search(r"`(web|tests)/\S+`", row[4]) for row in ROWS)
