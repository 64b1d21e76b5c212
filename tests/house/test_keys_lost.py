"""An installation whose keys are gone or open to others says so with the way out and is not ready."""

import subprocess
from pathlib import Path

import pytest
from django.test import Client
from pytest_django import Settings

from gongzhi.vault.keys import forget_keys, make_keys
from tests.installation import COMMAND, known, run

__all__ = ["known"]


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.parametrize("said", [("keys", "check"), ("serve",)])
def test_a_key_that_others_can_read_stops_a_command_with_a_sentence(known: dict[str, str], said: tuple[str]) -> None:
    run(known, "init", "--city", "empty")
    (Path(known["GONGZHI_HOME"]) / "keys" / "master").chmod(0o644)
    done = subprocess.run([*COMMAND, *said], env=known, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 2
    assert "chmod 600" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.django_db
def test_a_house_without_its_keys_is_not_ready(client: Client, settings: Settings, tmp_path: Path) -> None:
    settings.HOME_KEYS = tmp_path / "keys"
    make_keys(settings.HOME_KEYS)
    assert client.get("/health/ready").json() == {"ready": True}
    (settings.HOME_KEYS / "master").rename(tmp_path / "apart")
    found = client.get("/health/ready")
    assert (found.status_code, found.json()) == (503, {"ready": False, "why": "keys"})
    (tmp_path / "apart").rename(settings.HOME_KEYS / "master")
    forget_keys()
    assert client.get("/health/ready").status_code == 200
