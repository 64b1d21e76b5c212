"""The audit administrator alone reads the security log; what is taken out is signed, and taking it out is logged."""

import json
import shutil
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from gongzhi.audit import chain, judging, signing
from gongzhi.audit.models import Event
from gongzhi.audit.reading import Asked, exported, listed
from gongzhi.audit.telling import security_event, settle
from gongzhi.kernel import PUBLIC, SYSTEM, Actor, Refused, Right

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_keys")]
NOW = datetime.now(UTC)
AUDITOR = Actor(id="person:9", rights=frozenset({Right(duty="audit.read")}))
OTHERS = [
    PUBLIC,
    SYSTEM,
    Actor(id="person:1", rights=frozenset({Right(duty="site.administer"), Right(duty="rights.change")})),
    Actor(id="person:2", rights=frozenset({Right(duty="matters.see")})),
]


@pytest.fixture(autouse=True)
def some() -> None:
    for number in range(6):
        security_event("login", f"person:{number}", outcome="done" if number % 2 else "failed", way="密码")
    settle()
    security_event("token.made", "person:1", "person:2")


@pytest.mark.parametrize("by", OTHERS, ids=lambda by: by.id)
def test_nobody_else_reads_it(by: Actor) -> None:
    with pytest.raises(Refused, match="no-right"):
        listed(by, Asked(), 10)
    with pytest.raises(Refused, match="no-right"):
        exported(by, Asked(), NOW)


@pytest.mark.parametrize(
    ("asked", "count"),
    [
        (Asked(), 7),
        (Asked(name="login"), 6),
        (Asked(actor="person:1"), 2),
        (Asked(subject="person:2"), 1),
        (Asked(outcome="failed"), 3),
        (Asked(text="密码"), 6),
        (Asked(since=NOW + timedelta(days=1)), 0),
        (Asked(until=NOW - timedelta(days=1)), 0),
        (Asked(name="login", outcome="done"), 3),
    ],
)
def test_it_is_found_by_who_what_when_and_about_whom(asked: Asked, count: int) -> None:
    assert len(listed(AUDITOR, asked, 100)) == count


def test_the_newest_come_first_and_older_ones_after() -> None:
    first = listed(AUDITOR, Asked(), 3)
    rest = listed(AUDITOR, Asked(before=first[-1].pk), 100)
    assert [event.pk for event in (*first, *rest)] == sorted((event.pk for event in Event.objects.all()), reverse=True)


def taken() -> tuple[bytes, bytes]:
    return exported(AUDITOR, Asked(name="login"), NOW)


def test_an_export_is_genuine_and_is_itself_logged() -> None:
    text, signature = taken()
    assert text.count(b"\n") == 6
    assert list(judging.judged(text, signature, signing.public_key())) == []
    last = listed(AUDITOR, Asked(), 1)[0]
    assert (last.name, last.actor) == ("audit.exported", "person:9")
    assert json.loads(last.facts)["events"] == 6
    assert list(chain.check()) == []


def genuine(text: bytes, signature: bytes) -> bool:
    try:
        return not list(judging.judged(text, signature, signing.public_key()))
    except Refused:
        return False


@pytest.mark.parametrize(
    ("before", "after"), [(b"person:3", b"person:4"), (b'"failed"', b'"done"'), (b"login", b"logout"), (b"\n", b"\n\n")]
)
def test_a_changed_export_is_found(before: bytes, after: bytes) -> None:
    text, signature = taken()
    changed = text.replace(before, after, 1).replace(b"\n\n", b"\n{}\n" if before == b"\n" else b"\n\n")
    assert not genuine(changed, signature)


def test_a_line_changed_by_whoever_could_sign_is_found_by_its_hash() -> None:
    text, _ = taken()
    forged = text.replace(b"person:3", b"person:4", 1)
    said: dict[str, object] = {"at": NOW.isoformat(), "events": 6, "format": "gongzhi-security-log-1"}
    said["key"] = signing.public_key()
    head = json.dumps(said, sort_keys=True, separators=(",", ":")).encode()
    signature = json.dumps(said | {"signature": signing.sign(head + b"\n" + forged)}).encode()
    assert [found.position for found in judging.judged(forged, signature, signing.public_key())] == [2]


def test_the_signature_of_another_house_is_not_ours(own_keys: Path) -> None:
    text, signature = taken()
    (own_keys / "audit").unlink()
    assert list(judging.judged(text, signature, signing.public_key()))


def test_a_key_that_others_can_read_is_not_used(own_keys: Path) -> None:
    signing.public_key()
    assert (own_keys / "audit").stat().st_mode & 0o077 == 0
    (own_keys / "audit").chmod(0o644)
    with pytest.raises(ImproperlyConfigured, match="chmod 600"):
        signing.sign(b"x")


@pytest.mark.parametrize("broken", [b"", b"{}", b"[]", b"\xff"])
def test_what_is_no_export_is_refused(broken: bytes) -> None:
    text, _ = taken()
    with pytest.raises(Refused, match="export-unreadable"):
        list(judging.judged(text, broken, signing.public_key()))


TOOLS = ("jq", "xxd", "openssl")
OPERATIONS = Path(__file__).parents[2] / "docs" / "operations.md"


@pytest.mark.skipif(not all(map(shutil.which, TOOLS)), reason="needs jq, xxd and openssl")
@pytest.mark.parametrize("changed", [False, True])
def test_an_export_is_checked_without_gongzhi_as_the_guide_says(tmp_path: Path, changed: bool) -> None:
    text, signature = taken()
    (tmp_path / "FILE").write_bytes(text.replace(b"person:3", b"person:4", 1) if changed else text)
    (tmp_path / "FILE.sig").write_bytes(signature)
    block = next(one for one in OPERATIONS.read_text(encoding="utf-8").split("```sh\n") if one.startswith("{ jq"))
    script = f"set -e; HEX={signing.public_key()}\n{block.split('```')[0]}"
    done = subprocess.run(["bash", "-c", script], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.returncode == 0, "Successfully" in done.stdout) == (not changed, not changed), done
