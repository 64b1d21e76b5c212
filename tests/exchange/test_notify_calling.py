"""Only what a setting names is called, nothing is followed from there, and an answer is believed by its own code."""

import base64
import hashlib
import hmac
import logging
import socket
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

import pytest
from django.core import mail as sent_mail
from django.test import override_settings

from gongzhi.exchange.notify import calling, mail, robots
from gongzhi.exchange.notify.configured import Configured
from gongzhi.exchange.notify.letter import Letter, Undelivered
from gongzhi.exchange.notify.models import CHAT, Message, Robot
from gongzhi.matters.loop.dispatching import Dispatch
from gongzhi.matters.loop.noting import Reclassify
from gongzhi.matters.loop.state import Plain
from gongzhi.matters.loop.triage import Accept
from gongzhi.vault.lone import seal_for
from tests.cast import LEAD, City
from tests.exchange.messages import Gateway, dispatched, gateway, listen, seat, send, told

NOON = datetime(2026, 3, 2, 4, tzinfo=UTC)
LETTER = Letter(id=UUID(int=7), title="返工", body="请返工", at=NOON, address="")
SECRET = "SEC0000aaaa"


@pytest.fixture
def other() -> Iterator[Gateway]:
    with gateway() as made:
        yield made


def hosts(other: Gateway) -> frozenset[str]:
    return frozenset({calling.authority(other.url)})


@pytest.mark.parametrize(
    "url",
    [
        "https://elsewhere.example/robot",
        "http://qyapi.weixin.qq.com/robot",
        "https://qyapi.weixin.qq.com:8443/robot",
        "https://qyapi.weixin.qq.com@169.254.169.254/robot",
        "https://user:secret@qyapi.weixin.qq.com/robot",
        "https://169.254.169.254/latest/meta-data",
        "https://[::1]/",
        "http://127.0.0.1:8000/api/reports",
        "file:///etc/passwd",
        "https://qyapi.weixin.qq.com.evil.example/",
        "https://qyapi.weixin.qq.com:port/",
        "//qyapi.weixin.qq.com/",
        "",
    ],
)
def test_no_other_host_is_called(url: str) -> None:
    with pytest.raises(Undelivered, match="host-not-allowed") as refused:
        calling.post(url, {}, ("qyapi.weixin.qq.com",))
    assert refused.value.final


def test_a_host_of_the_list_is_called_over_tls_with_its_own_port(other: Gateway) -> None:
    assert calling.allowed("https://qyapi.weixin.qq.com/x?key=1", ("qyapi.weixin.qq.com",)).path == "/x"
    assert calling.allowed("https://dmz.example:8443/x", ("dmz.example:8443",)).port == 8443
    assert calling.post(other.url, {"to": "x"}, hosts(other)) == {"accepted": True}


@pytest.mark.parametrize(
    ("status", "code", "final"),
    [
        (301, "gateway-redirects", False),
        (307, "gateway-redirects", False),
        (503, "gateway-busy", False),
        (429, "gateway-busy", False),
        (401, "gateway-busy", False),
        (422, "gateway-refused", True),
    ],
)
def test_what_is_not_taken_is_told_apart_and_a_redirect_not_followed(
    other: Gateway, status: int, code: str, final: bool
) -> None:
    with gateway() as inside:
        other.status["*"], other.location = status, inside.url
        with pytest.raises(Undelivered, match=code) as refused:
            calling.post(other.url, {}, hosts(other) | hosts(inside))
        assert refused.value.final is final
        assert inside.heads == []


def test_nobody_there_and_an_answer_that_never_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(calling, "LONGEST", 0.5)
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        stop = threading.Event()
        thread = threading.Thread(target=drip, args=(server, stop))
        thread.start()
        with pytest.raises(Undelivered, match="gateway-slow"):
            calling.post(f"http://127.0.0.1:{port}/", {}, (f"127.0.0.1:{port}",))
        stop.set()
        thread.join()
    with pytest.raises(Undelivered, match="gateway-unreachable"):
        calling.post(f"http://127.0.0.1:{port}/", {}, (f"127.0.0.1:{port}",))


def drip(server: socket.socket, stop: threading.Event) -> None:
    """Answer one caller, a byte at a time."""
    connection, _ = server.accept()
    with connection:
        try:
            connection.sendall(b"HTTP/1.1 200 OK\r\n")
            while not stop.wait(0.05):
                connection.sendall(b"x")
        except OSError:
            return


def test_wecom_takes_the_words_under_the_key_of_the_address() -> None:
    address, body = robots.wecom(replace(LETTER, address="https://w.example/send?key=k"))
    assert address == "https://w.example/send?key=k"
    assert body == {"msgtype": "text", "text": {"content": "返工\n请返工"}}


def test_dingtalk_is_signed_over_time_and_secret() -> None:
    """As DingTalk's documentation has it: base64 of HMAC-SHA256 of `time\\nsecret` under the secret."""
    address, _ = robots.dingtalk(replace(LETTER, address="https://d.example/send?access_token=t", secret=SECRET))
    asked = parse_qs(urlsplit(address).query)
    stamp = str(int(NOON.timestamp() * 1000))
    made = hmac.new(SECRET.encode(), f"{stamp}\n{SECRET}".encode(), hashlib.sha256).digest()
    assert asked == {"access_token": ["t"], "timestamp": [stamp], "sign": [base64.b64encode(made).decode()]}


