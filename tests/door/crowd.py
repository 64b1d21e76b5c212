"""Many at once: a committed city, and threads that all begin at the same moment with connections of their own."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TypeVar

import pytest
from django.db import connection

from tests import cast

T = TypeVar("T")
EIGHT = 8


@pytest.fixture
def crowd(transactional_db: None, keys: None) -> Iterator[cast.City]:
    """The city, committed, so that every connection sees it."""
    cast.forget()
    yield cast.build()
    cast.forget()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM matters_search")


def together(deed: Callable[[int], T], count: int = EIGHT) -> list[T]:
    """What `deed` gives for 0 … count-1, all begun at once, each in a thread with its own connection."""
    gate = Barrier(count)

    def one(number: int) -> T:
        try:
            gate.wait(30)
            return deed(number)
        finally:
            connection.close()

    with ThreadPoolExecutor(count) as pool:
        return [waiting.result(timeout=120) for waiting in [pool.submit(one, number) for number in range(count)]]
