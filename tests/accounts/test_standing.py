"""Accounts are opened, locked and freed from the command line; devices are seen and put out."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from gongzhi.bodies.accounts.sessions import kind_of
from gongzhi.bodies.models import Person
from gongzhi.bodies.rights import actor_of
from gongzhi.bodies.security_events import SecurityEvent
from gongzhi.bodies.tokens import authenticate_token, make_token
from gongzhi.site.cli.frame import main
from tests.accounts.conftest import Browser

Open = Callable[[str], Browser]
Captured = pytest.CaptureFixture[str]
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


def gongzhi(capsys: Captured, *arguments: str, code: int = 0) -> dict[str, Any]:
    """What the command says."""
    assert main([*arguments, "--json"]) == code
    said: dict[str, Any] = json.loads(capsys.readouterr().out)
    return said


@pytest.mark.usefixtures("city")
def test_a_new_account_has_a_link_and_no_right(capsys: Captured, client: Client) -> None:
    link = gongzhi(capsys, "user", "create", "fresh", "新人")["link"]
    person = Person.objects.get(login="fresh")
    assert not person.has_usable_password()
    assert actor_of(person, timezone.now()).rights == frozenset()
    assert client.get("/invitations/" + link.split("/invitations/")[1]).status_code == 200
    assert gongzhi(capsys, "user", "create", "fresh", "又一人", code=1)["refused"] == "login-unfit"
    assert gongzhi(capsys, "user", "create", "empty", " ", code=1)["refused"] == "login-unfit"


@pytest.mark.usefixtures("city")
@pytest.mark.parametrize("login", ["Clerk", "ＣＬＥＲＫ", "c\u200blerk", "cl\u202eerk", "сlerk", "c lerk"])
def test_no_account_is_opened_that_passes_for_another(capsys: Captured, login: str) -> None:
    assert gongzhi(capsys, "user", "create", login, "别人", code=1)["refused"] == "login-unfit"
    assert gongzhi(capsys, "user", "create", "other", "别\n人", code=1)["refused"] == "login-unfit"
    assert gongzhi(capsys, "user", "create", "张三-2", "张三")["login"] == "张三-2"


def test_who_is_locked_is_out_at_once_and_with_every_token(
    browser: Open, capsys: Captured, events: list[SecurityEvent]
) -> None:
    worker, at = browser("worker"), timezone.now()
    worker.enter()
    _, secret = make_token(worker.person, ["matters.see"], at + timedelta(days=1), at)
    assert gongzhi(capsys, "user", "lock", "worker")["sessions_ended"] == 1
    assert worker.client.get("/api/matters").status_code == 401
    assert authenticate_token(secret, timezone.now()) is None
    assert gongzhi(capsys, "user", "invite", "worker", code=1)["refused"] == "account-locked"
    gongzhi(capsys, "user", "unlock", "worker")
    worker.enter()
    assert worker.is_in()
    assert authenticate_token(secret, timezone.now()) is None
    assert [event.name for event in events if event.actor == "command-line"] == [
        "session.ended", "account.locked", "account.unlocked"]  # fmt: skip


def test_a_lost_second_factor_is_taken_away_and_every_device_is_out(browser: Open, capsys: Captured) -> None:
    worker = browser("worker")
    worker.enter()
    worker.set_up()
    assert gongzhi(capsys, "user", "list", "--search", "worker")["list"] == [
        {"login": "worker", "locked": False, "password": True, "second_factor": True, "devices": 1}]  # fmt: skip
    assert gongzhi(capsys, "user", "reset-factor", "worker")["removed"] == 2
    assert worker.client.get("/api/matters").status_code == 401
    worker.enter()
    assert worker.is_in()


def test_a_name_that_nobody_has_is_refused(city: object, capsys: Captured) -> None:
    assert gongzhi(capsys, "user", "lock", "nobody", code=1)["refused"] == "login-unknown"


def test_one_puts_another_device_of_ones_own_out_and_keeps_this_one(browser: Open) -> None:
    here = browser("worker")
    there = Browser(Client(headers={"user-agent": FIREFOX}), here.person)
    here.enter()
    there.enter()
    page = here.client.get("/account/devices/")
    assert "Firefox · Linux" in page.content.decode()
    other = next(one for one in page.context["devices"] if not one.current)
    here.client.post("/account/devices/", {"end": str(other.id)})
    assert here.client.get("/api/matters").status_code == 200
    assert there.client.get("/api/matters").status_code == 401


def test_nobody_puts_a_device_of_somebody_else_out(browser: Open) -> None:
    worker, neighbour = browser("worker"), browser("neighbour")
    worker.enter()
    neighbour.enter()
    device = worker.client.get("/account/devices/").context["devices"][0]
    for end in (str(device.id), "others", "", "x", "9" * 30):
        neighbour.client.post("/account/devices/", {"end": end})
    assert worker.client.get("/api/matters").status_code == 200


def test_a_changed_password_puts_the_other_devices_out(browser: Open) -> None:
    here = browser("worker")
    there = Browser(Client(), here.person)
    here.enter()
    there.enter()
    fresh = {"oldpassword": "春天-的-铁西-2025", "password1": "秋天-的-铁东-2026", "password2": "秋天-的-铁东-2026"}
    assert here.client.post("/account/password/", fresh).status_code == 302
    assert here.client.get("/api/matters").status_code == 200
    assert there.client.get("/api/matters").status_code == 401


@pytest.mark.parametrize(("password", "fits"), [
    ("aaaabbbbcccc", False), ("Aaaabbbb-ccc", True), ("春天的铁西区在下雪了-9", True),
    ("correct horse battery staple", True), ("12345678-90x", True),
    ("1234567890", False), ("Worker-12x", False)])  # fmt: skip
def test_a_password_is_of_different_signs_or_long(browser: Open, password: str, fits: bool) -> None:
    worker = browser("worker")
    worker.enter()
    said = {"oldpassword": "春天-的-铁西-2025", "password1": password, "password2": password}
    assert (worker.client.post("/account/password/", said).status_code == 302) is fits


@pytest.mark.parametrize(("agent", "kind"), [
    (FIREFOX, "Firefox · Linux"), ("", ""), ("curl/8.1 <script>", "curl/8.1 script"),
    ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit Chrome/140.0 Safari/537.36 Edg/140.0", "Edge · Windows")])  # fmt: skip
def test_a_device_is_called_in_two_words(agent: str, kind: str) -> None:
    assert kind_of(agent) == kind
