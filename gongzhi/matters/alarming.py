"""What cannot wait is told at once, in the transaction in which it happens; who hears it is hung up by the house."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, kw_only=True, slots=True)
class Alarm:
    """What happened, at which matter, of which unit whoever did it is. References only."""

    code: str
    matter: UUID
    unit: str
    by: str
    at: datetime


Hearer = Callable[[Alarm], None]
_hearers: list[Hearer] = []


def heard_by(hearer: Hearer) -> None:
    """Let `hearer` hear every alarm, each once."""
    if hearer not in _hearers:
        _hearers.append(hearer)


def alarm(what: Alarm) -> None:
    """Tell it; a hearer that fails takes back what it is about."""
    for hearer in _hearers:
        hearer(what)
