"""The screens are built by the pinned Node from what web/package-lock.json names: `python -m tools.web build`.

`python -m tools.web NAME …` installs what is locked if that has changed, draws the client's types from
docs/openapi.json, and runs the script NAME of web/package.json with what follows.
"""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

from tools import node

ROOT = Path(__file__).resolve().parents[1]
WEB = ROOT / "web"
STAMP, DRAWN = WEB / "node_modules" / ".locked", WEB / "node_modules" / ".drawn"
API, SCHEMA = ROOT / "docs" / "openapi.json", WEB / "packages" / "client" / "schema.d.ts"


def npm(*arguments: str) -> int:
    """Run npm of the pinned Node in web/; its exit code."""
    binary = node.path()
    if binary is None:
        sys.exit("The pinned Node is not installed: run 'make setup'.")
    cli = binary.parent.parent / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    found = {**os.environ, "PATH": f"{binary.parent}{os.pathsep}{os.environ['PATH']}"}
    return subprocess.run([str(binary), str(cli), *arguments], cwd=WEB, env=found, check=False).returncode


def install() -> int:
    """Install exactly what is locked, unless that is what lies there; the exit code."""
    return _once(WEB / "package-lock.json", STAMP, "installing what the screens are built from", "ci", "--silent")


def draw() -> int:
    """Draw the client's types from the API's description, unless they were drawn from this one; the exit code."""
    if not SCHEMA.is_file():
        DRAWN.unlink(missing_ok=True)
    return _once(API, DRAWN, "drawing the types of the API", "run", "--silent", "generate")


def _once(source: Path, stamp: Path, what: str, *arguments: str) -> int:
    digest = hashlib.sha256(source.read_bytes()).hexdigest()
    if stamp.is_file() and stamp.read_text(encoding="utf-8") == digest:
        return 0
    print(f"→ {what}", flush=True)
    code = npm(*arguments)
    if code == 0:
        stamp.write_text(digest, encoding="utf-8")
    return code


def run(name: str, *more: str) -> int:
    """Run a script of web/package.json with everything it stands on; the exit code."""
    return install() or draw() or npm("run", "--silent", name, "--", *more)


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    sys.exit(npm(*sys.argv[2:]) if sys.argv[1] == "npm" else run(*sys.argv[1:]))
