"""What was kept long enough is destroyed by two people; nothing of it is left, and the journal still verifies."""

import json
from datetime import timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from gongzhi.audit.models import Event
from gongzhi.bodies.duties import ROLE_DUTIES
from gongzhi.kernel import Actor, Refused, Right
from gongzhi.matters import journal, replay, retention, telling
from gongzhi.matters.clocks import work
from gongzhi.matters.loop.state import Personal, Plain
from gongzhi.matters.models import MatterRow, TextRow
from gongzhi.site.cli import retention as commands
from gongzhi.vault import destroying
from gongzhi.vault.attachments import attaching
from gongzhi.vault.models import Attachment, Destroyed, Key, Proposal, Shredding, Value
from gongzhi.vault.values import key_of, put_away
from tests.cast import City
from tests.exchange.messages import seat
from tests.http.conftest import Wire
from tests.vault.conftest import everything_stored

pytestmark = pytest.mark.django_db
CONTACT = Personal({"name": "欧阳建国", "phone": "13912345678"})
TEXT = "欧阳家门口的路面破损"
ONE, TWO = (
    Actor(id=f"person:{name}", unit="220302-ZZ", rights=frozenset({Right(duty=retention.DUTY, area="220302")}))
    for name in ("one", "two")
)
OTHER_COUNTY = Actor(id="person:far", rights=frozenset({Right(duty=retention.DUTY, area="220303")}))


@pytest.fixture
def cabinet(city: City, tmp_path: Path, settings: Settings) -> Path:
    """The folder in which attachments lie."""
    folder = tmp_path / "attachments"
    backend = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": str(folder)}}
    settings.STORAGES = settings.STORAGES | {"attachments": backend}
    return folder


@pytest.fixture
def old(city: City, cabinet: Path) -> UUID:
    """Closed, archived and kept for three years, with contact, words, a document and a sealed photo."""
    matter = city.report("worker", kind="06010", text=Plain(TEXT), contact=CONTACT, self_handled=Plain("已修")).id
    put_away(matter, "document", "sheet", "答复欧阳建国")
    row = Attachment(matter_id=matter, declared="a" * 64, digest="b" * 64, media_type="image/jpeg", size=3, sealed=True,
                     at=city.now)  # fmt: skip
    attaching._store(row, key_of(matter), b"JPG", b"small")
    row.save()
    city.now += timedelta(days=40)
    while work(city.now):
        pass
    assert MatterRow.objects.get(id=matter).stage == "archived"
    city.now += timedelta(days=1095)
    return matter


def proposed(city: City, matter: UUID, by: Actor = ONE) -> UUID:
    (made,) = retention.propose([matter], by, city.now)
    return UUID(str(made.id))


def verified() -> list[str]:
    """Everything that verify would find."""
    found = [finding for bounds in replay.ranges(500) for finding in replay.between(*bounds)[1]]
    return [f"{one.rule} {one.what}" for one in (*found, *replay.across())]


def test_after_the_years_of_its_kind_a_matter_is_due(city: City, old: UUID) -> None:
    assert [one.matter for one in retention.due(city.now, 10)] == [old]
    assert retention.due(city.now - timedelta(days=60), 10) == []
    assert "kind 06010, 1095 days" in retention.due(city.now, 10)[0].rule


def test_two_people_destroy_it_and_nothing_is_left(city: City, old: UUID, cabinet: Path) -> None:
    wrapped = bytes(Key.objects.get(matter_id=old).wrapped)
    sealed = [bytes(one) for one in Value.objects.filter(matter_id=old).values_list("sealed", flat=True)]
    assert any(path.is_file() for path in cabinet.rglob("*"))
    record = retention.approve(proposed(city, old), TWO, city.now)
    stored = everything_stored(cabinet)
    for gone in (wrapped, *sealed, CONTACT.values["phone"].encode(), "欧阳".encode()):
        assert gone not in stored
    assert not any(path.is_file() for path in cabinet.rglob("*"))
    assert not TextRow.objects.filter(matter_id=old).exists()
    assert (record.values, record.files, record.texts) == (len(sealed), 1, 2)
    assert (record.by, record.second) == ("person:one", "person:two")
    assert Shredding.objects.get(matter_id=old).second == "person:two"
    assert record.digest == destroying.digest_of(record.things)
    assert Proposal.objects.count() == 0
    assert retention.due(city.now, 10) == []


