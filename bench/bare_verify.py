"""The bare work of a verification: the same processes read the same journal lines in ranges and hash them."""

from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from time import perf_counter
from typing import Any
from uuid import UUID

from django.db import connection

from bench.inside import setup
from gongzhi.matters import replay
from gongzhi.matters.codec import line_hash
from gongzhi.matters.rows import JOURNAL
from gongzhi.matters.stored import Reach, read

CHUNK = 500


def measure(processes: int) -> dict[str, Any]:
    """Seconds, and how many lines there were."""
    begun, ranges = perf_counter(), list(replay.ranges(CHUNK))
    connection.close()
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn"), initializer=setup) as pool:
        lines = sum(pool.map(hashed, ranges, chunksize=4))
    return {"bare": perf_counter() - begun, "lines": lines}


def hashed(bounds: tuple[UUID | None, UUID | None]) -> int:
    """Read the journals between these ids and hash each line; how many there were."""
    found = read("matters_journal", JOURNAL, Reach(after=bounds[0], upto=bounds[1]), "matter_id, version")
    return len([line_hash(line) for line in found])
