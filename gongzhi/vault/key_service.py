"""A master key may be kept by an outside key service (KMS, a machine of 密评): here lies only what that one wrapped.

The service wraps the master keys, not the key of each matter: it is asked once when a process starts or the key file
changes, and nobody's report waits for it. It answers JSON over POST: `/current` {} → {"key"}, `/wrap` {"key", "plain",
"bound"} → {"wrapped"}, `/unwrap` {"key", "wrapped", "bound"} → {"plain"}; bytes stand in base64, and `bound` must be
the same at both ends.
"""

import base64
import binascii
import http.client
import json
import re
import ssl
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Protocol
from urllib.parse import urlsplit

from django.conf import settings

from gongzhi.kernel import Refused
from gongzhi.kernel.outward import NotCalled, pin

SECONDS = 10.0
MOST = 65_536
KEY_ID = re.compile(r"[A-Za-z0-9._:/-]{1,128}")


class KeyService(Protocol):
    """What keeps the key that wraps master keys. Refuses 503 `key-service-silent`, 409 `key-service-refused`."""

    def current(self) -> str:
        """The id of the key that is in force there."""
        ...

    def wrap(self, key: str, secret: bytes, bound: bytes) -> bytes:
        """`secret` wrapped under that key; it unwraps only with the same `bound`."""
        ...

    def unwrap(self, key: str, wrapped: bytes, bound: bytes) -> bytes:
        """What was wrapped."""
        ...


class Calling:
    """The service at an address, known to it by a token. No redirect is followed; nothing that is said is logged."""

    __slots__ = ("_parts", "_token")

    def __init__(self, url: str, token: str) -> None:
        self._parts, self._token = urlsplit(url), token

    def current(self) -> str:
        key = self._asked("current", {}, "key")
        if not KEY_ID.fullmatch(key):
            raise Refused("key-service-refused", host=self._parts.netloc, status_there="key")
        return key

    def wrap(self, key: str, secret: bytes, bound: bytes) -> bytes:
        return self._bytes("wrap", {"key": key, "plain": _text(secret), "bound": _text(bound)}, "wrapped")

    def unwrap(self, key: str, wrapped: bytes, bound: bytes) -> bytes:
        return self._bytes("unwrap", {"key": key, "wrapped": _text(wrapped), "bound": _text(bound)}, "plain")

    def _bytes(self, what: str, said: Mapping[str, str], wanted: str) -> bytes:
        try:
            return base64.b64decode(self._asked(what, said, wanted), validate=True)
        except binascii.Error:
            raise Refused("key-service-refused", host=self._parts.netloc, status_there=wanted) from None

    def _asked(self, what: str, said: Mapping[str, str], wanted: str) -> str:
        status, raw = self._posted(f"{self._parts.path.rstrip('/')}/{what}", json.dumps(said))
        answer = _json(raw) if status == http.client.OK else None
        found = answer.get(wanted) if isinstance(answer, dict) else None
        if not isinstance(found, str):
            raise Refused("key-service-refused", host=self._parts.netloc, status_there=status)
        return found

    def _posted(self, path: str, body: str) -> tuple[int, bytes]:
        headers = {"Content-Type": "application/json", "Authorization": f"Bearer {self._token}"}
        connection = self._connection()
        try:
            pin(connection, settings.GONGZHI_INWARD_HOSTS)
            connection.request("POST", path, body.encode(), headers)
            answer = connection.getresponse()
            return answer.status, answer.read(MOST)
        except NotCalled as error:
            if error.inward:
                raise Refused("key-service-inward", status=503, host=self._parts.netloc) from None
            raise Refused("key-service-silent", status=503, host=self._parts.netloc) from None
        except (OSError, http.client.HTTPException):
            raise Refused("key-service-silent", status=503, host=self._parts.netloc) from None
        finally:
            connection.close()

    def _connection(self) -> http.client.HTTPConnection:
        host, port = self._parts.hostname or "", self._parts.port
        if self._parts.scheme == "http":
            return http.client.HTTPConnection(host, port, timeout=SECONDS)
        return http.client.HTTPSConnection(host, port, timeout=SECONDS, context=ssl.create_default_context())


def key_service() -> KeyService | None:
    """The service that the settings name; None where the key file keeps the secrets itself."""
    url: str = getattr(settings, "GONGZHI_KEY_SERVICE_URL", "")
    return _calling(url, getattr(settings, "GONGZHI_KEY_SERVICE_TOKEN", "")) if url else None


@lru_cache(maxsize=4)
def _calling(url: str, token: str) -> Calling:
    return Calling(url, token)


def _text(value: bytes) -> str:
    return base64.b64encode(value).decode("ascii")


def _json(raw: bytes) -> Any:
    try:
        return json.loads(raw)
    except ValueError:
        return None
