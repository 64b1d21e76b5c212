"""A rotated master key takes over everything, batch by batch, and nothing stops opening meanwhile."""

from collections.abc import Callable
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from allauth.mfa.models import Authenticator
from django.apps import apps
from django.db import models
from pytest_django import Settings

from gongzhi.audit.models import Event
from gongzhi.bodies.accounts.adapters import SecondFactorAdapter
from gongzhi.bodies.models import Person
from gongzhi.exchange.notify import reaches
from gongzhi.exchange.notify.models import EMAIL, SMS, Reach
from gongzhi.kernel import Refused
from gongzhi.site.cli import keys as commands
from gongzhi.site.key_standing import COLUMNS
from gongzhi.vault.keys import MASTER, current_master, new_master, read_keys
from gongzhi.vault.matter_key import new_key
from gongzhi.vault.models import Key
from gongzhi.vault.rewrapping import Column, broken, counts, rewrap
from gongzhi.vault.values import key_of

pytestmark = pytest.mark.django_db
BY_KEYS_OF_MATTERS = {("vault_value", "sealed")}
"""Sealed by the key of a matter, which is wrapped itself."""


@pytest.fixture
def matters(keys: Path) -> list[UUID]:
    """Thirty matters with a key each."""
    ids = sorted(uuid4() for _ in range(30))
    Key.objects.bulk_create(Key(matter_id=one, wrapped=new_key().wrapped_for(one)) for one in ids)
    return ids


def test_everything_that_is_sealed_is_re_wrapped_or_lies_under_what_is() -> None:
    sealed = {
        (model._meta.db_table, field.name)
        for model in apps.get_models()
        if model.__module__.startswith("gongzhi.")
        for field in model._meta.get_fields()
        if isinstance(field, models.BinaryField)
    }
    known = {(one.rows._meta.db_table, one.column) for one in COLUMNS if isinstance(one, Column)}
    open_to_all = {(table, name) for table, name in sealed if table.startswith(("matters_", "places_"))}
    assert known <= sealed
    assert sealed - open_to_all - known == BY_KEYS_OF_MATTERS


def test_a_new_master_key_waits_and_then_takes_over_everything(matters: list[UUID], keys: Path) -> None:
    digests = [key_of(one).digest("13900001111") for one in matters]
    assert commands.new() is not None
    assert current_master() == 1
    with pytest.raises(Refused, match="key-waits"):
        commands.new()
    summary = commands.rotate(batch=10, most=None)
    assert summary is not None
    assert summary.facts == {"in_force": 2, "rewrapped": 30, "left": 0, "broken": []}
    assert counts(COLUMNS) == {2: 30}
    assert [key_of(one).digest("13900001111") for one in matters] == digests


def test_it_can_be_stopped_and_everything_opens_meanwhile(matters: list[UUID]) -> None:
    before = [key_of(one).digest("x") for one in matters]
    commands.new()
    summary = commands.rotate(batch=10, most=10)
    assert summary is not None
    assert (summary.facts["rewrapped"], summary.facts["left"]) == (10, 20)
    assert counts(COLUMNS) == {1: 20, 2: 10}
    assert [key_of(one).digest("x") for one in matters] == before
    again = commands.rotate(batch=10, most=None)
    assert again is not None
    assert (again.facts["rewrapped"], again.facts["left"], again.facts["in_force"]) == (20, 0, 2)


def test_what_is_shredded_or_begun_meanwhile_is_right_afterwards(matters: list[UUID]) -> None:
    commands.new()
    commands.rotate(batch=10, most=10)
    Key.objects.filter(matter_id=matters[-1]).delete()
    fresh = uuid4()
    Key(matter_id=fresh, wrapped=new_key().wrapped_for(fresh)).save()
    commands.rotate(batch=10, most=None)
    assert counts(COLUMNS) == {2: 30}
    assert not Key.objects.filter(matter_id=matters[-1]).exists()
    key_of(fresh)


def test_ways_to_reach_people_go_with_it(keys: Path) -> None:
    people = [uuid4() for _ in range(12)]
    for one in people:
        reaches.change(one, SMS, wanted=True, address="13900001111")
        reaches.change(one, EMAIL, wanted=True, address="a@city.example")
    commands.new()
    commands.rotate(batch=10, most=None)
    assert counts(COLUMNS) == {2: 24}
    assert {reaches.address_of(one, SMS) for one in people} == {"13900001111"}
    commands.retire(1)
    assert {reaches.address_of(one, EMAIL) for one in people} == {"a@city.example"}
    assert Reach.objects.count() == 24


