"""What every test may ask for: the real data, a home of its own, and the rule that a skip is said aloud."""

import os
import tomllib
from collections.abc import Iterator, Mapping
from functools import lru_cache
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.utils import translation
from pytest_django import Settings
from whitenoise.middleware import WhiteNoiseMiddleware  # type: ignore[import-untyped]

from gongzhi.audit import telling
from gongzhi.catalogue import Catalogue, reading
from gongzhi.catalogue.table import Found
from gongzhi.matters import catalogues
from tests.cast import forget

ROOT = Path(__file__).parents[1]
"""Parts of a test run that may not be skipped, by name: postgresql, node, chromium, shared."""
REQUIRED = frozenset(filter(None, os.environ.get("GONGZHI_TEST_REQUIRE", "").split(",")))


def absent(part: str, reason: str) -> None:
    """Skip a test because `part` is not on this machine, or fail it where the run requires that part."""
    if part in REQUIRED:
        pytest.fail(f"{part} is required here, and is absent: {reason}")
    pytest.skip(f"{part} is absent: {reason}")


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder with the real data beside the project (`data`, `domain`, `design`)."""
    folder = ROOT.parent / "shared"
    if not folder.is_dir():
        absent("shared", f"the real data is looked for in {folder}")
    return folder


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    """The tests' database, without the guards of the logs: between tests every table is emptied.

    What the guards refuse is shown in `tests/audit/test_guards.py`, which puts them back; that an installation has
    them, in `tests/house/test_guards.py`.
    """
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        for guards in ("gongzhi.audit.migrations.0002_guards", "gongzhi.vault.migrations.0004_guards"):
            for statement in import_module(guards).dropped(connection.vendor):
                cursor.execute(statement)


@pytest.fixture
def home(tmp_path: Path, settings: Settings) -> Path:
    """An installation's own empty home with a folder for keys; the settings point to it while the test runs."""
    folder = tmp_path / "home"
    (folder / "keys").mkdir(parents=True, mode=0o700)
    settings.HOME, settings.HOME_KEYS = folder, folder / "keys"
    return folder


@pytest.fixture(scope="session", autouse=True)
def each_catalogue_once() -> Iterator[None]:
    """The same catalogue is read once in a run, and each of its files once: reading takes longer than most tests."""
    known: dict[frozenset[tuple[str, str]], Catalogue] = {}

    def read_texts(files: Mapping[str, str]) -> Catalogue:
        same = frozenset(files.items())
        if same not in known:
            known[same] = reading.read_texts(files)
        return known[same]

    def read(folder: Path) -> Catalogue:
        found: Found = {}
        files = reading._texts(folder, found)
        return reading.read(folder) if found else read_texts(files)

    with pytest.MonkeyPatch.context() as patch:
        once = SimpleNamespace(loads=lru_cache(None)(tomllib.loads), TOMLDecodeError=tomllib.TOMLDecodeError)
        patch.setattr(reading, "tomllib", once)
        patch.setattr(catalogues, "read_texts", read_texts)
        patch.setattr(catalogues, "read", read)
        yield


@pytest.fixture(scope="session", autouse=True)
def static_files_once() -> Iterator[None]:
    """What lies under /static/ is looked up once in a run, not for each client that a test makes."""
    known: dict[tuple[str, ...], dict[str, object]] = {}
    look_up = WhiteNoiseMiddleware.add_files_from_finders

    def once(self: WhiteNoiseMiddleware) -> None:
        places = tuple(map(str, (*settings.STATICFILES_DIRS, *settings.STATICFILES_FINDERS)))
        if places not in known:
            look_up(self)
            known[places] = dict(self.files)
        self.files |= known[places]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(WhiteNoiseMiddleware, "add_files_from_finders", once)
        yield


@pytest.fixture(autouse=True)
def the_language_of_the_city() -> None:
    """Every test starts in the language of the settings: a request leaves the one it asked for in its thread."""
    translation.deactivate()


@pytest.fixture(autouse=True)
def nothing_remembered(request: pytest.FixtureRequest) -> Iterator[None]:
    """What a process keeps in mind of a database goes with the test whose database is taken back."""
    yield
    if {"db", "transactional_db"} & set(request.fixturenames):
        forget()
    telling._late().clear()
