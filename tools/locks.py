"""What is installed is pinned: every package with a version and hashes, and no address of any registry."""

import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
ADDRESS = re.compile(r"(https?|file)://|^--|^-[fi] |@ ", re.MULTILINE)
PIN = re.compile(r"^[A-Za-z0-9._-]+(\[[^\]]+\])?==\S+")


def faults(name: str, lock: str) -> list[str]:
    """What is wrong with the text of one lock file."""
    said = [
        f"{name}: {found.group(0).strip()!r}: a lock names no registry and no option"
        for found in ADDRESS.finditer(lock)
    ]
    for block in re.split(r"\n(?=\S)", lock.strip()):
        if block.startswith("#"):
            continue
        if not PIN.match(block):
            said.append(f"{name}: {block.splitlines()[0]!r} is not pinned to one version with ==")
        elif "--hash=sha256:" not in block:
            said.append(f"{name}: {block.splitlines()[0]!r} has no hash: run 'make lock'")
    return said


def main() -> int:
    """All lock files; 1 when any has a fault."""
    locks = sorted((ROOT / "requirements").glob("*.txt"))
    said = [fault for lock in locks for fault in faults(lock.name, lock.read_text(encoding="utf-8"))]
    print("\n".join(said))
    return 1 if said or not locks else 0


if __name__ == "__main__":
    sys.exit(main())
