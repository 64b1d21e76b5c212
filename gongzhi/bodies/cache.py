"""Each process remembers the roster until it changes; a transaction that changes it sees its own change at once."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from django.db import connection, transaction

T = TypeVar("T")
Stamp = tuple[object, ...]
PATIENCE = 2.0
"""Seconds for which a remembered roster is trusted without asking for its version."""


@dataclass(frozen=True, slots=True)
class Held(Generic[T]):
    """A remembered value, the version it was read under, and when to ask for the version again (monotonic seconds)."""

    value: T
    stamp: Stamp
    ask_at: float


class Forgets(Protocol):
    """Whatever remembers something of the roster."""

    def forget(self) -> None: ...


class Remembered(Generic[T]):
    """A value read once per version and shared by the threads of a process."""

    def __init__(
        self, stamp: Callable[[], Stamp], load: Callable[[], T], clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._stamp, self._load, self._clock = stamp, load, clock
        self._held: Held[T] | None = None
        self._turn = threading.Lock()
        _remembered.append(self)
        self._own = threading.local()

    def get(self) -> T:
        """The value in force: remembered, or read anew when the version moved on."""
        if change := _own_change():
            return self._as_changed(change)
        held = self._held
        if held is not None and self._clock() < held.ask_at:
            return held.value
        with self._turn:
            return self._refreshed()

    def forget(self) -> None:
        """Read anew at the next question."""
        self._held = None

    def _refreshed(self) -> T:
        held, now = self._held, self._clock()
        if held is not None and now < held.ask_at:
            return held.value
        stamp = self._stamp()
        value = held.value if held is not None and held.stamp == stamp else self._load()
        self._held = Held(value, stamp, now + PATIENCE)
        return value

    def _as_changed(self, change: "Change") -> T:
        seen: tuple[Change, T] | None = getattr(self._own, "seen", None)
        if seen is None or seen[0] is not change:
            seen = (change, self._load())
            self._own.seen = seen
        return seen[1]


class Change:
    """A change of the roster that its transaction has not committed yet; on commit everyone reads anew."""

    def __call__(self) -> None:
        forget_roster()


_remembered: list[Forgets] = []
_thread = threading.local()


def noticed() -> None:
    """Note that this transaction changed the roster; what it reads of it from now on is its own."""
    _thread.changing = True
    transaction.on_commit(Change())


def forget_roster() -> None:
    """Everything remembered of the roster in this process is read anew."""
    for remembered in _remembered:
        remembered.forget()


def _own_change() -> Change | None:
    # Django drops a hook when its transaction or savepoint is rolled back, so a hook still there is a change in force.
    if not getattr(_thread, "changing", False):
        return None
    for entry in reversed(connection.run_on_commit):
        if isinstance(entry[1], Change):
            return entry[1]
    _thread.changing = False
    return None
