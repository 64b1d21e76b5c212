"""Whatever touches who may come in, what they may do and what they took out is told here, and nowhere else.

What was done is written in the transaction that does it: both are kept, or neither. What was refused or failed is kept
although its transaction is taken back: inside one it waits until that is over (`settle`).
"""

import json
import re
from threading import local
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from gongzhi.audit.chain import link
from gongzhi.audit.models import Event
from gongzhi.audit.origin import origin
from gongzhi.audit.scrubbing import on_one_line, scrubbed

NAME = re.compile(r"[a-z0-9]+(?:[.-][a-z0-9]+)*")
DONE, REFUSED, FAILED = "done", "refused", "failed"
OUTCOMES = (DONE, REFUSED, FAILED)
Plain = str | int | bool | None
_waiting = local()


def security_event(name: str, actor: str, subject: str = "", outcome: str = DONE, **facts: Plain) -> None:
    """Tell of an event: `name` in dotted kebab-case (`login`, `token.made`), actor and subject as references
    (`person:7`, `unit:QX01`, a matter's id), never a name or a value; `outcome` done, refused or failed.

    ValueError for a name or an outcome that is none, TypeError for a fact that is not a plain value. What looks like
    a phone number, an address of mail or a secret is struck out all the same.
    """
    if not NAME.fullmatch(name) or outcome not in OUTCOMES:
        raise ValueError(f"no security event: {name!r}, {outcome!r}")
    here = origin()
    event = Event(
        at=timezone.now(),
        name=name[:64],
        actor=_said(actor)[:64],
        subject=_said(subject)[:128],
        outcome=outcome,
        address=(here.network if actor == "public" else here.address)[:64],
        request=here.request[:32],
        facts=_written(facts),
    )
    if outcome != DONE and connection.in_atomic_block:
        _late().append(event)
        transaction.on_commit(settle)
        return
    event.save()
    transaction.on_commit(link, robust=True)


def settle() -> None:
    """Write what was refused inside a transaction that is over now. Each request and each command ends with this."""
    while events := _late():
        events[0].save()
        del events[0]
        transaction.on_commit(link, robust=True)


def _late() -> list[Event]:
    if not hasattr(_waiting, "events"):
        _waiting.events = []
    events: list[Event] = _waiting.events
    return events


def _said(text: str) -> str:
    return on_one_line(scrubbed(text))


def _written(facts: dict[str, Any]) -> str:
    for name, value in facts.items():
        if not isinstance(value, Plain):
            raise TypeError(f"{name} is a {type(value).__name__}: the security log takes plain values")
    plain = {name: _said(value)[:500] if isinstance(value, str) else value for name, value in facts.items()}
    return json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
