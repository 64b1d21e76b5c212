"""Whoever watches the house sees when its clocks stand still, when one is kept back, and when a matter has none."""

from datetime import timedelta

import pytest
from django.db import connection

from gongzhi.matters import claiming, clocks
from gongzhi.matters.liveness import GRACE, Liveness, liveness, overdue
from gongzhi.matters.loop.dispatching import Dispatch
from gongzhi.matters.loop.triage import Accept, Decline
from gongzhi.matters.models import ClockRow
from gongzhi.site.cli.health import health
from tests.cast import City


def test_a_house_that_keeps_up_is_well(city: City) -> None:
    made = city.report()
    city.do(Accept(), "clerk", made.id)
    found = liveness(city.now)
    assert (found.overdue, found.oldest, found.kept_back, found.without_clock) == (0, None, 0, 0)
    assert found.unsent > 0
    assert found.well


def test_a_worker_that_stands_still_is_seen_when_the_time_of_grace_is_over(city: City) -> None:
    made = city.report()
    city.do(Accept(), "clerk", made.id)
    city.do(Dispatch(support=()), "colleague", made.id)
    first = ClockRow.objects.filter(next_at__isnull=False).order_by("next_at")[0].next_at
    assert first is not None
    assert liveness(first + GRACE - timedelta(seconds=1)).well
    late = liveness(first + GRACE)
    assert (late.overdue, late.oldest, late.well) == (1, first, False)
    while clocks.work(first + GRACE):
        pass
    assert liveness(first + GRACE).well


def test_an_ended_matter_that_is_not_archived_in_time_is_overdue(city: City) -> None:
    made = city.report()
    city.do(Decline(reason="not-found"), "clerk", made.id)
    later = city.now + timedelta(days=30)
    assert (overdue(later), overdue(later + GRACE)) == (0, 1)


def test_a_matter_that_is_kept_back_is_no_sign_of_health(city: City) -> None:
    claiming.keep_back(city.report().id, "ValueError", city.now)
    assert (liveness(city.now).kept_back, liveness(city.now).well) == (1, False)


def test_an_open_matter_without_a_clock_is_seen(city: City) -> None:
    city.report()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM matters_clock")
    assert (liveness(city.now).without_clock, liveness(city.now).well) == (1, False)


@pytest.mark.parametrize(("overdue", "code"), [(0, 0), (1, 1)])
def test_the_watchdog_reads_an_exit_code(city: City, overdue: int, code: int, monkeypatch: pytest.MonkeyPatch) -> None:
    found = Liveness(overdue=overdue, oldest=None, kept_back=0, without_clock=0, unsent=3)
    monkeypatch.setattr("gongzhi.site.cli.health.liveness", lambda at: found)
    summary = health()
    assert summary is not None
    assert (summary.code, summary.facts["overdue_timers"], summary.facts["unsent"]) == (code, overdue, 3)


def test_finding_what_is_due_uses_an_index_that_holds_only_what_is_to_come(city: City) -> None:
    city.report()
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off")
    assert "clock_next" in claiming.plan(city.now)
