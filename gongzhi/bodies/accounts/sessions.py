"""A person sees the devices that are signed in and puts each of them out; an administrator puts all of them out."""

import re
from dataclasses import dataclass
from datetime import datetime

from allauth.usersessions.models import UserSession

from gongzhi.bodies.models import Person
from gongzhi.bodies.security_events import tell

BROWSERS = ("Edg", "OPR", "Firefox", "MicroMessenger", "Chrome", "Safari")
SYSTEMS = ("Windows", "Android", "iPhone", "iPad", "Mac OS X", "HarmonyOS", "Linux")
CALLED = {"Edg": "Edge", "OPR": "Opera", "MicroMessenger": "WeChat", "Mac OS X": "macOS"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Device:
    """A browser that is signed in: since when, from where, and whether it is the one that asks."""

    id: int
    kind: str
    address: str
    since: datetime
    current: bool


def devices_of(person: Person, current: str | None) -> list[Device]:
    """Where the person is signed in, the newest first; `current` is the key of the session that asks."""
    held = sorted(UserSession.objects.purge_and_list(person), key=lambda one: one.created_at, reverse=True)
    return [
        Device(
            id=one.pk,
            kind=kind_of(one.user_agent),
            address=one.ip,
            since=one.created_at,
            current=one.session_key == current,
        )
        for one in held
    ]


def end_sessions(person: Person, by: str, *, only: int | None = None, keep: str | None = None) -> int:
    """End the sessions of `person`: all of them, only one by its id, or all but `keep`. Returns how many ended."""
    held = UserSession.objects.filter(user=person).exclude(session_key=keep or "")
    ended = 0
    for one in held if only is None else held.filter(pk=only):
        one.end()
        ended += 1
    if ended:
        tell("session.ended", by, person.actor_id)
    return ended


def kind_of(agent: str) -> str:
    """The browser and the system that a user agent names, in two words; nothing finer is shown."""
    found = [next((name for name in names if name in agent), "") for names in (BROWSERS, SYSTEMS)]
    return " · ".join(CALLED.get(name, name) for name in found if name) or re.sub(r"[^\w./ -]", "", agent)[:24]