def test_the_journal_of_what_was_destroyed_still_verifies(city: City, old: UUID) -> None:
    assert verified() == []
    retention.approve(proposed(city, old), TWO, city.now)
    assert verified() == []


def test_verify_finds_what_is_left_and_a_changed_record(city: City, old: UUID) -> None:
    row = Key.objects.get(matter_id=old)
    retention.approve(proposed(city, old), TWO, city.now)
    row.save(force_insert=True)
    assert any("vault_key still holds" in one for one in verified())
    Key.objects.all().delete()
    things = json.dumps([{"what": "key", "where": "", "sha256": "0" * 64}])
    with connection.cursor() as cursor:
        cursor.execute("UPDATE vault_destroyed SET things = %s", [things])
    assert any("is not what was written" in one for one in verified())


def test_nobody_destroys_alone(city: City, old: UUID) -> None:
    asked = proposed(city, old)
    with pytest.raises(Refused, match="shred-needs-two"):
        retention.approve(asked, ONE, city.now)
    assert Key.objects.filter(matter_id=old).exists()
    assert TextRow.objects.filter(matter_id=old).exists()
    assert Attachment.objects.filter(matter_id=old).exists()


@pytest.mark.parametrize("by", ["clerk", "supervisor", "stranger", "handler"])
def test_only_the_archive_administrator_proposes_approves_and_holds(city: City, old: UUID, by: str) -> None:
    asked = proposed(city, old)
    actor = city.actor(by)
    for act in (
        lambda: retention.propose([old], actor, city.now),
        lambda: retention.approve(asked, actor, city.now),
        lambda: retention.hold(old, "court", actor, city.now),
        lambda: retention.lift(old, actor),
        lambda: retention.record_of(old, actor),
        lambda: retention.proposals_for(actor),
    ):
        with pytest.raises(Refused, match=r"no-right|matter-unknown"):
            act()


def test_the_duty_is_for_its_area(city: City, old: UUID) -> None:
    with pytest.raises(Refused, match="matter-unknown"):
        retention.propose([old], OTHER_COUNTY, city.now)
    asked = proposed(city, old)
    with pytest.raises(Refused, match="proposal-unknown"):
        retention.approve(asked, OTHER_COUNTY, city.now)
    assert retention.proposals_for(OTHER_COUNTY) == []
    assert len(retention.proposals_for(TWO)) == 1


def test_what_is_held_is_not_destroyed(city: City, old: UUID) -> None:
    asked = proposed(city, old)
    with pytest.raises(Refused, match="hold-reason-unknown"):
        retention.hold(old, "because", ONE, city.now)
    retention.hold(old, "court", ONE, city.now)
    assert retention.due(city.now, 10) == []
    with pytest.raises(Refused, match="on-hold"):
        retention.approve(asked, TWO, city.now)
    retention.lift(old, ONE)
    with pytest.raises(Refused, match="hold-unknown"):
        retention.lift(old, ONE)
    retention.approve(asked, TWO, city.now)


def test_what_is_not_old_or_not_over_is_not_destroyed(city: City, old: UUID) -> None:
    fresh = city.report("worker", contact=CONTACT).id
    with pytest.raises(Refused, match="not-kept-long-enough"):
        retention.propose([fresh], ONE, city.now)
    with pytest.raises(Refused, match="not-kept-long-enough"):
        retention.propose([old], ONE, city.now - timedelta(days=100))
    asked = proposed(city, old)
    with pytest.raises(Refused, match="not-kept-long-enough"):
        retention.approve(asked, TWO, city.now - timedelta(days=100))


def test_it_is_destroyed_once(city: City, old: UUID) -> None:
    asked = proposed(city, old)
    assert proposed(city, old, TWO) == asked
    retention.approve(asked, TWO, city.now)
    with pytest.raises(Refused, match="proposal-unknown"):
        retention.approve(asked, TWO, city.now)
    with pytest.raises(Refused, match="key-destroyed"):
        retention.propose([old], ONE, city.now)
    with pytest.raises(Refused, match="matter-unknown"):
        retention.propose([uuid4()], ONE, city.now)


def test_the_security_log_has_who_and_the_number_and_no_value(city: City, old: UUID) -> None:
    retention.hold(old, "audit", ONE, city.now)
    retention.lift(old, ONE)
    record = retention.approve(proposed(city, old), TWO, city.now)
    told = list(Event.objects.filter(subject=str(old)).order_by("id").values_list("name", "actor"))
    assert told == [("hold.set", ONE.id), ("hold.lifted", ONE.id), ("destruction.proposed", ONE.id),
                    ("destruction.approved", TWO.id)]  # fmt: skip
    assert record.digest in Event.objects.get(name="destruction.approved").facts
    with pytest.raises(Refused, match="log-append-only"):
        Destroyed.objects.all().delete()


