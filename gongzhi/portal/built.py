"""What was built of web/apps/portal makes the pages better; where it was not built they work without it."""

import json
from functools import lru_cache
from pathlib import Path

from django.contrib.staticfiles import finders
from django.templatetags.static import static

FOLDER = "web/portal"
ENTRY = "src/main.ts"


def assets() -> dict[str, list[str]]:
    """The addresses of the portal's scripts and styles; both empty where nothing was built."""
    found = finders.find(f"{FOLDER}/manifest.json")
    if not isinstance(found, str):
        return {"scripts": [], "styles": []}
    path = Path(found)
    return _named_in(path, path.stat().st_mtime_ns)


@lru_cache(maxsize=2)
def _named_in(path: Path, changed: int) -> dict[str, list[str]]:
    entry = json.loads(path.read_text(encoding="utf-8"))[ENTRY]
    files = {"scripts": [entry["file"]], "styles": entry.get("css", [])}
    return {name: [static(f"{FOLDER}/{file}") for file in each] for name, each in files.items()}
