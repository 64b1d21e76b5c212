"""The whole record is verified in ranges, by several processes, while people work: nothing is left out or imagined."""

import os
import signal
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection

from gongzhi.matters import replay, stored
from gongzhi.matters.loop.triage import Accept
from gongzhi.matters.models import MatterRow
from gongzhi.matters.storing import adapt
from gongzhi.site.cli import verify
from tests.cast import City


def test_ranges_hold_every_matter_once_however_long_they_are(city: City) -> None:
    made = sorted(city.report().id for _ in range(7))
    for size in (1, 2, 3, 7, 8):
        counted = [replay.between(*bounds)[0] for bounds in replay.ranges(size)]
        assert sum(counted) == len(made)
        assert max(counted) <= size


@pytest.mark.parametrize("table", ["matters_clock", "matters_journal", "matters_text", "matters_feed"])
@pytest.mark.parametrize("stray", [UUID(int=0), UUID(int=2**128 - 1)])
def test_what_belongs_to_no_matter_is_found_wherever_it_lies(city: City, table: str, stray: UUID) -> None:
    made = city.report()
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {table} SET matter_id = %s WHERE matter_id = %s", [adapt(stray), adapt(made.id)])
    findings = [found for bounds in replay.ranges(1) for found in replay.between(*bounds)[1]]
    assert {str(stray), str(made.id)} <= {found.matter for found in findings}, findings


def test_who_works_while_it_is_verified_is_not_taken_for_a_fault(crowd: City, monkeypatch: pytest.MonkeyPatch) -> None:
    made, read = crowd.report(), stored.read

    def accepted() -> None:
        crowd.do(Accept(), "clerk", made.id)
        connection.close()

    def meanwhile(table: str, *given: Any, **more: Any) -> Any:
        found = read(table, *given, **more)
        if table == "matters_matter" and more["key"] == "id":
            with ThreadPoolExecutor(1) as pool:
                pool.submit(accepted).result(timeout=60)
        return found

    monkeypatch.setattr(stored, "read", meanwhile)
    assert replay.between(None, None) == (1, [])
    assert MatterRow.objects.get(id=made.id).version == made.version + 1


def die(after: UUID | None, upto: UUID | None) -> None:
    """What a process does that is killed by the machine."""
    os.kill(os.getpid(), signal.SIGKILL)


def test_a_process_that_dies_ends_the_verification_with_an_error(crowd: City, monkeypatch: pytest.MonkeyPatch) -> None:
    crowd.report()
    crowd.now += timedelta(minutes=1)
    monkeypatch.setattr(verify, "BETWEEN", "tests.door.test_verifying:die")
    with pytest.raises(BrokenProcessPool):
        list(verify._checked(2))
