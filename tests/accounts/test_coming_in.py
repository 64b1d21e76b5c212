"""Whoever comes in shows a password and, with power over others, something held; a refusal says nothing of names."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from gongzhi.bodies.accounts import standing
from gongzhi.bodies.accounts.idling import MOVED
from gongzhi.bodies.models import Attempt, Person
from gongzhi.bodies.security_events import SecurityEvent
from tests.accounts.conftest import GOOD, Browser, code_of

Open = Callable[[str], Browser]
Events = list[SecurityEvent]


def test_name_and_password_let_in(browser: Open, events: Events) -> None:
    worker = browser("worker")
    assert worker.enter().status_code == 302
    assert worker.is_in()
    assert [(event.name, event.outcome) for event in events] == [("login", "done")]
    assert worker.person.actor_id == events[0].actor


def test_a_refusal_is_the_same_for_a_name_that_is_there_one_that_is_not_and_a_locked_one(browser: Open) -> None:
    known, locked = browser("worker"), browser("neighbour")
    Person.objects.filter(pk=locked.person.pk).update(is_active=False)
    unknown = Browser(Client(), Person(login="nobody"))
    pages = [one.enter("wrong-password").content.decode() for one in (known, unknown)] + [
        locked.enter().content.decode()
    ]
    said = {
        page.replace(one, "").split('role="alert"')[1].split("</div>")[0]
        for page, one in zip(pages, "xyz", strict=True)
    }
    assert len(said) == 1
    assert "现在不能登录" in said.pop()


def test_a_refusal_hashes_as_often_for_a_name_that_is_not_there(
    browser: Open, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]
    settings.ACCOUNT_RATE_LIMITS = {}
    hashed: list[int] = []
    right = PBKDF2PasswordHasher.encode

    def counted(hasher: Any, *given: Any, **named: Any) -> Any:
        hashed.append(hasher.iterations)
        return right(hasher, *given, **named)

    known, unknown = browser("worker"), Browser(Client(), Person(login="nobody"))
    known.person.set_password(GOOD)
    known.person.save()
    monkeypatch.setattr(PBKDF2PasswordHasher, "encode", counted)
    known.enter("wrong-password")
    of_known = list(hashed)
    hashed.clear()
    unknown.enter("wrong-password")
    assert hashed == of_known != []


def test_after_five_wrong_passwords_the_right_one_does_not_let_in_until_it_is_unlocked(browser: Open) -> None:
    worker = browser("worker")
    for _ in range(5):
        worker.enter("wrong-password")
    assert "尝试次数过多" in worker.enter().content.decode()
    assert not worker.is_in()
    standing.unlock(worker.person, "test")
    worker.enter()
    assert worker.is_in()


def test_a_name_that_is_not_there_is_locked_out_just_so(browser: Open) -> None:
    browser("worker")
    unknown = Browser(Client(), Person(login="nobody"))
    for _ in range(5):
        unknown.enter("wrong-password")
    assert "尝试次数过多" in unknown.enter().content.decode()


def test_another_name_of_the_host_gives_no_further_tries(browser: Open) -> None:
    worker = browser("worker")
    for _ in range(5):
        worker.enter("wrong-password")
    said = {"login": worker.person.login.upper(), "password": GOOD}
    assert "尝试次数过多" in Client().post("/login/", said, headers={"host": "localhost"}).content.decode()


def test_tries_are_counted_where_every_process_sees_them_and_hold_no_name(browser: Open) -> None:
    browser("worker").enter("wrong-password")
    assert Attempt.objects.filter(cache_key__contains="login_failed").exists()
    assert "worker" not in repr(list(Attempt.objects.values_list()))


def test_a_second_factor_is_asked_for_once_it_is_set_up(browser: Open, events: Events) -> None:
    worker = browser("worker")
    worker.enter()
    secret = worker.set_up()
    worker.client.logout()
    assert worker.enter().headers["Location"] == "/account/authenticate/"
    assert not worker.is_in()
    wrong = worker.client.post("/account/authenticate/", {"code": "000000"})
    assert "验证码不对" in wrong.content.decode()
    worker.client.post("/account/authenticate/", {"code": code_of(secret, 1)})
    assert worker.is_in()
    told = [(event.name, event.outcome) for event in events]
    assert told == [("login", "done"), ("second-factor.added", "done"), ("second-factor.added", "done"),
                    ("logout", "done"), ("second-factor", "refused"), ("login", "done")]  # fmt: skip


def test_a_code_that_was_used_is_not_taken_again(browser: Open) -> None:
    worker = browser("worker")
    worker.enter()
    secret = worker.set_up()
    code = code_of(secret, 1)
    for expected in (True, False):
        worker.client.logout()
        worker.enter()
        worker.client.post("/account/authenticate/", {"code": code})
        assert worker.is_in() is expected


def test_a_recovery_code_lets_in_once(browser: Open) -> None:
    worker = browser("worker")
    worker.enter()
    worker.set_up()
    codes = worker.client.get("/account/recovery-codes/").context["unused_codes"]
    assert len(codes) == 10
    for expected in (True, False):
        worker.client.logout()
        worker.enter()
        worker.client.post("/account/authenticate/", {"code": codes[0]})
        assert worker.is_in() is expected


def test_five_wrong_codes_lock_the_second_step(browser: Open) -> None:
    worker = browser("worker")
    worker.enter()
    secret = worker.set_up()
    worker.client.logout()
    worker.enter()
    for _ in range(5):
        worker.client.post("/account/authenticate/", {"code": "000000"})
    assert "尝试次数过多" in worker.client.post("/account/authenticate/", {"code": code_of(secret, 1)}).content.decode()
    assert not worker.is_in()


def test_the_secret_of_the_second_factor_is_sealed(browser: Open) -> None:
    worker = browser("worker")
    worker.enter()
    secret = worker.set_up()
    assert secret not in repr(list(Authenticator.objects.filter(user=worker.person).values_list()))


@pytest.mark.django_db(transaction=True)
def test_who_has_power_over_others_gets_nowhere_without_a_second_factor(browser: Open, settings: Settings) -> None:
    settings.GONGZHI_SECOND_FACTOR = "powerful"
    leader, worker = browser("leader"), browser("worker")
    leader.enter()
    worker.enter()
    assert worker.client.get("/").status_code == 200
    assert leader.client.get("/").headers["Location"] == "/account/?needed=1"
    assert "须先设置第二验证方式" in leader.client.get("/account/?needed=1").content.decode()
    refused = leader.client.get("/api/matters")
    assert (refused.status_code, refused.json()["code"]) == (403, "second-factor-needed")
    leader.set_up()
    assert leader.client.get("/").status_code == 200
    assert leader.client.get("/api/matters").status_code == 200


@pytest.mark.django_db(transaction=True)
def test_a_session_from_before_the_second_factor_does_not_profit_from_it(browser: Open, settings: Settings) -> None:
    settings.GONGZHI_SECOND_FACTOR = "powerful"
    leader = browser("leader")
    other = Browser(Client(), leader.person)
    leader.enter()
    other.enter()
    leader.set_up()
    assert leader.client.get("/api/matters").status_code == 200
    assert other.client.get("/api/matters").status_code == 403


def test_the_last_second_factor_of_the_powerful_stays(browser: Open, settings: Settings) -> None:
    settings.GONGZHI_SECOND_FACTOR = "powerful"
    leader = browser("leader")
    leader.enter()
    leader.set_up()
    assert "最后一个不能停用" in leader.client.post("/account/totp/deactivate/").content.decode()
    settings.GONGZHI_SECOND_FACTOR = "off"
    assert leader.client.post("/account/totp/deactivate/").status_code == 302


def test_the_demonstration_says_that_it_asks_for_no_second_factor(browser: Open) -> None:
    worker = browser("worker")
    assert "不要求第二验证方式" in worker.client.get("/login/").content.decode()


def test_a_place_left_alone_closes(browser: Open, settings: Settings) -> None:
    worker = browser("worker")
    worker.enter()
    session = worker.client.session
    session[MOVED] = (timezone.now() - timedelta(minutes=settings.GONGZHI_IDLE_MINUTES, seconds=5)).timestamp()
    session.save()
    assert worker.client.get("/api/matters").status_code == 401
    worker.client.get("/")
    assert not worker.is_in()


@pytest.mark.parametrize(
    ("untouched", "awake"), [("0", True), ("59", True), ("60", False), ("9999", False), ("", True)]
)
def test_what_an_open_page_asks_by_itself_keeps_no_place_awake(browser: Open, untouched: str, awake: bool) -> None:
    worker = browser("worker")
    worker.enter()
    session = worker.client.session
    session[MOVED] = before = int((timezone.now() - timedelta(minutes=10)).timestamp())
    session.save()
    assert worker.client.get("/api/me", headers={"X-Untouched": untouched}).status_code == 200
    assert (worker.client.session[MOVED] > before) is awake


@pytest.mark.parametrize("language", ["zh-CN", "en"])
@pytest.mark.parametrize(
    "path",
    ["/account/", "/account/password/", "/account/devices/", "/account/totp/activate/", "/account/webauthn/add/",
     "/account/webauthn/", "/account/recovery-codes/", "/account/recovery-codes/generate/"],
)  # fmt: skip
def test_every_page_of_the_account_is_in_both_languages_and_runs_no_script_of_its_own(
    browser: Open, path: str, language: str
) -> None:
    worker = browser("worker")
    worker.client.defaults["HTTP_ACCEPT_LANGUAGE"] = language
    worker.enter()
    worker.set_up()
    if "activate" in path:
        worker.client.post("/account/totp/deactivate/")
    page = worker.client.get(path)
    assert page.status_code == 200
    said = page.content.decode()
    assert f'lang="{language}"' in said
    assert "accounts." not in said
    body = said.split("<main>")[1].split("<script")[0]
    assert any("一" <= sign <= "鿿" for sign in body) is (language == "zh-CN")
