"""Whatever the vault refuses, it says in Chinese and in English, with the way out."""

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
RAISED = re.compile(r'Refused\(\s*"([a-z0-9-]+)"')


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_refusal_has_its_words(language: str) -> None:
    said, anywhere = (
        {code for path in (ROOT / folder).rglob("*.py") for code in RAISED.findall(path.read_text("utf-8"))}
        for folder in ("gongzhi/vault", "gongzhi")
    )
    words = tomllib.loads((ROOT / f"catalogue/words/{language}/vault.toml").read_text("utf-8"))["refusals"]
    assert len(said) > 20
    assert said <= set(words)
    assert set(words) <= anywhere, "what nobody refuses needs no words"
    assert all(entry["title"] and entry["way_out"] for entry in words.values())
