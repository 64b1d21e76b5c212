"""All checks, each named with its time; every one runs, so that one run shows everything that is wrong."""

import os
import subprocess
import sys
import tempfile
import time
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
    print(f"{'✓' if done.returncode == 0 else '✗'} {name} ({time.monotonic() - began:.1f} s)", flush=True)
    if done.returncode != 0:
        print((done.stdout + done.stderr).rstrip(), flush=True)
    return done.returncode == 0


def main(names: list[str]) -> int:
    """All checks, or those named; 1 when any failed."""
    with tempfile.TemporaryDirectory() as home:
        passed = [check(name, command, home) for name, command in CHECKS.items() if not names or name in names]
    return 0 if all(passed) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
