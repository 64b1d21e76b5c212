"""A matter gets its number once: local day, county, serial. Serials may have gaps, never doubles."""

from collections.abc import Iterable
from threading import Lock

from django.db import connection

_BLOCK = 50
_kept: dict[tuple[str, str], tuple[int, int]] = {}
_lock = Lock()
_SQL = (
    "INSERT INTO matters_serial (day, county, last) VALUES (%s, %s, %s) "
    "ON CONFLICT (day, county) DO UPDATE SET last = matters_serial.last + excluded.last RETURNING last"
)


def take(day: str, county: str, count: int = 1) -> Iterable[int]:
    """`count` serials of that day and county that nobody else has or will get."""
    if connection.in_atomic_block or count > _BLOCK // 2:
        return _reserve(day, county, count)
    with _lock:
        first, end = _kept.get((day, county), (0, 0))
        if end - first < count:
            block = _reserve(day, county, _BLOCK)
            first, end = block.start, block.stop
            for old in [key for key in _kept if key[0] < day]:
                del _kept[old]
        _kept[day, county] = (first + count, end)
    return range(first, first + count)


def _reserve(day: str, county: str, count: int) -> range:
    with connection.cursor() as cursor:
        cursor.execute(_SQL, [day, county, count])
        last = int(cursor.fetchone()[0])
    return range(last - count + 1, last + 1)


def forget() -> None:
    """Forget what this process reserved (a new database under the same process)."""
    with _lock:
        _kept.clear()
