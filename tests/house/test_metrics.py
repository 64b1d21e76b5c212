"""The house tells its figures to the watch that has the token, and to nobody else that there is such a page."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from gongzhi.matters import outbox
from gongzhi.matters.models import ClockRow
from gongzhi.site import metrics
from tests.cast import City, city, keys

__all__ = ["city", "keys"]

TOKEN = "a-long-token"
LINE = re.compile(r'(# (HELP|TYPE) )?gongzhi_[a-z_]+(\{[a-z]+="[a-z_]+"\})?( .+)')


def told(client: Client) -> dict[str, float]:
    """The figures by name and label, as a collector reads them."""
    answer = client.get("/metrics", headers={"authorization": f"Bearer {TOKEN}"})
    assert answer.status_code == 200
    lines = answer.content.decode().splitlines()
    assert all(LINE.fullmatch(line) for line in lines), lines
    return {name: float(value) for name, value in (line.rsplit(" ", 1) for line in lines if line[0] != "#")}


@pytest.mark.django_db
@pytest.mark.parametrize(("token", "said"), [("", ""), ("", "Bearer "), (TOKEN, ""), (TOKEN, "Bearer another")])
def test_without_the_token_there_is_no_such_page(token: str, said: str, client: Client, settings: Any) -> None:
    settings.GONGZHI_METRICS_TOKEN = token
    assert client.get("/metrics", headers={"authorization": said}).status_code == 404


def test_the_figures_follow_what_happens(city: City, client: Client, settings: Any) -> None:
    settings.GONGZHI_METRICS_TOKEN = TOKEN
    city.now = timezone.now()
    city.report()
    found = told(client)
    assert (found["gongzhi_unsent_changes"], found["gongzhi_overdue_timers"]) == (1, 0)
    while outbox.sequence(100) + outbox.consume("tally", outbox.tally, 100):
        pass
    ClockRow.objects.filter(next_at__isnull=False).update(next_at=timezone.now() - timedelta(hours=1))
    found = told(client)
    assert (found["gongzhi_unsent_changes"], found['gongzhi_matters{stage="reported"}']) == (0, 1)
    assert found['gongzhi_consumer_behind{consumer="tally"}'] == 0
    assert found["gongzhi_overdue_timers"] >= 1
    assert 3600 <= found["gongzhi_oldest_overdue_seconds"] < 3700


@pytest.mark.django_db
def test_a_process_tells_its_own_figures_beside(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(metrics.OF_THIS_PROCESS, "stream_listeners", lambda: 7)
    assert "gongzhi_stream_listeners 7" in metrics.text(metrics.figures(timezone.now()))