def test_what_is_left_can_still_be_looked_at(city: City, old: UUID) -> None:
    row = MatterRow.objects.get(id=old)
    retention.approve(proposed(city, old), TWO, city.now)
    assert telling.words_of(row, journal.state(old), city.actor("worker")) == {}
    assert retention.record_of(old, ONE).matter_id == old


def test_a_post_holds_the_duty_and_no_administrator_does() -> None:
    assert {post for post, duties in ROLE_DUTIES.items() if retention.DUTY in duties} == {"archivist"}


def test_it_goes_over_the_command_line_and_over_the_wire(
    city: City, old: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: city.now)
    for login in ("first", "second"):
        seat(city, login, "220302-ZZ", "archivist")
    number = MatterRow.objects.get(id=old).number
    due = commands.due(limit=10)
    assert due is not None
    assert [one["number"] for one in due.facts["list"]] == [number]
    commands.hold(number, by="first", reason="petition")
    commands.lift(number, by="second")
    asked = commands.propose(by="first", limit=10)
    assert asked is not None
    wire = Wire(city)
    waiting = wire.get("/destructions", "second").json["proposals"]
    assert [one["id"] for one in waiting] == asked.facts["list"]
    assert wire.post(f"/destructions/{waiting[0]['id']}/approve", None, "first").code == "shred-needs-two"
    done = wire.post(f"/destructions/{waiting[0]['id']}/approve", None, "second")
    assert (done.status, done.json["files"]) == (200, 1)
    assert wire.get(f"/matters/{old}/destruction", "first").json == done.json
    assert wire.get("/destructions", "clerk").code == "no-right"


PAGE = "/admin/vault/proposal/"


def browser(city: City, login: str, kind: str, unit: str = "220302-ZZ") -> Client:
    seat(city, login, unit, kind)
    client = Client()
    client.force_login(city.people[login], "gongzhi.bodies.administering.ByPost")
    return client


@pytest.fixture
def now(city: City, old: UUID) -> None:
    """What was over years ago by the clock of the test was so by that of the house as well."""
    MatterRow.objects.filter(id=old).update(closed_at=timezone.now() - timedelta(days=1200))


@pytest.mark.usefixtures("now")
def test_on_the_pages_one_archivist_proposes_and_another_one_destroys(city: City, old: UUID) -> None:
    one, two = (browser(city, login, "archivist") for login in ("one", "two"))
    number = MatterRow.objects.get(id=old).number
    assert number in one.get(PAGE).content.decode()
    one.post(PAGE, {"matter": [str(old)]})
    proposal = str(Proposal.objects.get(matter_id=old).id)
    assert "须另一人批准" in one.get(PAGE).content.decode()
    one.post(PAGE, {"approve": proposal})
    assert Key.objects.filter(matter_id=old).exists()
    assert proposal in two.get(PAGE).content.decode()
    two.post(PAGE, {"approve": proposal})
    assert not Key.objects.filter(matter_id=old).exists()
    auditor = browser(city, "auditor", "audit_admin", "ZZ")
    assert Destroyed.objects.get(matter_id=old).digest[:16] in auditor.get(PAGE).content.decode()


@pytest.mark.usefixtures("now")
def test_nobody_else_proposes_or_approves_on_the_pages_and_each_sees_the_own_area(city: City, old: UUID) -> None:
    number = MatterRow.objects.get(id=old).number
    for login, kind, unit in (("auditor", "audit_admin", "ZZ"), ("system", "administrator", "ZZ"),
                              ("clerk2", "triage", "220302-ZZ")):  # fmt: skip
        client = browser(city, login, kind, unit)
        answer = client.get(PAGE, follow=True)
        assert number not in answer.content.decode() or answer.status_code != 200, login
        client.post(PAGE, {"matter": [str(old)]})
        assert not Proposal.objects.exists(), login
    assert retention.due_for(OTHER_COUNTY, city.now, 10) == []
    assert [one.matter for one in retention.due_for(ONE, city.now, 10)] == [old]
    archivist = browser(city, "near", "archivist")
    assert archivist.post(PAGE, {"matter": ["7"]}).status_code == 400
    assert archivist.get(f"{PAGE}{uuid4()}/change/").status_code in (302, 403)
