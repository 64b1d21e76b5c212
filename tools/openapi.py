"""The description of the API is kept in `docs/openapi.json`, so that a change to it is seen and meant."""

import json
import os
import sys
import tempfile
from pathlib import Path

import django
from django.utils.module_loading import import_string

ROOT = Path(__file__).resolve().parents[1]
KEPT = ROOT / "docs" / "openapi.json"


def generated() -> str:
    """The description as the code has it now; Django must be set up."""
    schema = import_string("gongzhi.site.api.api").get_openapi_schema()
    return json.dumps(schema, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def main() -> int:
    """Write the description anew and say whether it changed."""
    with tempfile.TemporaryDirectory() as home:
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gongzhi.site.settings")
        os.environ.setdefault("GONGZHI_HOME", home)
        os.environ.setdefault("GONGZHI_SECRET_KEY", "the description of the API is made without any secret whatsoever")
        django.setup()
        before, now = KEPT.read_text(encoding="utf-8") if KEPT.exists() else "", generated()
    KEPT.write_text(now, encoding="utf-8")
    print(f"{KEPT.relative_to(ROOT)}: {'as before' if before == now else 'changed'}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
