"""Refusals are in the security log, and over the wire too the audit administrator alone reads it."""

from io import BytesIO
from zipfile import ZipFile

import pytest

from gongzhi.audit import judging, signing
from gongzhi.audit.models import Event
from gongzhi.bodies.models import Person
from gongzhi.bodies.staffing import AppointmentRow, PersonRow, PostRow, bulk
from tests.cast import BEGUN
from tests.http.conftest import Wire

pytestmark = pytest.mark.django_db


@pytest.fixture
def auditor(wire: Wire) -> str:
    post = PostRow(unit="ZZ", kind="audit_admin", name="audit_admin")
    seat = AppointmentRow(login="auditor", post=post)
    bulk(at=BEGUN, posts=[post], people=[PersonRow(login="auditor", name="auditor")], appointments=[seat])
    wire.city.people["auditor"] = Person.objects.get(login="auditor")
    return "auditor"


def last() -> Event:
    event: Event = Event.objects.order_by("-id")[0]
    return event


def test_a_refused_command_is_in_the_log_with_who_what_and_which_matter(wire: Wire) -> None:
    matter = wire.report()["id"]
    assert wire.do("accept", matter, "stranger", seen=1).status == 404
    event = last()
    assert (event.name, event.outcome, event.subject) == ("command", "refused", matter)
    assert event.actor == wire.city.people["stranger"].actor_id
    assert '"code":"matter-unknown"' in event.facts
    assert "POST api/matters/" in event.facts


def test_what_is_hidden_is_in_the_log_when_it_was_asked_for(wire: Wire) -> None:
    matter = wire.report()["id"]
    assert wire.get(f"/matters/{matter}", "stranger").status == 404
    assert (last().name, last().subject) == ("reading", matter)


def test_a_token_that_is_none_is_in_the_log_and_the_token_is_not(wire: Wire) -> None:
    secret = "gz_0123456789ab_" + "x" * 43
    assert wire.get("/matters", authorization=f"Bearer {secret}").status == 401
    assert (last().name, last().outcome, last().actor) == ("token", "refused", "public")
    assert secret not in last().facts


def test_a_stranger_who_mistypes_a_code_is_not_written_down(wire: Wire) -> None:
    assert wire.get("/follow/000000000000").status == 404
    assert not Event.objects.exists()


def test_the_audit_administrator_reads_and_takes_out_what_bears_the_signature(wire: Wire, auditor: str) -> None:
    wire.get("/matters/00000000-0000-0000-0000-000000000001", "stranger")
    answer = wire.get("/audit/events?name=reading&limit=5", auditor)
    assert answer.status == 200
    assert [each["outcome"] for each in answer.json["events"]] == ["refused"]
    taken = wire.get("/audit/export?name=reading", auditor)
    with ZipFile(BytesIO(taken.raw)) as archive:
        text, signature = archive.read("security-log.jsonl"), archive.read("security-log.jsonl.sig")
    assert list(judging.judged(text, signature, signing.public_key())) == []
    assert last().name == "audit.exported"
    assert wire.get("/audit/events?nonsense=1", auditor).status == 422


@pytest.mark.parametrize("path", ["/audit/events", "/audit/export"])
@pytest.mark.parametrize("who", ["clerk", "worker", "stranger", None])
def test_nobody_else_reads_it(wire: Wire, auditor: str, path: str, who: str | None) -> None:
    assert wire.get(path, who).status == (403 if who else 401)


def test_the_auditor_sees_no_matter(wire: Wire, auditor: str) -> None:
    matter = wire.report()["id"]
    assert wire.get(f"/matters/{matter}", auditor).status in (403, 404)