def test_feishu_is_signed_in_the_body() -> None:
    """As Feishu's documentation has it: base64 of HMAC-SHA256 of nothing under `time\\nsecret`."""
    _, body = robots.feishu(replace(LETTER, address="https://f.example/hook/t", secret=SECRET))
    stamp = str(int(NOON.timestamp()))
    made = hmac.new(f"{stamp}\n{SECRET}".encode(), b"", hashlib.sha256).digest()
    assert (body["timestamp"], body["sign"]) == (stamp, base64.b64encode(made).decode())


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (b'{"errcode": 0, "errmsg": "ok"}', None),
        (b'{"code": 0, "msg": "success"}', None),
        (b'{"errcode": 93000, "errmsg": "invalid webhook url"}', "gateway-refused"),
        (b'{"errcode": 310000, "errmsg": "sign not match"}', "gateway-refused"),
        (b'{"errcode": 45009, "errmsg": "api freq out of limit"}', "gateway-busy"),
        (b'{"code": 9499, "msg": "too many request"}', "gateway-busy"),
        (b"<html>welcome</html>", "gateway-refused"),
        (b"[]", "gateway-refused"),
    ],
)
def test_a_platform_that_answers_200_and_refuses_has_refused(other: Gateway, answer: bytes, code: str | None) -> None:
    other.answer = answer
    letter = replace(LETTER, address=other.url, kind="wecom")
    if code is None:
        robots.send(letter, Configured(hosts=hosts(other)))
        return
    with pytest.raises(Undelivered, match=code):
        robots.send(letter, Configured(hosts=hosts(other)))


def robot(other: Gateway, kind: str = "wecom") -> Robot:
    made = Robot(unit=LEAD, kind=kind)
    made.address = seal_for(made.id, f"{other.url}?key=of-the-group")
    made.save()
    return made


def test_a_unit_hears_of_it_in_its_group_once_however_many_people_it_has(city: City, other: Gateway) -> None:
    robot(other)
    other.answer = b'{"errcode": 0}'
    dispatched(city)
    to_groups = Configured(hosts=hosts(other))
    listen(city, to_groups)
    assert told(city, "dispatched", CHAT) == {"robot"}
    assert send(city, to_groups) == 1
    assert other.paths == ["/sms?key=of-the-group"]
    assert other.taken[0]["text"]["content"].startswith("新派遣\n")
    assert Message.objects.get(way=CHAT).state == "sent"


def test_what_is_between_people_is_not_posted_into_a_group(city: City, other: Gateway) -> None:
    robot(other)
    seat(city, "desk", "220302001001-ZZ", "dispatcher")
    matter = city.report(kind="23001", text=Plain("邻里纠纷")).id
    city.do(Accept(), "desk", matter)
    city.do(Dispatch(lead=LEAD, support=()), "desk", matter)
    listen(city, Configured(hosts=hosts(other)))
    assert told(city, "dispatched") == {"handler", "mate", "head"}
    assert not Message.objects.filter(way=CHAT).exists()


def test_what_became_a_dispute_meanwhile_is_not_posted_either(city: City, other: Gateway) -> None:
    robot(other)
    matter = dispatched(city)
    to_groups = Configured(hosts=hosts(other))
    listen(city, to_groups)
    city.do(Reclassify(kind="23001"), "clerk", matter)
    assert send(city, to_groups) == 1
    assert other.taken == []
    assert Message.objects.get(way=CHAT).error == "not-for-groups"


def test_neither_address_nor_secret_of_a_robot_reaches_a_log(
    city: City, other: Gateway, caplog: pytest.LogCaptureFixture
) -> None:
    robot(other)
    other.answer = b'{"errcode": 93000}'
    dispatched(city)
    once = Configured(hosts=hosts(other), tries=1)
    listen(city, once)
    with caplog.at_level(logging.DEBUG):
        send(city, once)
    assert "given up: gateway-refused" in caplog.text
    assert "of-the-group" not in caplog.text
    assert Message.objects.get(way=CHAT).error == "gateway-refused"


def test_electronic_mail_carries_the_id_that_tells_a_repetition() -> None:
    letter = replace(LETTER, address="handler@city.example", title="返工\nBcc: x@evil.example")
    with override_settings(EMAIL_BACKEND="django.core.mail.backends.locmem.EmailBackend"):
        mail.send(letter, Configured(email_from="共治 <no-reply@city.example>"))
    (one,) = sent_mail.outbox
    assert one.to == ["handler@city.example"]
    assert one.subject == "返工 Bcc: x@evil.example"
    assert one.message()["Message-ID"] == f"<{LETTER.id}@city.example>"


def test_a_mail_server_that_is_away_is_no_fault_of_ours() -> None:
    with (
        override_settings(
            EMAIL_BACKEND="django.core.mail.backends.smtp.EmailBackend", EMAIL_HOST="127.0.0.1", EMAIL_PORT=1
        ),
        pytest.raises(Undelivered, match="gateway-unreachable"),
    ):
        mail.send(replace(LETTER, address="a@b.example"), Configured(email_from="x@city.example"))


@pytest.mark.parametrize("way", [robots.send, mail.send])
def test_a_way_that_is_not_in_use_is_not_used(way: Any) -> None:
    letter = replace(LETTER, address="https://qyapi.weixin.qq.com/x", kind="wecom")
    with pytest.raises(Undelivered, match=r"channel-off|host-not-allowed"):
        way(letter, Configured())
