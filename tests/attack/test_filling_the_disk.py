"""Strangers send files before their report: what nobody gives to a report fills no disk and stops nobody else."""

import hashlib
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.http import HttpResponse
from django.test import Client
from pytest_django import Settings

from gongzhi.kernel import Refused
from gongzhi.vault.attachments import uploads
from gongzhi.vault.attachments.attaching import sweep
from gongzhi.vault.models import Upload
from tests.http.conftest import Wire

pytestmark = pytest.mark.django_db
SIZE = 48_000


class Stranger:
    """Somebody at an address, with a report of their own."""

    def __init__(self, address: str = "198.51.100.7") -> None:
        self.client, self.headers = Client(REMOTE_ADDR=address), {"idempotency-key": str(uuid4())}

    def announce(self, data: bytes) -> HttpResponse:
        body = {"digest": hashlib.sha256(data).hexdigest(), "size": len(data)}
        return self.client.post("/api/uploads", body, content_type="application/json", headers=self.headers)  # type: ignore[return-value]

    def append(self, upload: str, data: bytes) -> HttpResponse:
        path = f"/api/uploads/{upload}?offset=0"
        return self.client.patch(path, data, content_type="image/jpeg", headers=self.headers)  # type: ignore[return-value]

    def send(self) -> Any:
        """Announce a file of the size and send it; 200, or what is refused."""
        data = uuid4().bytes * (SIZE // 16)
        begun = self.announce(data)
        answer = begun if begun.status_code != 200 else self.append(begun.json()["id"], data)  # type: ignore[attr-defined]
        return 200 if answer.status_code == 200 else (answer.status_code, answer.json()["code"])  # type: ignore[attr-defined]


def test_one_neighbourhood_leaves_no_more_than_its_share_and_others_go_on(wire: Wire, settings: Settings) -> None:
    settings.GONGZHI_WAITING_BYTES = 100_000
    assert [Stranger().send() for _ in range(2)] == [200, 200]
    assert [Stranger(f"198.51.100.{n}").send() for n in (7, 99)] == [(429, "uploads-full-here")] * 2
    assert Stranger("203.0.113.9").send() == 200
    assert "198.51" not in str(list(Upload.objects.values_list("neighbourhood", flat=True)))


def test_what_was_announced_before_comes_in_only_while_there_is_room(wire: Wire, settings: Settings) -> None:
    settings.GONGZHI_WAITING_BYTES = 100_000
    one, pieces = Stranger(), [bytes([n]) * SIZE for n in range(3)]
    begun = [one.announce(piece).json()["id"] for piece in pieces]  # type: ignore[attr-defined]
    assert [one.append(*pair).status_code for pair in zip(begun, pieces, strict=True)] == [200, 200, 429]


def test_all_strangers_together_have_a_bound_until_the_sweep(wire: Wire, settings: Settings) -> None:
    settings.GONGZHI_WAITING_BYTES_TOTAL = 100_000
    answers = [Stranger(f"198.51.{n}.1").send() for n in range(3)]
    assert answers == [200, 200, (503, "uploads-full")]
    body = {"digest": "0" * 64, "size": SIZE}
    assert wire.post("/uploads", body, "worker").status == 200
    Upload.objects.update(made_at=wire.city.now)
    sweep(wire.city.now + timedelta(hours=49))
    assert Stranger().send() == 200


def test_what_was_given_to_a_report_waits_no_longer(wire: Wire, upload: Any) -> None:
    own = str(uuid4())
    digest = upload(b"%PDF-1.4\n%%EOF\n", idempotency_key=own)
    assert Upload.objects.exclude(neighbourhood="").count() == 1
    made = wire.report(id=own, files=[digest])
    assert wire.call("PUT", f"/follow/{made['query_code']}/files/{digest}").status == 204
    assert not Upload.objects.exclude(neighbourhood="").exists()


def test_pieces_that_come_at_the_same_moment_leave_nothing_behind(wire: Wire) -> None:

    one = uploads.begin("a" * 64, SIZE, by="reporter:x", at=wire.city.now)
    late = Upload.objects.get(id=one.id)
    uploads.append(one, 0, bytes(20_000))
    with pytest.raises(Refused, match="upload-offset-differs"):
        uploads.append(late, 0, bytes(30_000))
    assert sweep(wire.city.now) == 1
