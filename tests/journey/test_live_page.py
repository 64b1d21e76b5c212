"""A newcomer opens the address in a real browser and sees the city taking in reports."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from pytest_django.live_server_helper import LiveServer

from gongzhi.matters import outbox
from tests.cast import City, city, keys
from tests.conftest import absent

__all__ = ["city", "keys"]
BROWSER = shutil.which("chromium")
QUIET = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync", "--virtual-time-budget=8000",
)  # fmt: skip


def page(url: str, profile: Path, language: str) -> str:
    """The page as the browser has it after its scripts have run."""
    if BROWSER is None:
        absent("chromium", "no browser of that name is on the path")
    command = [str(BROWSER), *QUIET, f"--user-data-dir={profile}", f"--accept-lang={language}", "--dump-dom", url]
    known = {**os.environ, "HOME": str(profile)}
    return subprocess.run(command, capture_output=True, text=True, check=True, timeout=120, env=known).stdout


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("language", "said"), [("zh-CN", "用通行密钥登录"), ("en", "Sign in with a passkey")])
def test_the_login_page_offers_a_passkey_in_both_languages(
    live_server: LiveServer, tmp_path: Path, language: str, said: str
) -> None:
    seen = page(f"{live_server.url}/login/", tmp_path, language)
    assert said in seen
    assert f'lang="{language}"' in seen
    assert 'id="passkey_failed" class="errors" role="alert" hidden=""' in seen


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("language", "kind", "stage"), [("zh-CN", "道路破损", "已上报"), ("en", "Damaged road", "Reported")]
)
def test_the_live_page_shows_what_is_open_without_signing_in(
    live_server: LiveServer, city: City, tmp_path: Path, language: str, kind: str, stage: str
) -> None:
    made = [city.report() for _ in range(6)]
    while outbox.sequence():
        pass
    outbox.consume("tally", outbox.tally)
    seen = page(f"{live_server.url}/live", tmp_path, language)
    assert made[-1].number in seen
    assert f"<td>{kind}</td>" in seen
    assert stage in seen
    assert 'data-stage="reported">6<' in seen
    assert 'data-stage="closed">&lt;5<' in seen
