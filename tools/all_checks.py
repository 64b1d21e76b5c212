"""All checks, each named with its time; every one runs, so that one run shows everything that is wrong.

Those of the screens go one after another beside the others: they install what they stand on once.
"""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BIN = Path(sys.executable).parent
DJANGO = [sys.executable, "-m", "django"]
CHECKS: dict[str, list[str]] = {
    "style": [str(BIN / "ruff"), "check", "--quiet", "."],
    "format": [str(BIN / "ruff"), "format", "--check", "--quiet", "."],
    "types": [str(BIN / "mypy")],
    "floors": [str(BIN / "lint-imports"), "--no-logo"],
    "house": [sys.executable, "-m", "tools.house_lint"],
    "dependencies": [sys.executable, "-m", "pip", "--disable-pip-version-check", "check"],
    "locks": [sys.executable, "-m", "tools.locks"],
    "settings": [*DJANGO, "check", "--fail-level", "WARNING"],
    "migrations": [*DJANGO, "makemigrations", "--check", "--dry-run"],
    "screens' types": [sys.executable, "-m", "tools.web", "types"],
    "screens' style": [sys.executable, "-m", "tools.web", "lint"],
    "catalogue": [sys.executable, "-m", "gongzhi.site.cli", "catalogue", "check"],
}


def check(name: str, command: list[str], home: str) -> bool:
    """Run one check; what it says is shown when it fails. Whether it passed."""
    began = time.monotonic()
    known = {
        **os.environ,
        "GONGZHI_HOME": home,
        "GONGZHI_SECRET_KEY": "checks-sign-nothing-with-this-but-a-setting-must-be-there",
        "DJANGO_SETTINGS_MODULE": "gongzhi.site.settings",
        "DATABASE_URL": "",
    }
    done = subprocess.run(command, cwd=ROOT, env=known, check=False, capture_output=True, text=True)
    told = f"{'✓' if done.returncode == 0 else '✗'} {name} ({time.monotonic() - began:.1f} s)\n"
    if done.returncode != 0:
        told += (done.stdout + done.stderr).rstrip() + "\n"
    print(told, end="", flush=True)
    return done.returncode == 0


def row(names: Iterable[str], home: str) -> bool:
    """These checks one after another, also after one has failed; whether all passed."""
    passed = [check(name, CHECKS[name], home) for name in names]
    return all(passed)


def main(names: list[str]) -> int:
    """All checks, or those named; 1 when any failed."""
    wanted = [name for name in CHECKS if not names or name in names]
    screens = [name for name in wanted if name.startswith("screens'")]
    with tempfile.TemporaryDirectory() as home, ThreadPoolExecutor() as pool:
        rows = ([name for name in wanted if name not in screens], screens)
        passed = list(pool.map(lambda names: row(names, home), rows))
    return 0 if all(passed) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
