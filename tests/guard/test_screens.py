"""The pictures in docs/screens are those that its page names, and small."""

import re
from pathlib import Path

FOLDER = Path(__file__).parents[2] / "docs" / "screens"
EACH, ALL = 120 * 1024, 4 * 1024 * 1024


def test_every_picture_is_named_and_every_named_one_is_there() -> None:
    named = re.findall(r"\((\S+\.png)\)", (FOLDER / "README.md").read_text(encoding="utf-8"))
    assert sorted(named) == sorted(path.name for path in FOLDER.glob("*.png"))
    assert len(named) == len(set(named)) > 10


def test_pictures_are_small() -> None:
    sizes = {path.name: path.stat().st_size for path in FOLDER.glob("*.png")}
    assert {name: size for name, size in sizes.items() if size > EACH} == {}
    assert sum(sizes.values()) <= ALL
