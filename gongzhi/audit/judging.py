"""An export of the security log is genuine when it bears the installation's signature and each line its own hash."""

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from gongzhi.audit.chain import Finding, event_hash
from gongzhi.audit.models import Event
from gongzhi.audit.reading import FORMAT
from gongzhi.audit.signing import is_signed
from gongzhi.kernel import Refused


def judged(text: bytes, signature: bytes, key: str) -> Iterator[Finding]:
    """What is wrong with an export: its signature (of the installation with the public key `key`), a line, a gap.

    Refuses 422 `export-unreadable`. A gap is no fault where only some events were asked for, and is not looked for.
    """
    try:
        said = json.loads(signature)
        lines = [json.loads(line) for line in text.decode().splitlines()]
        given = said.pop("signature")
        head = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode() + b"\n"
        if said["format"] != FORMAT or said["key"] != key or not is_signed(head + text, given, key):
            yield Finding(None, "the signature is not that of this installation over this file")
        before: dict[str, Any] | None = None
        for line in lines:
            yield from _one(line, before)
            before = line
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise Refused("export-unreadable", status=422, why=type(error).__name__) from error


def _one(line: dict[str, Any], before: dict[str, Any] | None) -> Iterator[Finding]:
    names = ("id", "name", "actor", "subject", "outcome", "address", "request", "facts")
    event = Event(**{name: line[name] for name in names}, at=datetime.fromisoformat(line["at"]))
    if event_hash(line["position"], event, line["previous"]) != line["hash"]:
        yield Finding(line["position"], "the event, or the hash before it, is not what it was")
    if before is not None and before["position"] + 1 == line["position"] and before["hash"] != line["previous"]:
        yield Finding(line["position"], "does not follow on the line before")
