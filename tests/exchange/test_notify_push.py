"""A push reaches the browser that asked for it, nobody else can read it, and only hosts of a setting are called."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from gongzhi.exchange.notify import reaches, web_push
from gongzhi.exchange.notify.configured import Configured
from gongzhi.exchange.notify.models import FAILED, PUSH, SENT, Message, Reach
from gongzhi.exchange.notify.web_push import CURVE, decoded, device_of, encoded, own_key, point_of, raw_of, sealed
from gongzhi.kernel import Refused
from gongzhi.matters.loop.triage import Accept
from tests.cast import City
from tests.exchange.messages import dispatched, listen, send, told

PLAIN = b"When I grow up, I want to be a watermelon"
THEIRS = "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"
AUTH = "BTBZMqHH6r4Tts7J_aSIgg"
BODY = (
    "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_"
    "yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
)
SIGNED = (
    "eyJ0eXAiOiJKV1QiLCJhbGciOiJFUzI1NiJ9.eyJhdWQiOiJodHRwczovL3B1c2guZXhhbXBsZS5uZXQiLCJleHAiOjE0NTM1MjM3NjgsInN1YiI6"
    "Im1haWx0bzpwdXNoQGV4YW1wbGUuY29tIn0"
)


def scalar(text: str) -> ec.EllipticCurvePrivateKey:
    return ec.derive_private_key(int.from_bytes(decoded(text), "big"), CURVE)


class Browser:
    """A browser that subscribed, and the push service behind it: what came, and what it answers."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.key = ec.generate_private_key(CURVE)
        self.auth = bytes(range(16))
        self.status = 201
        self.came: list[tuple[dict[str, str], bytes]] = []

    @property
    def device(self) -> dict[str, str]:
        return {"endpoint": f"{self.url}/send/1", "p256dh": encoded(raw_of(self.key)), "auth": encoded(self.auth)}

    @property
    def configured(self) -> Configured:
        """The settings that lead here."""
        hosts = frozenset({self.url.removeprefix("http://")})
        return Configured(
            push_hosts=hosts, push_contact="mailto:city@example.com", push_secret="a-secret-of-this-house"
        )

    def read(self, body: bytes) -> Any:
        """What was sealed for this browser, opened as a browser does it (RFC 8291, section 3.4, from its side)."""
        salt, theirs, said = body[:16], body[21:86], body[86:]
        shared = self.key.exchange(ec.ECDH(), point_of(theirs))
        secret = drawn(shared, self.auth, b"WebPush: info\x00" + raw_of(self.key) + theirs, 32)
        key = drawn(secret, salt, b"Content-Encoding: aes128gcm\x00", 16)
        opened = AESGCM(key).decrypt(drawn(secret, salt, b"Content-Encoding: nonce\x00", 12), said, None)
        return json.loads(opened.removesuffix(b"\x02"))


def drawn(secret: bytes, salt: bytes, info: bytes, length: int) -> bytes:
    return HKDF(algorithm=hashes.SHA256(), length=length, salt=salt, info=info).derive(secret)


