"""Personal values are sealed at rest, opened for a purpose that is logged, and gone when the key is."""

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from uuid import UUID, uuid4

import pytest
from django.contrib import admin
from django.db import connection
from django.test import RequestFactory

from gongzhi.kernel import PUBLIC, SYSTEM, Actor, Refused
from gongzhi.vault import looking
from gongzhi.vault.matter_key import new_key
from gongzhi.vault.models import Key, Look, Shredding, Value
from gongzhi.vault.values import (
    KEY_COLUMNS,
    VALUE_COLUMNS,
    key_of,
    key_row,
    read_for_handling,
    shred,
    value_row,
)
from tests.vault.conftest import CLERK, NOON, everything_stored

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(minutes=15)
CALLING = looking.Open(purpose="call-back", until=LATER)
PHONE, NAME = "13912345678", "欧阳建国"


def insert(table: str, columns: tuple[str, ...], rows: Sequence[tuple[str | bytes, ...]]) -> None:
    marks = ",".join(["(" + ",".join(["%s"] * len(columns)) + ")"] * len(rows))
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} ({','.join(columns)}) VALUES {marks}", [one for row in rows for one in row]
        )


@pytest.fixture
def matter(keys: Path) -> UUID:
    """A matter with a reporter, written by the rows that the door uses."""
    matter, key = uuid4(), new_key()
    insert("vault_key", KEY_COLUMNS, [key_row(matter, key), key_row(uuid4(), new_key())])
    rows = [("phone", PHONE), ("name", NAME)]
    insert("vault_value", VALUE_COLUMNS, [value_row(matter, "reporter", field, key.seal(v)) for field, v in rows])
    return matter


def look(matter: UUID, by: Actor = CLERK) -> None:
    looking.log(matter, ("reporter", "phone"), by=by, seen=CALLING, at=NOON)


def test_rows_written_by_the_door_are_read_back(matter: UUID) -> None:
    assert read_for_handling(matter, "reporter", "phone") == PHONE
    assert read_for_handling(matter, "reporter", "name") == NAME
    assert not Look.objects.exists()


def test_no_personal_value_is_in_any_table(matter: UUID) -> None:
    stored = everything_stored()
    assert matter.hex.encode() in stored.replace(b"-", b"")
    for value in (PHONE.encode(), NAME.encode(), "欧阳".encode()):
        assert value not in stored


def test_a_look_leaves_a_line(matter: UUID) -> None:
    look(matter)
    line = Look.objects.get()
    assert (line.by, line.unit, line.matter_id, line.ref, line.field, line.purpose, line.at, line.until) == (
        *("clerk", "centre", matter, "reporter", "phone", "call-back", NOON, LATER),
    )


def test_who_has_no_name_does_not_look(matter: UUID) -> None:
    for nobody in (PUBLIC, SYSTEM, Actor(id="reporter:7")):
        with pytest.raises(Refused, match="looker-unnamed"):
            look(matter, nobody)
    assert not Look.objects.exists()


def test_what_is_open_is_open_for_this_person_until_then(matter: UUID) -> None:
    look(matter)
    assert looking.running(matter, "clerk", NOON) == {("reporter", "phone"): CALLING}
    assert looking.running(matter, "clerk", LATER) == {}
    assert looking.running(matter, "chief", NOON) == {}
    assert looking.matters_since("clerk", NOON - timedelta(hours=1)) == {matter}
    assert looking.matters_since("clerk", NOON) == set()


def test_the_log_is_added_to_and_never_changed(matter: UUID) -> None:
    look(matter)
    line = Look.objects.get()
    line.purpose = "security-audit"
    for change in (
        line.save,
        line.delete,
        Look.objects.all().delete,
        lambda: Look.objects.update(by="nobody"),
        lambda: Look.objects.filter(by="clerk").update(by="nobody"),
        lambda: Look.objects.bulk_update([line], ["purpose"]),
        lambda: Look._base_manager.all().delete(),
    ):
        with pytest.raises(Refused, match="log-append-only"):
            change()
    assert Look.objects.get().purpose == "call-back"


def test_the_administration_shows_the_log_and_changes_nothing() -> None:
    page, request = admin.site._registry[Look], RequestFactory().get("/")
    assert not page.has_add_permission(request)
    assert not page.has_change_permission(request)
    assert not page.has_delete_permission(request)
    assert not {Value, Shredding} & set(admin.site._registry)
    request.user = SimpleNamespace(is_active=True, has_perm=lambda name: True)  # type: ignore[assignment]
    keys = admin.site._registry[Key]
    assert keys.has_view_permission(request)
    assert not keys.has_view_permission(request, Key())
    assert not keys.has_change_permission(request, Key())


def test_a_value_that_is_not_there_is_unknown(matter: UUID) -> None:
    with pytest.raises(Refused, match="value-unknown"):
        read_for_handling(matter, "reporter", "address")


def test_a_value_moved_to_another_matter_does_not_open(matter: UUID) -> None:
    other = Key.objects.exclude(matter_id=matter).get().matter_id
    Value.objects.filter(matter_id=matter).update(matter_id=other)
    with pytest.raises(Refused, match="seal-broken"):
        read_for_handling(other, "reporter", "phone")


def test_one_changed_byte_in_the_table_is_found(matter: UUID) -> None:
    rows = Value.objects.filter(matter_id=matter, ref="reporter", field="phone")
    sealed = bytearray(rows.get().sealed)
    sealed[-1] ^= 1
    rows.update(sealed=bytes(sealed))
    with pytest.raises(Refused, match="seal-broken"):
        list(looking.values_of(matter))


def test_shredding_takes_two_people(matter: UUID) -> None:
    for second in ("chief", ""):
        with pytest.raises(Refused, match="shred-needs-two"):
            shred(matter, by="chief", second=second, at=NOON)
    assert read_for_handling(matter, "reporter", "phone") == PHONE


def test_after_shredding_nothing_opens_and_the_record_stays(matter: UUID) -> None:
    wrapped = bytes(Key.objects.get(matter_id=matter).wrapped)
    shred(matter, by="chief", second="auditor", at=NOON)
    with pytest.raises(Refused, match="key-destroyed") as refusal:
        key_of(matter)
    assert refusal.value.status == 410
    with pytest.raises(Refused, match="key-destroyed"):
        list(looking.values_of(matter))
    assert wrapped not in everything_stored()
    record = Shredding.objects.get()
    assert (record.matter_id, record.by, record.second, record.at) == (matter, "chief", "auditor", NOON)
    with pytest.raises(Refused, match="key-destroyed"):
        shred(matter, by="chief", second="auditor", at=NOON)
