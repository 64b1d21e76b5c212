"""The working copy is what runs: one line in the environment points to it, one small file starts it."""

import sys
import sysconfig
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
# The interpreter's path may hold spaces or be longer than a kernel reads after #!, so a shell finds it.
SCRIPT = """#!/bin/sh
'''exec' "{python}" "$0" "$@"
' '''
import sys

from gongzhi.site.cli import main

if __name__ == "__main__":
    sys.exit(main())
"""


def link(site_packages: Path, scripts: Path, python: str) -> None:
    """Write gongzhi.pth into `site_packages` and the command `gongzhi` into `scripts`."""
    (site_packages / "gongzhi.pth").write_text(f"{ROOT}\n", encoding="utf-8")
    command = scripts / "gongzhi"
    command.write_text(SCRIPT.format(python=python), encoding="utf-8")
    command.chmod(0o755)


if __name__ == "__main__":
    link(Path(sysconfig.get_path("purelib")), Path(sysconfig.get_path("scripts")), sys.executable)
