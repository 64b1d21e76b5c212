"""Finding what is due costs the same whether ten thousand matters wait or a million, each with three clocks."""

import sys
from datetime import datetime, timedelta
from statistics import median
from time import perf_counter
from typing import Any

from django.db import connection
from django.utils import timezone

from bench.bulk import settle
from gongzhi.matters import claiming, liveness
from gongzhi.matters.models import ClockRow

CLOCKS, DUE, BATCH, ROUNDS = 3, 2_000, 500, 25
"""Clocks of each matter; how many of all are due; how many are claimed at a time; and how often that is measured."""
_ROWS = {
    "postgresql": (
        "INSERT INTO matters_clock (matter_id, serial, name, unit, started_at, yellow_at, orange_at, due_at, ended_at, "
        "outcome, next_at, claimed_by, claimed_until) SELECT md5(n::text || 'a')::uuid, s, 'handling', '', at, at, at, "
        "at, NULL, '', at, '', NULL FROM generate_series(%s::bigint, %s) n, generate_series(1, 3) s, LATERAL (SELECT "
        "%s::timestamptz + ((n * 7919 + s * 104729) %% 40000000) * interval '1 second' AS at) spread"
    ),
    "sqlite": (
        "WITH RECURSIVE matter (n) AS (SELECT %s UNION ALL SELECT n + 1 FROM matter WHERE n < %s), clock (s) AS "
        "(VALUES (1), (2), (3)) INSERT INTO matters_clock (matter_id, serial, name, unit, started_at, yellow_at, "
        "orange_at, due_at, ended_at, outcome, next_at, claimed_by, claimed_until) SELECT printf("
        "'%%08x%%024x', n * 2654435761 %% 4294967296, n), s, 'handling', '', at, at, at, at, NULL, '', at, '', NULL "
        "FROM (SELECT n, s, strftime('%%Y-%%m-%%d %%H:%%M:%%f', %s, '+' || ((n * 7919 + s * 104729) %% 40000000) "
        "|| ' seconds') AS at FROM matter, clock)"
    ),
}


def measure(matters: int) -> dict[str, Any]:
    """Milliseconds of a claim of 500 clocks among those of so many matters, of counting what is due, and the plan."""
    at = timezone.now().replace(microsecond=0)
    _fill(matters, at)
    taken, counted = [], []
    for number in range(ROUNDS):
        begun = perf_counter()
        claimed = claiming.claim(at, BATCH, f"bench {number}")
        taken.append((perf_counter() - begun) * 1000)
        if len(claimed) != BATCH:
            raise ValueError(f"{len(claimed)} clocks were claimed, {BATCH} were due")
        claiming.release({matter for matter, _ in claimed}, f"bench {number}")
        begun = perf_counter()
        overdue = liveness.overdue(at, timedelta(0))
        counted.append((perf_counter() - begun) * 1000)
    return {"clocks": ClockRow.objects.count(), "overdue": overdue, "claim": median(taken), "count": median(counted),
            "plan": claiming.plan(at)}  # fmt: skip


def _fill(matters: int, at: datetime) -> None:
    """Clocks of matters that nobody made, up to `matters` of them; DUE clocks are due, the others later."""
    there = ClockRow.objects.count() // CLOCKS
    begin = at + timedelta(hours=1)
    with connection.cursor() as cursor:
        for first in range(there, matters, 50_000):
            last = min(first + 50_000, matters) - 1
            cursor.execute(_ROWS[connection.vendor], [first, last, str(begin)])
            sys.stderr.write(f"clocks: {last * CLOCKS:,}/{matters * CLOCKS:,}\n")
        cursor.execute(
            "UPDATE matters_clock SET next_at = %s WHERE serial = 1 AND matter_id IN "
            "(SELECT matter_id FROM matters_clock WHERE serial = 1 ORDER BY matter_id LIMIT %s)",
            [str(at - timedelta(hours=1)), DUE - ClockRow.objects.filter(next_at__lte=at).count()],
        )
    settle()
