"""Who asks too often is told when to come again, and nobody finds a report by trying codes."""

from collections.abc import Iterator

import pytest
from django.core.cache import cache, caches
from django.core.cache.backends.db import DatabaseCache
from django.test import Client
from pytest_django import Settings

from gongzhi.audit.models import Event
from gongzhi.site import limits
from gongzhi.site.limits import Bucket, Buckets


@pytest.fixture(autouse=True)
def fresh(monkeypatch: pytest.MonkeyPatch, db: None) -> Iterator[None]:
    monkeypatch.setattr(limits, "buckets", Buckets())
    cache.clear()
    yield
    cache.clear()


def test_a_bucket_fills_up_again_evenly() -> None:
    now = [0.0]
    one = Buckets(clock=lambda: now[0])
    assert [one.wait("a", 3) for _ in range(4)] == [0, 0, 0, 21]
    assert one.wait("b", 3) == 0
    now[0] = 20.0
    assert [one.wait("a", 3) for _ in range(2)] == [0, 21]


def test_no_limit_counts_nothing() -> None:
    one = Buckets()
    assert [one.wait("a", 0) for _ in range(3)] == [0, 0, 0]
    assert one.known == {}


@pytest.mark.parametrize("processes", [1, 2, 5])
def test_all_processes_together_answer_the_limit_and_a_twentieth_for_each(
    processes: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "_now", lambda: 600.0)
    each = [Buckets(clock=lambda: 0.0, together=limits.together) for _ in range(processes)]
    answered = sum(one.wait("a", 200) == 0 for _ in range(250) for one in each)
    assert 200 <= answered <= 200 + 10 * processes
    assert all(one.wait("a", 200) > 0 for one in each)
    assert each[0].wait("b", 200) == 0


def test_who_waited_for_the_next_minute_is_answered_again(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [600.0]
    monkeypatch.setattr(limits, "_now", lambda: now[0])
    one, two = (Buckets(clock=lambda: now[0], together=limits.together) for _ in range(2))
    for _ in range(40):
        one.wait("a", 20)
        two.wait("a", 20)
    assert one.wait("a", 20) > 0
    now[0] = 660.0
    assert (one.wait("a", 20), two.wait("a", 20)) == (0, 0)


def test_wrong_passwords_and_codes_are_counted_where_all_processes_look() -> None:
    assert isinstance(caches["default"], DatabaseCache)


def test_what_is_kept_of_callers_has_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "KEPT", 2)
    one = Buckets()
    for who in "abc":
        one.wait(who, 5)
    assert list(one.known) == ["b", "c"]
    assert isinstance(one.known["b"], Bucket)


def test_an_address_that_asks_too_often_is_told_when_to_come_again(settings: Settings) -> None:
    settings.GONGZHI_LIMIT_ADDRESS = 2
    answers = [Client().get("/api/public/summary") for _ in range(3)]
    assert [answer.status_code == 429 for answer in answers] == [False, False, True]
    assert int(answers[2]["Retry-After"]) > 0
    assert answers[2].json()["code"] == "too-many-requests"
    assert Client(REMOTE_ADDR="198.51.100.1").get("/api/public/summary").status_code != 429
    assert Client().get("/health/live").status_code == 200


def test_one_token_that_asks_too_often_does_not_stop_the_office(settings: Settings) -> None:
    settings.GONGZHI_LIMIT_CALLER = 1
    mine = [Client(headers={"Authorization": "Bearer gz_x"}).get("/api/matters").status_code for _ in range(2)]
    assert mine == [401, 429]
    assert Client(headers={"Authorization": "Bearer gz_y"}).get("/api/matters").status_code == 401


def test_wrong_codes_make_the_wait_longer_each_time() -> None:
    seen = [Client().get(f"/api/follow/0000000000{place:02}").status_code for place in range(12)]
    assert seen == [404] * 11 + [429]
    assert Client(REMOTE_ADDR="127.0.0.99").get("/api/follow/000000000000").status_code == 429
    assert Client(REMOTE_ADDR="198.51.100.1").get("/api/follow/000000000000").status_code == 404
    assert [event.name for event in Event.objects.all()] == ["follow.guessing"]
    assert "127.0.0.1" not in Event.objects.get().address


def test_the_wait_doubles_and_has_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [1_000_000.0]
    monkeypatch.setattr(limits, "_now", lambda: now[0])
    waits = []
    for _ in range(25):
        limits.guessed_wrong()
        waits.append(max(limits.guessing() - 1, 0))
    assert waits[:14] == [0] * 10 + [2, 4, 8, 16]
    assert waits[-1] == limits.LONGEST


def test_guessing_from_everywhere_makes_everybody_wait_a_little(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "HOUSE", 3)
    for place in range(5):
        Client(REMOTE_ADDR=f"198.51.{place}.1").get("/api/follow/000000000000")
    assert Client(REMOTE_ADDR="203.0.113.1").get("/api/follow/000000000000").status_code == 429
    assert "follow.guessing-everywhere" in set(Event.objects.values_list("name", flat=True))
