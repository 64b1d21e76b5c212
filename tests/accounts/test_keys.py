"""A passkey lets in by itself, as a key made of the person's own device does, and lets nobody else in."""

import json
from base64 import urlsafe_b64decode
from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import sha256
from os import urandom
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from django.test import Client
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import AttestationObject, AttestedCredentialData, AuthenticatorData

from gongzhi.bodies.models import Person
from tests.accounts.conftest import GOOD, Browser

Open = Callable[[str], Browser]
FLAGS = AuthenticatorData.FLAG.UP | AuthenticatorData.FLAG.UV
ORIGIN = "http://testserver"


@dataclass
class Device:
    """A security key in software: it makes a key pair for a site and signs what the site asks (WebAuthn level 2)."""

    secret: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    credential: bytes = field(default_factory=lambda: urandom(16))
    user: str = ""
    count: int = 0

    def made(self, options: dict[str, Any]) -> dict[str, Any]:
        """The answer to the site's wish for a new credential."""
        self.user = options["user"]["id"]
        public = ES256.from_cryptography_key(self.secret.public_key())  # type: ignore[no-untyped-call]
        attested = AttestedCredentialData.create(bytes(16), self.credential, public)
        data = self._data(options["rp"]["id"], AuthenticatorData.FLAG.AT, attested)
        said = {"clientDataJSON": self._client("webauthn.create", options["challenge"]),
                "attestationObject": websafe_encode(AttestationObject.create("none", data, {}))}  # fmt: skip
        return self._answer(said) | {"clientExtensionResults": {"credProps": {"rk": True}}}

    def signed(self, options: dict[str, Any]) -> dict[str, Any]:
        """The answer to the site's challenge."""
        self.count += 1
        data = self._data(options["rpId"], AuthenticatorData.FLAG(0), b"")
        client = self._client("webauthn.get", options["challenge"])
        digest = sha256(_decoded(client)).digest()
        said = {"clientDataJSON": client, "authenticatorData": websafe_encode(data), "userHandle": self.user,
                "signature": websafe_encode(self.secret.sign(data + digest, ec.ECDSA(SHA256())))}  # fmt: skip
        return self._answer(said) | {"clientExtensionResults": {}}

    def _data(self, site: str, more: AuthenticatorData.FLAG, attested: bytes) -> AuthenticatorData:
        return AuthenticatorData(
            AuthenticatorData.create(sha256(site.encode()).digest(), FLAGS | more, self.count, attested)
        )

    def _client(self, kind: str, challenge: str) -> str:
        return websafe_encode(json.dumps({"type": kind, "challenge": challenge, "origin": ORIGIN}).encode())

    def _answer(self, response: dict[str, Any]) -> dict[str, Any]:
        name = websafe_encode(self.credential)
        return {"id": name, "rawId": name, "type": "public-key", "response": response}


def _decoded(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


@pytest.fixture
def worker(browser: Open) -> Browser:
    """A worker who is signed in and has confirmed the password again."""
    one = browser("worker")
    one.enter()
    one.client.post("/account/again/", {"password": GOOD})
    return one


def keep(one: Browser, device: Device, *, passwordless: bool) -> None:
    """Add the device as a key of the account."""
    options = one.client.get("/account/webauthn/add/").context["js_data"]["creation_options"]["publicKey"]
    said = {"name": "手机", "credential": json.dumps(device.made(options))}
    added = one.client.post("/account/webauthn/add/", said | ({"passwordless": "on"} if passwordless else {}))
    assert added.status_code == 302, added.content.decode()


def with_passkey(client: Client, device: Device) -> Any:
    """Sign in with the device alone, as the login page does."""
    options = client.get("/account/webauthn/login/", headers={"accept": "application/json"}).json()
    signed = device.signed(options["request_options"]["publicKey"])
    return client.post("/account/webauthn/login/", {"credential": json.dumps(signed)})


def test_a_passkey_lets_in_without_a_password(worker: Browser) -> None:
    device, other = Device(), Browser(Client(), worker.person)
    keep(worker, device, passwordless=True)
    assert with_passkey(other.client, device).status_code == 302
    assert other.is_in()


def test_another_device_under_the_same_name_does_not_let_in(worker: Browser) -> None:
    device = Device()
    keep(worker, device, passwordless=True)
    forged = Device(credential=device.credential, user=device.user)
    other = Browser(Client(), worker.person)
    with_passkey(other.client, forged)
    assert not other.is_in()


def test_who_is_locked_is_not_let_in_by_a_passkey(worker: Browser) -> None:
    device, other = Device(), Browser(Client(), worker.person)
    keep(worker, device, passwordless=True)
    Person.objects.filter(pk=worker.person.pk).update(is_active=False)
    with_passkey(other.client, device)
    assert other.client.get("/api/matters").status_code == 401


def test_a_security_key_is_a_second_step(worker: Browser) -> None:
    device, other = Device(), Browser(Client(), worker.person)
    keep(worker, device, passwordless=False)
    other.enter()
    assert not other.is_in()
    options = other.client.get("/account/authenticate/").context["js_data"]["request_options"]["publicKey"]
    other.client.post("/account/authenticate/", {"credential": json.dumps(device.signed(options))})
    assert other.is_in()


def test_an_old_signature_does_not_let_in_again(worker: Browser) -> None:
    device, first, second = Device(), Client(), Browser(Client(), worker.person)
    keep(worker, device, passwordless=True)
    options = first.get("/account/webauthn/login/", headers={"accept": "application/json"}).json()
    signed = json.dumps(device.signed(options["request_options"]["publicKey"]))
    second.client.get("/account/webauthn/login/", headers={"accept": "application/json"})
    second.client.post("/account/webauthn/login/", {"credential": signed})
    assert not second.is_in()
