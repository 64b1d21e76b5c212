"""The security log's tests have keys of their own."""

from pathlib import Path

import pytest

from gongzhi.vault.keys import make_keys


@pytest.fixture
def own_keys(home: Path) -> Path:
    """A folder with fresh keys."""
    make_keys(home / "keys")
    return home / "keys"
