"""On SQLite one writer writes at a time: those of one process queue here instead of waking each other up in vain."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import RLock

from django.db import connection

_turn = RLock()


@contextmanager
def turn() -> Iterator[None]:
    """Hold the process's turn to write (SQLite); nothing on databases where writers do not block each other."""
    if connection.vendor != "sqlite":
        yield
        return
    with _turn:
        yield
