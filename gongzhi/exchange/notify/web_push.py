"""A push to a browser is sealed for that browser alone: the service between sees whose it is and how long, not what.

Sealed by RFC 8291 (aes128gcm, RFC 8188), signed by RFC 8292 (VAPID, ES256). The key that signs follows from the
installation's own secret, so that there is none more to keep; with another secret browsers subscribe anew.
"""

import base64
import json
import os
from collections.abc import Collection
from datetime import timedelta

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from gongzhi.exchange.notify import calling
from gongzhi.exchange.notify.configured import Configured
from gongzhi.exchange.notify.letter import Letter, Undelivered
from gongzhi.kernel import Refused

CURVE = ec.SECP256R1()
ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
RECORD = 4096
LONGEST = 3000
"""Bytes of what is said; with what sealing adds it stays within the 4096 that every service takes (RFC 8030, 7.2)."""
GOOD_FOR = timedelta(hours=12)
SECRET = 16
"""Bytes of a browser's own secret (RFC 8291, section 3.2)."""
SAID = {"Content-Encoding": "aes128gcm", "Content-Type": "application/octet-stream", "TTL": "86400", "Urgency": "high"}


def encoded(raw: bytes) -> str:
    """Base64 for addresses, without the padding (RFC 4648, section 5)."""
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def decoded(text: str) -> bytes:
    """The bytes; ValueError for what is not Base64."""
    return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)


def point_of(raw: bytes) -> ec.EllipticCurvePublicKey:
    """The public key in 65 bytes; ValueError for what is no point of the curve."""
    return ec.EllipticCurvePublicKey.from_encoded_point(CURVE, raw)


def raw_of(key: ec.EllipticCurvePrivateKey) -> bytes:
    """The public half in 65 bytes."""
    form = serialization.PublicFormat.UncompressedPoint
    return key.public_key().public_bytes(serialization.Encoding.X962, form)


def own_key(secret: str) -> ec.EllipticCurvePrivateKey:
    """The installation's key, by which push services know it."""
    drawn = _derived(secret.encode(), b"gongzhi", b"web push vapid", 48)
    return ec.derive_private_key(int.from_bytes(drawn, "big") % (ORDER - 1) + 1, CURVE)


def _derived(secret: bytes, salt: bytes, info: bytes, length: int) -> bytes:
    return HKDF(algorithm=hashes.SHA256(), length=length, salt=salt, info=info).derive(secret)


def sealed(said: bytes, theirs: bytes, auth: bytes, *, salt: bytes, once: ec.EllipticCurvePrivateKey) -> bytes:
    """The body of a push for the browser with the public key `theirs` (65 bytes) and the secret `auth` (16 bytes).

    `once` is a key for this one message (RFC 8291, section 3.4).
    """
    ours = raw_of(once)
    shared = once.exchange(ec.ECDH(), point_of(theirs))
    secret = _derived(shared, auth, b"WebPush: info\x00" + theirs + ours, 32)
    key = _derived(secret, salt, b"Content-Encoding: aes128gcm\x00", 16)
    nonce = _derived(secret, salt, b"Content-Encoding: nonce\x00", 12)
    head = salt + RECORD.to_bytes(4, "big") + bytes([len(ours)]) + ours
    return head + AESGCM(key).encrypt(nonce, said + b"\x02", None)


def signed(audience: str, until: int, contact: str, key: ec.EllipticCurvePrivateKey) -> str:
    """The header by which the service knows who pushes (RFC 8292, section 3)."""
    claims = {"aud": audience, "exp": until} | ({"sub": contact} if contact else {})
    parts = ({"typ": "JWT", "alg": "ES256"}, claims)
    said = ".".join(encoded(json.dumps(part, separators=(",", ":")).encode()) for part in parts)
    r, s = decode_dss_signature(key.sign(said.encode(), ec.ECDSA(hashes.SHA256())))
    token = f"{said}.{encoded(r.to_bytes(32, 'big') + s.to_bytes(32, 'big'))}"
    return f"vapid t={token}, k={encoded(raw_of(key))}"


def device_of(endpoint: str, p256dh: str, auth: str, hosts: Collection[str]) -> dict[str, str]:
    """What a browser gave when it subscribed, as it is kept; 422 `push-unreadable` for what cannot be pushed to."""
    try:
        calling.allowed(endpoint, hosts)
        point_of(decoded(p256dh))
        if len(decoded(auth)) != SECRET:
            raise Refused("push-unreadable", status=422)
    except (ValueError, Undelivered) as error:
        raise Refused("push-unreadable", status=422) from error
    return {"endpoint": endpoint, "p256dh": p256dh, "auth": auth}


def send(letter: Letter, configured: Configured) -> None:
    """Push it to every browser of the recipient; it is delivered where one of them took it."""
    text = json.dumps({"title": letter.title, "body": letter.body}, ensure_ascii=False).encode()
    if len(text) > LONGEST:
        raise Undelivered("gateway-refused", final=True)
    devices: list[dict[str, str]] = json.loads(letter.address)
    failures = []
    for device in devices:
        try:
            _push(device, text, letter, configured)
        except Undelivered as failure:
            failures.append(failure)
    if len(failures) == len(devices):
        raise next((each for each in failures if each.code != calling.GONE), failures[0])


def _push(device: dict[str, str], text: bytes, letter: Letter, configured: Configured) -> None:
    where = calling.allowed(device["endpoint"], configured.push_hosts)
    once = ec.generate_private_key(CURVE)
    body = sealed(text, decoded(device["p256dh"]), decoded(device["auth"]), salt=os.urandom(16), once=once)
    until = int((letter.at + GOOD_FOR).timestamp())
    mark = signed(f"{where.scheme}://{where.netloc}", until, configured.push_contact, own_key(configured.push_secret))
    calling.call(device["endpoint"], body, configured.push_hosts, SAID | {"Authorization": mark})
