"""A place left alone closes by itself; only when it last moved is kept, in the session, and goes with it."""

from datetime import datetime

from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase

MOVED = "moved"
STEP = 60
"""Seconds within which a further request is not written down: a session is no log of what somebody did."""


def idle(session: SessionBase, at: datetime) -> bool:
    """Whether nothing has come from this session for longer than the setting allows."""
    moved = session.get(MOVED)
    return moved is not None and at.timestamp() - moved > settings.GONGZHI_IDLE_MINUTES * 60


def move(session: SessionBase, at: datetime) -> None:
    """Note that the session is used, at most once a minute."""
    moved = session.get(MOVED)
    if moved is None or at.timestamp() - moved >= STEP:
        session[MOVED] = int(at.timestamp())
