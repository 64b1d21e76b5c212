"""`python -m bench.inside NAME JSON` lets bench.NAME measure in an installation; its last line is its answer."""

import json
import sys
from importlib import import_module


def setup() -> None:
    """Set Django up from the environment."""
    import_module("django").setup()


def main() -> int:
    """Do what is asked."""
    setup()
    answer = import_module(f"bench.{sys.argv[1]}").measure(**json.loads(sys.argv[2]))
    sys.stdout.write(f"{json.dumps(answer)}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
