"""With an outside key service the key file opens nothing by itself; without an answer from there nothing opens."""

import base64
import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from uuid import UUID

import pytest
from pytest_django import Settings

from gongzhi.kernel import Refused
from gongzhi.vault.keys import (
    MASTER,
    KeysUnusable,
    check_keys,
    enforce_master,
    forget_keys,
    make_keys,
    new_master,
    read_keys,
    retire_master,
)
from gongzhi.vault.matter_key import new_key, unwrap
from gongzhi.vault.provider import Provider

ONE = UUID(int=1)


class Fake(ThreadingHTTPServer):
    """A key service with two keys, which answers only to who knows the token; `says` makes it answer something else."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answering)
        self.keys = {name: Provider("aes", "sha256").sealer(name.encode().ljust(32, b".")) for name in ("k-1", "k-2")}
        self.says: bytes | None = None
        self.in_force, self.asked = "k-1", 0

    def answer(self, what: str, said: dict[str, str]) -> Any:
        if what == "current":
            return {"key": self.in_force}
        given = {name: base64.b64decode(said[name]) for name in said if name != "key"}
        sealer = self.keys[said["key"]]
        if what == "wrap":
            return {"wrapped": base64.b64encode(sealer.seal(given["plain"], given["bound"])).decode()}
        return {"plain": base64.b64encode(sealer.open(given["wrapped"], given["bound"])).decode()}


class Answering(BaseHTTPRequestHandler):
    server: Fake

    def do_POST(self) -> None:
        said = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.asked += 1
        known = self.headers["Authorization"] == "Bearer of-this-house"
        try:
            body = self.server.says or json.dumps(self.server.answer(self.path.rpartition("/")[2], said)).encode()
        except (Refused, KeyError):
            known = False
        self.send_response(200 if known else 403)
        self.end_headers()
        self.wfile.write(body if known else b"")

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing."""


@pytest.fixture
def service(settings: Settings) -> Iterator[Fake]:
    fake = Fake()
    Thread(target=fake.serve_forever, daemon=True).start()
    settings.GONGZHI_KEY_SERVICE_URL = f"http://127.0.0.1:{fake.server_port}/v1"
    settings.GONGZHI_KEY_SERVICE_TOKEN = "of-this-house"
    yield fake
    fake.shutdown()
    fake.server_close()
    forget_keys()


@pytest.fixture
def guarded(service: Fake, home: Path) -> Path:
    """Keys of an installation that was made with the service."""
    make_keys(home / "keys")
    forget_keys()
    return home / "keys"


def test_the_file_holds_only_what_the_service_wrapped(guarded: Path) -> None:
    secret = read_keys(guarded / MASTER).secrets[1]
    text = (guarded / MASTER).read_text(encoding="ascii")
    assert text.startswith("1 k-1@")
    assert secret.hex() not in text
    assert unwrap(ONE, new_key().wrapped_for(ONE))


def test_the_service_is_not_asked_for_each_matter(guarded: Path, service: Fake) -> None:
    new_key().wrapped_for(ONE)
    before = service.asked
    for number in range(100):
        unwrap(UUID(int=number), new_key().wrapped_for(UUID(int=number)))
    assert service.asked == before


def test_a_line_moved_to_another_number_does_not_open(guarded: Path) -> None:
    text = (guarded / MASTER).read_text(encoding="ascii")
    (guarded / MASTER).write_text("2" + text[1:], encoding="ascii")
    with pytest.raises(Refused, match="key-service-refused"):
        check_keys(guarded)


def test_without_the_service_nothing_opens_and_it_is_said(guarded: Path, settings: Settings) -> None:
    settings.GONGZHI_KEY_SERVICE_URL = ""
    with pytest.raises(KeysUnusable, match="set GONGZHI_KEY_SERVICE_URL"):
        check_keys(guarded)
    settings.GONGZHI_KEY_SERVICE_URL = "http://127.0.0.1:9/v1"
    with pytest.raises(Refused, match="key-service-silent") as refusal:
        check_keys(guarded)
    assert refusal.value.status == 503


def test_an_outage_is_not_remembered(guarded: Path, service: Fake, settings: Settings) -> None:
    wrapped, url = new_key().wrapped_for(ONE), settings.GONGZHI_KEY_SERVICE_URL
    forget_keys()
    settings.GONGZHI_KEY_SERVICE_URL = "http://127.0.0.1:9/v1"
    with pytest.raises(Refused, match="key-service-silent"):
        unwrap(ONE, wrapped)
    settings.GONGZHI_KEY_SERVICE_URL = url
    assert unwrap(ONE, wrapped)


def test_a_wrong_token_is_refused(guarded: Path, settings: Settings) -> None:
    settings.GONGZHI_KEY_SERVICE_TOKEN = "of-another"
    with pytest.raises(Refused, match="key-service-refused") as refusal:
        check_keys(guarded)
    assert "of-another" not in str(refusal.value)


@pytest.mark.parametrize("body", [b"[]", b"{}", b"<html>", b'{"plain": 7}', b'{"plain": "***"}', b'{"plain": "AAAA"}'])
def test_an_answer_that_is_none_opens_nothing(guarded: Path, service: Fake, body: bytes) -> None:
    service.says = body
    with pytest.raises((Refused, KeysUnusable), match=r"key-service-refused|is damaged"):
        check_keys(guarded)


def test_a_key_id_that_could_break_the_file_is_refused(guarded: Path, service: Fake) -> None:
    service.in_force = "k-1 waiting\n9 " + "ab" * 32
    with pytest.raises(Refused, match="key-service-refused"):
        new_master(guarded)


def test_an_installation_moves_to_the_service_and_to_its_next_key(
    keys: Path, service: Fake, settings: Settings
) -> None:
    settings.GONGZHI_KEY_SERVICE_URL, url = "", settings.GONGZHI_KEY_SERVICE_URL
    old = new_key().wrapped_for(ONE)
    settings.GONGZHI_KEY_SERVICE_URL = url
    assert new_master(keys) == 2
    service.in_force = "k-2"
    assert enforce_master(keys) == 2
    assert dict(read_keys(keys / MASTER).guards) == {1: "k-2", 2: "k-2"}
    unwrap(ONE, old)
    retire_master(keys, 1)
    with pytest.raises(Refused, match="seal-broken"):
        unwrap(ONE, old)
