"""Whoever runs the house sees what was not sent and sends it again; addresses are written there and never shown."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from pytest_django import Settings

from gongzhi.bodies.founding import appoint
from gongzhi.bodies.roster import ROOT_CODE
from gongzhi.exchange.notify import calling
from gongzhi.exchange.notify.models import FAILED, SENT, SMS, Message, Robot
from gongzhi.site.cli.frame import main
from gongzhi.site.worker import send, send_messages
from gongzhi.vault.lone import open_for
from tests.cast import BEGUN, LEAD, City
from tests.exchange.messages import Gateway, dispatched, gateway, listen, number
from tests.exchange.test_notify_sending import sent_back

Captured = pytest.CaptureFixture[str]
LOST = UUID(int=7)


@pytest.fixture
def sms(settings: Settings) -> Iterator[Gateway]:
    """A gateway that the settings lead to."""
    with gateway() as made:
        settings.GONGZHI_SMS_URL = made.url
        settings.GONGZHI_CHAT_HOSTS = [calling.authority(made.url), "qyapi.weixin.qq.com"]
        yield made


@pytest.fixture
def pages(city: City, settings: Settings) -> Client:
    """The administration pages as the administrator has them."""
    settings.ALLOWED_HOSTS = ["testserver"]
    who = city.people["stranger"]
    appoint(who, ROOT_CODE, "administrator", BEGUN)
    client = Client()
    client.force_login(who)
    return client


def told(*arguments: str, capsys: Captured) -> tuple[int, dict[str, Any]]:
    code = main([*arguments, "--json"])
    return code, json.loads(capsys.readouterr().out)


def test_verify_names_each_message_that_is_neither_on_its_way_nor_sent_nor_visibly_failed(
    city: City, sms: Gateway, capsys: Captured
) -> None:
    number(city, "handler")
    sent_back(city)
    send()
    assert told("verify", capsys=capsys)[0] == 0
    for lost in ({"parcel_id": None}, {"state": SENT}, {"state": FAILED}, {"state": "lost"}, {"parcel_id": LOST}):
        one, state, parcel = Message.objects.filter(way=SMS).values_list("id", "state", "parcel_id").get()
        Message.objects.filter(way=SMS).update(**lost)
        code, said = told("verify", capsys=capsys)
        assert (code, [each["rule"] for each in said["list"]]) == (1, ["invariant-13"]), lost
        Message.objects.filter(id=one).update(state=state, parcel_id=parcel)


def test_what_was_given_up_is_listed_and_sent_again(
    city: City, sms: Gateway, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: city.now)
    number(city, "handler")
    assert told("messages", "failed", capsys=capsys) == (0, {"failed": 0, "waiting": 0, "list": []})
    sent_back(city)
    sms.status["*"] = 422
    send()
    assert send_messages() == 1
    code, said = told("messages", "failed", capsys=capsys)
    assert (code, said["failed"], said["waiting"]) == (1, 1, 0)
    assert (said["list"][0]["unit"], said["list"][0]["error"]) == (LEAD, "gateway-refused")
    sms.status.clear()
    assert told("messages", "retry", capsys=capsys) == (0, {"again": 1})
    assert send_messages() == 1
    assert Message.objects.get(way=SMS).state == SENT


def test_a_message_for_an_event_that_never_happens_is_a_fault(
    tmp_path: Path, settings: Settings, capsys: Captured
) -> None:
    folder = tmp_path / "messages"
    folder.mkdir()
    for path in settings.CATALOGUE.rglob("*.toml"):
        target = tmp_path / path.relative_to(settings.CATALOGUE)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(path.read_text("utf-8"), "utf-8")
    handling = folder / "handling.toml"
    text = handling.read_text("utf-8").replace('"SentBack"', '"SendBack"').replace("silent = true", "quiet = true")
    handling.write_text(text, "utf-8")
    settings.HOME = tmp_path
    code, said = told("catalogue", "check", str(tmp_path), capsys=capsys)
    assert (code, said["faults"]) == (1, 2)
    assert [("SendBack" in fault, "Taken.quiet" in fault) for fault in said["list"]] == [(False, True), (True, False)]


def test_the_ledger_is_looked_at_and_not_changed(city: City, sms: Gateway, pages: Client) -> None:
    dispatched(city)
    listen(city)
    shown = pages.get("/admin/notify/message/")
    assert shown.status_code == 200
    assert LEAD in shown.content.decode()
    one = Message.objects.first()
    assert one is not None
    assert pages.get(f"/admin/notify/message/{one.id}/change/").status_code == 200
    assert pages.post(f"/admin/notify/message/{one.id}/change/", {"state": "failed"}).status_code == 403
    assert pages.post(f"/admin/notify/message/{one.id}/delete/", {"post": "yes"}).status_code == 403
    assert pages.get("/admin/notify/parcel/").status_code == 200


def robot(pages: Client, **said: str) -> Any:
    given = {"unit": LEAD, "kind": "dingtalk", "active": "on", "said_address": "", "said_secret": ""} | said
    return pages.post("/admin/notify/robot/add/", given)


def test_the_address_of_a_robot_is_sealed_and_never_shown(sms: Gateway, pages: Client) -> None:
    address = "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=of-the-group"
    assert robot(pages, said_address=address, said_secret="SECwhatever").status_code == 302
    made = Robot.objects.get()
    assert open_for(made.id, bytes(made.address)) == address
    assert b"of-the-group" not in bytes(made.address)
    page = pages.get(f"/admin/notify/robot/{made.id}/change/").content.decode()
    assert "of-the-group" not in page
    assert "SECwhatever" not in page
    kept = {"unit": LEAD, "kind": "wecom", "active": "on", "said_address": "", "said_secret": ""}
    assert pages.post(f"/admin/notify/robot/{made.id}/change/", kept).status_code == 302
    made.refresh_from_db()
    assert (made.kind, open_for(made.id, bytes(made.address))) == ("wecom", address)


@pytest.mark.parametrize(
    "said",
    [
        {"said_address": ""},
        {"said_address": "https://elsewhere.example/hook"},
        {"said_address": "https://169.254.169.254/latest/meta-data"},
        {"said_address": "http://qyapi.weixin.qq.com/hook"},
        {"said_address": "https://qyapi.weixin.qq.com/hook", "unit": "nobody"},
    ],
)
def test_a_robot_elsewhere_is_not_kept(sms: Gateway, pages: Client, said: dict[str, str]) -> None:
    assert robot(pages, **said).status_code == 200
    assert not Robot.objects.exists()
