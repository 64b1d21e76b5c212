"""The catalogue of the project, read once, and a copy of its folder to spoil."""

import shutil
from pathlib import Path

import pytest

from gongzhi.catalogue import Catalogue, read

FOLDER = Path(__file__).parents[2] / "catalogue"


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    return read(FOLDER)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(FOLDER, tmp_path / "catalogue"))