@pytest.fixture
def browser() -> Iterator[Browser]:
    class Service(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            made.came.append(({name.lower(): value for name, value in self.headers.items()}, body))
            self.send_response(made.status)
            self.end_headers()

        def log_message(self, *said: Any) -> None:
            """Nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Service)
    made = Browser(f"http://127.0.0.1:{server.server_port}")
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    yield made
    server.shutdown()
    server.server_close()


def test_it_is_sealed_as_the_example_of_the_standard_says() -> None:
    """RFC 8291, section 5 and appendix A."""
    once = scalar("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw")
    made = sealed(PLAIN, decoded(THEIRS), decoded(AUTH), salt=decoded("DGv6ra1nlYgDCS1FRnbzlw"), once=once)
    assert encoded(made) == BODY


def test_it_is_signed_over_the_words_of_the_standard_s_example() -> None:
    """RFC 8292, section 2.4: the same header and claims, and a signature that the key beside it proves."""
    key = own_key("some secret")
    header = web_push.signed("https://push.example.net", 1453523768, "mailto:push@example.com", key)
    token, shown = header.removeprefix("vapid t=").split(", k=")
    said, _, mark = token.rpartition(".")
    assert said == SIGNED
    raw = decoded(mark)
    proof = encode_dss_signature(int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big"))
    point_of(decoded(shown)).verify(proof, said.encode(), ec.ECDSA(hashes.SHA256()))
    assert decoded(shown) == raw_of(own_key("some secret")) != raw_of(own_key("another secret"))


def test_whoever_wants_it_is_pushed_what_comes_into_the_inbox(city: City, browser: Browser) -> None:
    reaches.subscribe(city.people["handler"].pk, browser.device)
    matter = dispatched(city)
    listen(city, browser.configured)
    assert told(city, "dispatched", PUSH) == {"handler"}
    assert told(city, "dispatched") == {"handler", "mate", "head"}
    send(city, browser.configured)
    ((heads, body),) = browser.came
    assert (heads["content-encoding"], heads["ttl"]) == ("aes128gcm", "86400")
    assert heads["authorization"].startswith("vapid t=")
    said = browser.read(body)
    assert said["title"] == "新派遣"
    assert str(matter) not in json.dumps(said)
    assert Message.objects.get(way=PUSH).state == SENT


def test_the_worker_is_pushed_what_becomes_of_an_own_report(city: City, browser: Browser) -> None:
    reaches.subscribe(city.people["worker"].pk, browser.device)
    matter = city.report("worker", channel="field").id
    city.do(Accept(), "clerk", matter)
    listen(city, browser.configured)
    assert told(city, "reporter_accepted", PUSH) == {"worker"}
    send(city, browser.configured)
    said = browser.read(browser.came[0][1])["body"]
    assert "已受理" in said
    assert "查询码" not in said


def test_a_house_that_does_not_push_makes_no_pushes(city: City, browser: Browser) -> None:
    reaches.subscribe(city.people["handler"].pk, browser.device)
    dispatched(city)
    listen(city, Configured())
    assert told(city, "dispatched", PUSH) == set()


def refused(city: City, browser: Browser, status: int) -> None:
    """The handler's browser is pushed to, and its service answers so."""
    reaches.subscribe(city.people["handler"].pk, browser.device)
    browser.status = status
    dispatched(city)
    listen(city, browser.configured)
    send(city, browser.configured)


def test_a_browser_that_is_gone_is_given_up_and_no_head_is_told(city: City, browser: Browser) -> None:
    refused(city, browser, 410)
    assert Message.objects.get(way=PUSH).state == FAILED
    assert not Message.objects.filter(code="undelivered").exists()
    assert not Reach.objects.exists()


def test_a_service_that_refuses_for_another_reason_costs_nobody_the_browser(city: City, browser: Browser) -> None:
    refused(city, browser, 413)
    assert Message.objects.get(way=PUSH).state == FAILED
    assert Reach.objects.get().way == PUSH


def test_three_browsers_of_one_person_are_pushed_to_and_one_that_fails_keeps_no_other_waiting(
    city: City, browser: Browser
) -> None:
    person = city.people["handler"].pk
    for place in range(5):
        reaches.subscribe(person, browser.device | {"endpoint": f"{browser.url}/send/{place}"})
    reaches.subscribe(person, browser.device | {"endpoint": "http://127.0.0.1:9/closed"})
    dispatched(city)
    listen(city, browser.configured)
    send(city, browser.configured)
    assert len(browser.came) == 2
    assert Message.objects.get(way=PUSH).state == SENT


@pytest.mark.parametrize(
    "wrong",
    [
        {"endpoint": "https://elsewhere.example/1"},
        {"endpoint": "http://push.example.net/1"},
        {"endpoint": "https://push.example.net@169.254.169.254/1"},
        {"p256dh": AUTH},
        {"p256dh": "不是"},
        {"auth": "AAAA"},
    ],
)
def test_nothing_else_is_taken_as_a_subscription(wrong: dict[str, str]) -> None:
    hosts = frozenset({"push.example.net"})
    good = {"endpoint": "https://push.example.net/1", "p256dh": THEIRS, "auth": AUTH}
    assert device_of(**good, hosts=hosts) == good
    with pytest.raises(Refused, match="push-unreadable"):
        device_of(**(good | wrong), hosts=hosts)
