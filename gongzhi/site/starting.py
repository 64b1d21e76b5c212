"""When the house starts it tells which settings are other than the last time; no value of one stands in the log."""

import hashlib
import hmac
import json
import os
import socket
from collections.abc import Mapping
from pathlib import Path

from django.conf import settings

from gongzhi.audit.telling import security_event

KNOWN = "settings.known"
OUR_OWN = frozenset({"GONGZHI_PART", "GONGZHI_INLINE", "GONGZHI_PARENT"})


def told() -> None:
    """Tell of the start, with the names of the settings that are new, other or gone since this machine last started."""
    page, here = settings.HOME / KNOWN, digests(os.environ)
    before: dict[str, str] = json.loads(page.read_text(encoding="utf-8")) if page.exists() else {}
    changed = sorted(name for name in before | here if before.get(name) != here.get(name))
    security_event("house.started", "command-line", socket.gethostname(), settings_changed=",".join(changed))
    page.touch(mode=0o600)
    page.write_text(json.dumps(here, sort_keys=True), encoding="utf-8")


def digests(known: Mapping[str, str]) -> dict[str, str]:
    """Setting → a keyed digest of its value: whether it changed can be seen, what it was cannot."""
    ours = (name for name in known if name == "DATABASE_URL" or name.startswith("GONGZHI_"))
    key = settings.SECRET_KEY.encode()
    return {
        name: hmac.new(key, _value(name, known[name]), hashlib.sha256).hexdigest()[:16]
        for name in ours
        if name not in OUR_OWN
    }


def _value(name: str, said: str) -> bytes:
    return Path(said).read_bytes() if name.endswith("_FILE") else said.encode("utf-8", "surrogateescape")
