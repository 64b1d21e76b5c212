"""What fell due while nobody looked is worked off by several workers: every step once, what fell due first first."""

from concurrent.futures import ProcessPoolExecutor
from datetime import datetime
from multiprocessing import get_context
from time import perf_counter, process_time
from typing import Any

from django.db import connection
from django.utils import timezone

from bench.inside import setup
from gongzhi.matters import claiming, clocks, replay
from gongzhi.matters.models import ClockRow, Entry, MatterRow

WARM = 500


def measure(workers: int) -> dict[str, Any]:
    """Steps taken until nothing is due, and seconds; the store is filled with matters whose time is over."""
    at = timezone.now()
    waiting, lines = ClockRow.objects.filter(next_at__lte=at).count(), Entry.objects.count()
    connection.close()
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn"), initializer=setup) as pool:
        # Both have read catalogue and roster before time counts.
        list(pool.map(_warm, range(workers)))
        begun = perf_counter()
        done = list(pool.map(worked_off, [at] * workers))
        seconds = perf_counter() - begun
    taken = sum(steps for steps, _ in done)
    written = Entry.objects.count() - lines
    left = ClockRow.objects.filter(next_at__lte=at).count()
    sample = [row for (row,) in MatterRow.objects.order_by("query_digest").values_list("id")[:300]]
    findings = [f"{found.rule}: {found.what}" for found in replay.matters(sample)]
    if findings or left or claiming.kept_back() or written < taken:
        raise ValueError(f"{left} clocks are left, {written} lines for {taken} steps, {findings[:3]}")
    return {"clocks": waiting, "steps": taken, "seconds": seconds, "processor": sum(worked for _, worked in done)}


def _warm(number: int) -> int:
    return clocks.work(timezone.now(), 1)


def worked_off(at: datetime) -> tuple[int, float]:
    """Work until nothing is due; how many steps were taken, and the seconds that this process worked."""
    taken, begun = 0, process_time()
    while done := clocks.work(at):
        taken += done
    return taken, process_time() - begun
