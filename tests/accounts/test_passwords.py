"""A password is none that is guessed, changed when it is over, and not for one of the last five."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import override
from pytest_django import Settings

from gongzhi.bodies.accounts.passwords import REMEMBERED
from gongzhi.bodies.models import PastPassword
from tests.accounts.conftest import GOOD, Browser

Open = Callable[[str], Browser]
OTHER = "秋天-的-铁西-2026"


def aged(one: Browser, days: int) -> None:
    PastPassword.objects.filter(person=one.person).update(since=timezone.now() - timedelta(days=days))


@pytest.mark.parametrize(
    ("password", "why"),
    [
        ("Zq7-Zq7-Z", "至少 10 个字符"),
        ("worker-Worker1", "登录名"),
        ("2026-reKRow-x9", "登录名"),
        ("aaaaaaaaaaaa", "太简单"),
        ("12345678901234567890", "只包含数字"),
    ],
)
def test_a_weak_password_is_refused_in_the_words_of_the_page(browser: Open, password: str, why: str) -> None:
    with override("zh-hans"), pytest.raises(ValidationError) as refused:
        validate_password(password, browser("worker").person)
    assert why in "".join(refused.value.messages)
    assert not any("password" in said for said in refused.value.messages)


def change(one: Browser, old: str, fresh: str) -> int:
    said = {"oldpassword": old, "password1": fresh, "password2": fresh}
    return int(one.client.post("/account/password/", said).status_code)


def test_who_comes_in_with_an_old_password_changes_it_before_anything_else(browser: Open) -> None:
    worker = browser("worker")
    aged(worker, 91)
    worker.enter()
    assert worker.client.get("/").headers["Location"].startswith("/account/password/")
    answer = worker.client.get("/api/me")
    assert (answer.status_code, answer.json()["code"]) == (403, "password-too-old")
    assert change(worker, GOOD, OTHER) == 302
    assert worker.client.get("/api/me").status_code == 200


def test_a_younger_one_is_left_alone_and_one_from_before_the_rule_begins_now(browser: Open, settings: Settings) -> None:
    young, unknown, free = browser("worker"), browser("clerk"), browser("handler")
    aged(young, 89)
    PastPassword.objects.filter(person=unknown.person).delete()
    aged(free, 4000)
    for one in (young, unknown):
        one.enter()
        assert one.client.get("/api/me").status_code == 200
    assert PastPassword.objects.get(person=unknown.person).since > timezone.now() - timedelta(minutes=5)
    settings.GONGZHI_PASSWORD_DAYS = 0
    free.enter()
    assert free.client.get("/api/me").status_code == 200


def test_none_of_the_last_five_is_taken_again_and_no_more_are_kept(browser: Open, settings: Settings) -> None:
    settings.ACCOUNT_RATE_LIMITS = False
    worker = browser("worker")
    worker.enter()
    assert change(worker, GOOD, GOOD) == 200
    words = [f"{OTHER}-{number}" for number in range(REMEMBERED)]
    before = GOOD
    for word in words:
        PastPassword.objects.filter(person=worker.person).update(since=timezone.now() - timedelta(days=1))
        worker.client.post("/account/again/", {"password": before})
        assert change(worker, before, word) == 302
        before = word
    assert PastPassword.objects.filter(person=worker.person).count() == REMEMBERED
    assert not PastPassword.objects.filter(password__contains=OTHER).exists()
