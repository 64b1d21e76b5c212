"""The page of tries and the tests agree: every number has a test that is there, and every attack has a number."""

import ast
import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
ROW = re.compile(r"^\| (\d+) \| [^|]+ · [^|]+ \| [^|]+ \| `(tests/[\w/]+\.py)::(test_\w+)` \|$", re.MULTILINE)
PAGE = (ROOT / "docs/security.md").read_text("utf-8")
PROOFS = ("so_that_the_trial_above_can_fail", "of_the_description_is", "films_have_is_taken")
"""Tests that show that the others can fail are no tries of their own."""


def names_in(path: Path) -> set[str]:
    """The names of the tests of one file."""
    return {
        node.name
        for node in ast.parse(path.read_text("utf-8")).body
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    }


def test_each_number_of_the_page_has_a_test_that_is_there() -> None:
    rows = ROW.findall(PAGE)
    assert len(rows) == PAGE.count("\n| ") - 1
    assert [int(number) for number, _, _ in rows] == list(range(1, len(rows) + 1))
    assert len({(file, name) for _, file, name in rows}) == len(rows) >= 80
    assert [(file, name) for _, file, name in rows if name not in names_in(ROOT / file)] == []


def test_each_attack_has_a_number() -> None:
    named = {(file, name) for _, file, name in ROW.findall(PAGE)}
    files = sorted(path for path in (ROOT / "tests/attack").glob("test_*.py") if path.name != "test_page.py")
    there = {(str(path.relative_to(ROOT)), name) for path in files for name in names_in(path)}
    assert len(there) > 50
    assert [each for each in sorted(there - named) if not any(proof in each[1] for proof in PROOFS)] == []
