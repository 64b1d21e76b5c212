"""What a name leads to is judged before it is called, and what was judged is what is called."""

import http.client
import socket
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from pytest_django import Settings

from gongzhi.exchange.notify import calling, mail
from gongzhi.exchange.notify.configured import Configured
from gongzhi.exchange.notify.letter import Letter, Undelivered
from gongzhi.kernel import Refused, outward
from gongzhi.site import environment
from gongzhi.vault.key_service import Calling

NOON = datetime(2026, 3, 2, 4, tzinfo=UTC)
OPEN, PRIVATE = "203.107.1.1", "10.1.2.3"


def leads_to(monkeypatch: pytest.MonkeyPatch, *addresses: str) -> None:
    def found(host: str, port: int, **_: Any) -> Sequence[Any]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in addresses]

    monkeypatch.setattr(socket, "getaddrinfo", found)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "127.8.8.8", "0.0.0.0", "10.0.0.1", "172.16.5.4", "192.168.1.1", "169.254.169.254", "100.64.0.1",
        "224.0.0.1", "255.255.255.255", "::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1", "ff02::1",
        "::ffff:10.0.0.1", "2002:0a00:0001::1", "64:ff9b::0a00:1", "192.0.2.1", "198.18.0.1",
    ],
)  # fmt: skip
def test_an_inward_address_is_not_open(address: str) -> None:
    assert not outward.open_to_all(address)


@pytest.mark.parametrize("address", [OPEN, "1.1.1.1", "2400:3200::1"])
def test_an_open_address_is(address: str) -> None:
    assert outward.open_to_all(address)


@pytest.mark.parametrize("addresses", [(PRIVATE,), (OPEN, PRIVATE), ("169.254.169.254",), ()])
def test_a_name_that_leads_inward_is_not_called(monkeypatch: pytest.MonkeyPatch, addresses: tuple[str, ...]) -> None:
    leads_to(monkeypatch, *addresses)
    with pytest.raises(Undelivered, match="host-not-allowed"):
        calling.post("https://robot.example/x", {}, ("robot.example",))


def test_a_name_that_is_listed_inward_may(monkeypatch: pytest.MonkeyPatch) -> None:
    leads_to(monkeypatch, PRIVATE)
    assert outward.address_of("robot.example", 443, ["robot.example"]) == PRIVATE
    assert outward.address_of("robot.example", 8443, ["robot.example:8443"]) == PRIVATE
    with pytest.raises(outward.NotCalled) as failure:
        outward.address_of("robot.example", 443, ["robot.example:8443"])
    assert failure.value.inward


def test_a_name_that_nobody_knows_may_be_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_: Any, **__: Any) -> None:
        raise socket.gaierror

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    with pytest.raises(Undelivered, match="gateway-unreachable") as failure:
        calling.post("https://robot.example/x", {}, ("robot.example",))
    assert not failure.value.final


def test_what_was_judged_is_what_is_called(monkeypatch: pytest.MonkeyPatch) -> None:
    called: list[Any] = []

    def create(address: Any, *_: Any, **__: Any) -> Any:
        called.append(address)
        raise ConnectionRefusedError

    leads_to(monkeypatch, OPEN)
    connection = http.client.HTTPConnection("robot.example", 80)
    outward.pin(connection, [])
    leads_to(monkeypatch, PRIVATE)  # the name leads elsewhere now
    monkeypatch.setattr(socket, "create_connection", create)
    with pytest.raises(ConnectionRefusedError):
        connection.connect()
    assert called == [(OPEN, 80)]
    assert connection.host == "robot.example"


@pytest.mark.parametrize("ssl", [True, False])
def test_a_mail_server_that_leads_inward_is_not_called_unless_it_is_listed(
    monkeypatch: pytest.MonkeyPatch, settings: Settings, ssl: bool
) -> None:
    settings.EMAIL_BACKEND, settings.EMAIL_HOST = environment.POST_OFFICE, "mail.example"
    settings.EMAIL_USE_SSL, settings.EMAIL_USE_TLS, settings.EMAIL_PORT = ssl, False, 465
    letter = Letter(id=UUID(int=1), address="a@b.example", title="t", body="b", at=NOON)
    called: list[Any] = []

    def create(address: Any, *_: Any, **__: Any) -> Any:
        called.append(address)
        raise ConnectionRefusedError

    leads_to(monkeypatch, PRIVATE)
    monkeypatch.setattr(socket, "create_connection", create)
    with pytest.raises(Undelivered, match="host-not-allowed"):
        mail.send(letter, Configured(email_from="city@b.example"))
    assert called == []
    settings.GONGZHI_INWARD_HOSTS = ["mail.example"]
    with pytest.raises(Undelivered, match="gateway-unreachable"):
        mail.send(letter, Configured(email_from="city@b.example"))
    assert called == [(PRIVATE, 465)]


def test_a_key_service_that_leads_inward_is_not_called(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> None:
    settings.GONGZHI_INWARD_HOSTS = []
    leads_to(monkeypatch, PRIVATE)
    with pytest.raises(Refused, match="key-service-inward"):
        Calling("https://kms.example/v1", "token").current()
