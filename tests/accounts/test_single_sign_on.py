"""The city's identity provider lets in whom it names, under the account of that login and no other."""

from collections.abc import Callable, Iterator
from typing import Any

import httpx
import oidc_provider_mock
import pytest
from allauth.socialaccount.models import SocialAccount
from django.test import Client
from pytest_django import Settings

from gongzhi.bodies.models import Person
from gongzhi.bodies.rights import actor_of
from gongzhi.bodies.security_events import SecurityEvent
from tests.accounts.conftest import Browser
from tests.cast import BEGUN, City

# The provider's own library warns its author, in the provider's thread; nothing of ours is meant.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning:authlib")
Open = Callable[[str], Browser]
LOGIN = "/login/oidc/city/login/"


@pytest.fixture
def provider(settings: Settings) -> Iterator[str]:
    """A provider that the settings lead to."""
    with oidc_provider_mock.run_server_in_thread() as server:
        url = f"http://127.0.0.1:{server.server_port}"
        app = settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APP"]
        known = {**app, "settings": {**app["settings"], "server_url": url}}
        settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APP": known}}
        yield url


def named(provider: str, number: str, **claims: str) -> None:
    """The provider knows somebody by that number."""
    httpx.put(f"{provider}/users/{number}", json={"sub": number, **claims}).raise_for_status()


def through(client: Client, number: str) -> Any:
    """Go to the provider, sign in there as `number`, come back."""
    away = client.post(LOGIN).headers["Location"]
    back = httpx.post(away, data={"sub": number}).headers["location"]
    return client.get("/" + back.split("/", 3)[3])


def test_whom_the_provider_names_comes_in_under_that_login(browser: Open, provider: str) -> None:
    worker = browser("worker")
    named(
        provider, "7001", preferred_username="worker", name="王小明", email="xm@example.com", phone_number="13900001111"
    )
    assert through(worker.client, "7001").status_code == 302
    assert worker.is_in()
    kept = repr(list(SocialAccount.objects.values_list()))
    assert all(value not in kept for value in ("王小明", "xm@example.com", "13900001111"))


def test_afterwards_the_number_counts_and_not_the_login(browser: Open, provider: str) -> None:
    worker = browser("worker")
    named(provider, "7001", preferred_username="worker")
    through(Client(), "7001")
    named(provider, "7001", preferred_username="neighbour")
    through(worker.client, "7001")
    assert worker.is_in()
    named(provider, "7002", preferred_username="worker")
    thief = Client()
    assert through(thief, "7002").status_code == 403
    assert "_auth_user_id" not in thief.session


@pytest.mark.parametrize("claims", [{"preferred_username": "newcomer"}, {}, {"preferred_username": " "}])
def test_a_stranger_stays_outside(
    city: City, provider: str, claims: dict[str, str], events: list[SecurityEvent]
) -> None:
    named(provider, "7003", **claims)
    client = Client()
    page = through(client, "7003")
    assert (page.status_code, "没有可用的对应账号" in page.content.decode()) == (403, True)
    assert "_auth_user_id" not in client.session
    assert not Person.objects.filter(login="newcomer").exists()
    assert [(event.name, event.outcome) for event in events] == [("login", "refused")]


def test_a_stranger_gets_an_account_without_a_right_where_the_city_says_so(
    city: City, provider: str, settings: Settings
) -> None:
    settings.GONGZHI_OIDC_PROVISION = True
    named(provider, "7003", preferred_username="newcomer", name="新人")
    assert through(Client(), "7003").status_code == 302
    person = Person.objects.get(login="newcomer")
    assert (person.name, person.has_usable_password()) == ("新人", False)
    assert actor_of(person, BEGUN).rights == frozenset()


def test_a_locked_account_stays_locked(browser: Open, provider: str) -> None:
    worker = browser("worker")
    Person.objects.filter(pk=worker.person.pk).update(is_active=False)
    named(provider, "7001", preferred_username="worker")
    through(worker.client, "7001")
    assert not worker.is_in()


def test_the_second_step_is_asked_for_all_the_same(browser: Open, provider: str) -> None:
    worker = browser("worker")
    worker.enter()
    worker.set_up()
    worker.client.logout()
    named(provider, "7001", preferred_username="worker")
    assert through(worker.client, "7001").headers["Location"] == "/account/authenticate/"
    assert not worker.is_in()


def test_an_answer_that_nobody_asked_for_lets_nobody_in(browser: Open, provider: str) -> None:
    worker = browser("worker")
    named(provider, "7001", preferred_username="worker")
    away = Client().post(LOGIN).headers["Location"]
    back = httpx.post(away, data={"sub": "7001"}).headers["location"]
    worker.client.get("/" + back.split("/", 3)[3])
    assert not worker.is_in()


def test_an_identity_is_not_added_to_somebody_who_is_signed_in(browser: Open, provider: str) -> None:
    worker = browser("worker")
    worker.enter()
    named(provider, "7009", preferred_username="neighbour")
    away = worker.client.post(f"{LOGIN}?process=connect").headers["Location"]
    back = httpx.post(away, data={"sub": "7009"}).headers["location"]
    assert worker.client.get("/" + back.split("/", 3)[3]).status_code == 403
    assert not SocialAccount.objects.exists()


def test_the_login_page_offers_it(city: City) -> None:
    assert "用统一身份认证登录" in Client().get("/login/").content.decode()
