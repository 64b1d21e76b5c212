"""The tests of the API speak over the wire: every person of the cast with a token, the public without."""

import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID, uuid4

import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client

from gongzhi.bodies.models import Person
from gongzhi.bodies.staffing import AppointmentRow, PersonRow, PostRow, bulk
from gongzhi.bodies.tokens import KNOWN_SCOPES, make_token
from gongzhi.vault.keys import make_keys
from tests.cast import BEGUN, City, build, city, forget, keys

__all__ = ["city", "keys"]
REPORT: dict[str, Any] = {
    "kind": "06013",
    "text": "路面破损，有一个大坑",
    "point": {"lon": 124.005, "lat": 43.005, "crs": "wgs84"},
}


@dataclass
class Answer:
    """What came back: status, headers, and the body as JSON where it is JSON."""

    status: int
    headers: dict[str, str]
    raw: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.raw)

    @property
    def code(self) -> str:
        """The refusal's code; the body must be a problem document."""
        assert self.headers["Content-Type"] == "application/problem+json", (self.status, self.raw[:300])
        problem = self.json
        assert problem["status"] == self.status
        assert problem["title"]
        assert problem["way_out"]
        return str(problem["code"])


@dataclass
class Wire:
    """The API as callers meet it."""

    city: City
    tokens: dict[str, str] = field(default_factory=dict)

    def token(self, who: str) -> str:
        """The secret of a token with everything that the person may do."""
        if who not in self.tokens:
            at = self.city.now
            _, secret = make_token(self.city.people[who], KNOWN_SCOPES, at + timedelta(days=300), at)
            self.tokens[who] = secret
        return self.tokens[who]

    def call(self, method: str, path: str, by: str | None = None, body: Any = None, **headers: str) -> Answer:
        """One request; a body that is bytes goes as it is. Header names are written with underscores."""
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        if by is not None:
            sent.setdefault("authorization", f"Bearer {self.token(by)}")
        given: dict[str, Any] = {}
        if body is not None:
            raw = body if isinstance(body, bytes) else json.dumps(body).encode()
            given = {"data": raw, "content_type": sent.pop("content-type", "application/json")}
        client = Client(raise_request_exception=False)
        found = client.generic(method, f"/api{path}", headers=sent, **given)
        return Answer(found.status_code, dict(found.items()), found.content)

    def get(self, path: str, by: str | None = None, **headers: str) -> Answer:
        return self.call("GET", path, by, **headers)

    def post(self, path: str, body: Any = None, by: str | None = None, **headers: str) -> Answer:
        return self.call("POST", path, by, {} if body is None else body, **headers)

    def report(self, by: str | None = None, **said: Any) -> dict[str, Any]:
        """A report of a broken road unless it is said otherwise; its receipt."""
        answer = self.post("/reports", REPORT | {"id": str(uuid4())} | said, by)
        assert answer.status == 201, answer.raw
        found: dict[str, Any] = answer.json
        return found

    def search(self, text: str, by: str = "clerk", **more: str) -> Answer:
        """A list of what a text finds."""
        return self.get(f"/matters?{urlencode({'text': text} | more)}", by)

    def do(self, command: str, matter: str | UUID, by: str, seen: int | None = None, **said: Any) -> Answer:
        """A command, a minute after the one before; `seen` is its If-Match."""
        self.city.now += timedelta(minutes=1)
        match = {"if_match": f'"{seen}"'} if seen is not None else {}
        return self.post(f"/matters/{matter}/{command}", said, by, **match)


@pytest.fixture
def wire(city: City, monkeypatch: pytest.MonkeyPatch) -> Wire:
    """The API over the small city, at the city's own time."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: city.now)
    return Wire(city)


@pytest.fixture
def chief(wire: Wire) -> None:
    """Somebody on a post of the root centre, who sees the whole city."""
    post = PostRow(unit="ZZ", kind="triage", name="triage")
    seat = AppointmentRow(login="chief", post=post)
    bulk(at=BEGUN, posts=[post], people=[PersonRow(login="chief", name="chief")], appointments=[seat])
    wire.city.people["chief"] = Person.objects.get(login="chief")


@pytest.fixture(scope="module")
def one_city(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Wire]:
    """One city for a whole module of tests, each of which takes back what it did."""
    with pytest.MonkeyPatch.context() as patch, django_db_blocker.unblock():
        patch.setattr(settings, "HOME_KEYS", tmp_path_factory.mktemp("home") / "keys")
        make_keys(settings.HOME_KEYS)
        forget()
        whole = transaction.atomic()
        whole._from_testcase = True  # type: ignore[attr-defined]
        with whole:
            made = build()
            patch.setattr("django.utils.timezone.now", lambda: made.now)
            shared = Wire(made)
            for who in made.people:
                shared.token(who)
            yield shared
            transaction.set_rollback(True)
        forget()


@pytest.fixture
def upload(wire: Wire) -> Callable[..., str]:
    """Send a file whole and finish it; its digest."""

    def send(data: bytes, by: str | None = None, **headers: str) -> str:
        digest = hashlib.sha256(data).hexdigest()
        begun = wire.post("/uploads", {"digest": digest, "size": len(data)}, by, **headers)
        assert begun.status == 200, begun.raw
        at = begun.json["id"]
        sent = wire.call(
            "PATCH", f"/uploads/{at}?offset=0", by, data, content_type="application/octet-stream", **headers
        )
        assert sent.status == 200, sent.raw
        done = wire.post(f"/uploads/{at}/finish", None, by, **headers)
        assert done.status == 200, done.raw
        return digest

    return send
