"""`python -m bench.inside NAME JSON` lets bench.NAME measure in an installation; the last line it says is its answer."""

import json
import sys
from importlib import import_module


def main() -> int:
    """Set Django up from the environment, then do what is asked."""
    import_module("django").setup()
    answer = import_module(f"bench.{sys.argv[1]}").measure(**json.loads(sys.argv[2]))
    sys.stdout.write(f"{json.dumps(answer)}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