def test_second_factors_go_with_it(keys: Path) -> None:
    person = Person.objects.create_user("worker", name="worker")
    data = {"secret": SecondFactorAdapter().encrypt("JBSWY3DPEHPK3PXP")}
    Authenticator.objects.create(user=person, type=Authenticator.Type.TOTP, data=data)
    Authenticator.objects.create(user=person, type=Authenticator.Type.WEBAUTHN, data={"name": "key"})
    assert counts(COLUMNS) == {1: 1}
    commands.new()
    commands.rotate(batch=10, most=None)
    assert counts(COLUMNS) == {2: 1}
    commands.retire(1)
    kept = Authenticator.objects.get(type=Authenticator.Type.TOTP).data["secret"]
    assert SecondFactorAdapter().decrypt(kept) == "JBSWY3DPEHPK3PXP"
    assert kept != data["secret"]


def test_what_was_done_to_keys_is_told_to_the_security_log(matters: list[UUID]) -> None:
    commands.new()
    commands.rotate(batch=10, most=None)
    commands.retire(1)
    commands.site()
    told = Event.objects.order_by("id").values_list("name", "subject")
    assert list(told) == [
        ("key.made", "master-key:2"), ("key.rotated", "master-key:2"), ("key.retired", "master-key:1"),
        ("key.rotated", "site-key:2"),
    ]  # fmt: skip


def test_a_key_that_is_needed_or_in_force_is_not_destroyed(matters: list[UUID], keys: Path) -> None:
    commands.new()
    with pytest.raises(Refused, match="key-needed"):
        commands.retire(1)
    commands.rotate(batch=10, most=None)
    with pytest.raises(Refused, match="key-needed"):
        commands.retire(2)
    commands.retire(1)
    assert set(read_keys(keys / MASTER).secrets) == {2}
    key_of(matters[0])
    with pytest.raises(Refused, match="key-unknown"):
        commands.retire(1)
    Key.objects.all().delete()
    with pytest.raises(Refused, match="key-in-force"):
        commands.retire(2)


def test_a_broken_one_is_named_and_holds_nobody_up(matters: list[UUID]) -> None:
    sealed = bytearray(Key.objects.get(matter_id=matters[3]).wrapped)
    sealed[-1] ^= 1
    Key.objects.filter(matter_id=matters[3]).update(wrapped=bytes(sealed))
    place = f"vault_key.wrapped {matters[3]}"
    assert list(broken(COLUMNS)) == [place]
    checked = commands.check()
    assert checked is not None
    assert (checked.code, checked.facts["list"]) == (1, [place])
    commands.new()
    rotated = commands.rotate(batch=10, most=None)
    assert rotated is not None
    assert (rotated.code, rotated.facts["left"], rotated.facts["broken"]) == (1, 1, [place])
    with pytest.raises(Refused, match="key-needed"):
        commands.retire(1)


def test_what_lies_under_a_lost_key_is_told(matters: list[UUID], keys: Path) -> None:
    new_master(keys)
    commands.rotate(batch=10, most=10)
    lines = (keys / MASTER).read_text(encoding="ascii").splitlines()
    (keys / MASTER).write_text(lines[1] + "\n", encoding="ascii")
    listed = commands.listed()
    assert listed is not None
    assert listed.code == 1
    assert {row["standing"]: row["wraps"] for row in listed.facts["list"]} == {"in force": 10, "lost": 20}


def test_a_rotation_also_takes_over_the_algorithm(matters: list[UUID], settings: Settings) -> None:
    settings.GONGZHI_CIPHER = "sm4"
    fresh = uuid4()
    Key(matter_id=fresh, wrapped=new_key().wrapped_for(fresh)).save()
    assert {bytes(one)[0] for one in Key.objects.values_list("wrapped", flat=True)} == {1, 2}
    for one in (*matters, fresh):
        key_of(one)
    commands.new()
    commands.rotate(batch=10, most=None)
    assert {bytes(one)[0] for one in Key.objects.values_list("wrapped", flat=True)} == {2}
    key_of(matters[0])


def test_what_came_in_behind_the_walk_is_taken_too(matters: list[UUID], keys: Path) -> None:
    late = UUID(int=1)
    row = Key(matter_id=late, wrapped=new_key().wrapped_for(late))
    commands.new()
    commands.rotate(batch=10, most=10)
    walk = rewrap([Column(Key, "matter_id", "wrapped")], batch=10)
    next(walk)
    row.save()
    assert sum(done.changed for done in walk) == 11
    assert counts(COLUMNS) == {2: 31}


def test_the_keys_are_told_by_number_and_standing_only(matters: list[UUID], keys: Path) -> None:
    commands.new()
    listed = commands.listed()
    assert listed is not None
    said = str(listed.facts)
    assert [row["standing"] for row in listed.facts["list"]] == ["in force", "waiting"]
    assert not any(secret.hex() in said for secret in read_keys(keys / MASTER).secrets.values())


@pytest.mark.parametrize("work", [commands.new, commands.site])
def test_the_files_stay_for_the_owner_only(work: Callable[[], object], keys: Path) -> None:
    work()
    assert {path.stat().st_mode & 0o777 for path in keys.iterdir()} == {0o600}
