"""Whoever has power over others comes in with two proofs: something known and something held."""

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase

from gongzhi.bodies.duties import POWERFUL
from gongzhi.bodies.reading import OFFICES, seats_of
from gongzhi.kernel import Refused

SHOWN = "second_factor"
"""In the session: the person set one up in this very session, so it need not be shown again."""
RECORDS = "account_authentication_methods"


def needs(person: UUID, at: datetime) -> bool:
    """Whether the person must have a second factor at `at`: by the setting, and by the posts in force."""
    if settings.GONGZHI_SECOND_FACTOR == "all":
        return True
    return settings.GONGZHI_SECOND_FACTOR == "powerful" and powerful(person, at)


def powerful(person: UUID, at: datetime) -> bool:
    """Whether a post in force at `at`, own or deputised, gives power over others."""
    offices = OFFICES.get()
    return any(
        seat.kind in POWERFUL and seat.term.holds(at) and offices.in_force(seat.unit, at) for seat in seats_of(person)
    )


def shown(session: SessionBase) -> bool:
    """Whether a second factor was shown or set up in this session."""
    return bool(session.get(SHOWN)) or any(record.get("method") == "mfa" for record in session.get(RECORDS) or ())


def lacking(session: SessionBase, person: UUID, at: datetime) -> bool:
    """Whether the person must have a second factor and this session has not seen one."""
    return not shown(session) and needs(person, at)


def require(session: SessionBase, person: UUID, at: datetime) -> None:
    """Refuse with 403 `second-factor-needed` where it is lacking."""
    if lacking(session, person, at):
        raise Refused("second-factor-needed", status=403)
