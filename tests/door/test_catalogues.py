"""The newest version of the catalogue is the one in force, also when it says what an older one said."""

import shutil
from pathlib import Path

import pytest

from gongzhi.matters import catalogues
from gongzhi.site.settings import CATALOGUE
from tests.cast import MONDAY, City


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the catalogue with one limit changed."""
    copied = Path(shutil.copytree(CATALOGUE, tmp_path / "catalogue"))
    stages = copied / "limits" / "stages.toml"
    stages.write_text(stages.read_text("utf-8").replace("claim = { amount = 0.25", "claim = { amount = 0.5"), "utf-8")
    return copied


def test_the_same_catalogue_again_is_no_new_version(city: City) -> None:
    before, _ = catalogues.in_force()
    assert str(catalogues.put_in_force(CATALOGUE, MONDAY)) == before


def test_an_older_catalogue_is_put_in_force_again_as_a_new_version(city: City, folder: Path) -> None:
    first, _ = catalogues.in_force()
    second = catalogues.put_in_force(folder, MONDAY)
    third = catalogues.put_in_force(CATALOGUE, MONDAY)
    assert int(first) < second < third
    number, read = catalogues.in_force()
    assert (number, read.digest) == (str(third), catalogues.of(int(first)).digest)
