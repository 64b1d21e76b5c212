"""Whatever address somebody writes down, the house calls nobody but those whom a setting names, and nobody within."""

import socket
from typing import Any

import pytest

from gongzhi.exchange.notify.calling import allowed, post
from gongzhi.exchange.notify.letter import Undelivered

HOST = "qyapi.weixin.qq.com"
ELSEWHERE = (
    f"http://{HOST}/x", f"https://{HOST}.evil.example/x", f"https://{HOST}@evil.example/x", f"https://evil.example/{HOST}",
    f"https://evil.example#@{HOST}/", f"https://evil.example\\@{HOST}/", f"https://{HOST}:8443/x", f"https://{HOST}./x",
    f"https://user:secret@{HOST}/x", f"ftp://{HOST}/x", f"gopher://{HOST}/x", "file:///etc/passwd", f"//{HOST}/x", HOST,
    "https://127.0.0.1/x", "https://[::1]/x", "https://[::ffff:127.0.0.1]/x", "https://2130706433/x", "https://0x7f.1/x",
    "http://169.254.169.254/latest/meta-data", "https://", "", "https://[::1", "https://qyapi。weixin。qq。com/x",
)  # fmt: skip
WITHIN = (
    "127.0.0.1", "127.8.8.8", "0.0.0.0", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1",
    "224.0.0.1", "255.255.255.255", "::", "::1", "::ffff:10.0.0.1", "::ffff:8.8.8.8", "64:ff9b::a00:1", "2002:a00:1::",
    "fe80::1", "fe80::1%eth0", "fc00::1", "ff02::1", "2001:db8::1", "::7f00:1", "fec0::1", "2001::1",
)  # fmt: skip


@pytest.mark.parametrize("url", ELSEWHERE)
def test_no_address_but_one_of_the_list_is_called(url: str) -> None:
    with pytest.raises(Undelivered) as refused:
        allowed(url, (HOST,))
    assert (str(refused.value.code), refused.value.final) == ("host-not-allowed", True)


def test_one_of_the_list_is_called_so_that_the_trial_above_can_fail() -> None:
    assert allowed(f"https://{HOST}/cgi-bin/webhook/send?key=x", (HOST,)).hostname == HOST


@pytest.mark.parametrize("address", WITHIN)
def test_a_name_of_the_list_that_leads_within_is_not_called(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    called: list[Any] = []
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: [(socket.AF_INET, 0, 0, "", (address, 443))])
    monkeypatch.setattr(socket, "create_connection", lambda *said, **_: called.append(said))
    with pytest.raises(Undelivered, match="host-not-allowed"):
        post(f"https://{HOST}/x", {}, (HOST,))
    assert called == []


def test_of_several_addresses_one_within_is_enough_to_call_none(monkeypatch: pytest.MonkeyPatch) -> None:
    found = [(socket.AF_INET, 0, 0, "", (each, 443)) for each in ("8.8.8.8", "10.0.0.1")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: found)
    with pytest.raises(Undelivered, match="host-not-allowed"):
        post(f"https://{HOST}/x", {}, (HOST,))
