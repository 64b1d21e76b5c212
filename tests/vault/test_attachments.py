"""A photo comes in pieces over a bad line, is the one that was announced, and lies sealed with its matter."""

import hashlib
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from django.core.files.storage import storages
from pytest_django import Settings

from gongzhi.kernel import PUBLIC, Refused
from gongzhi.vault.attachments.attaching import (
    attach,
    attachment_of,
    open_attachment,
    read_attachment,
    read_thumbnail,
    seal_attachments,
    sweep,
)
from gongzhi.vault.attachments.cabinet import put
from gongzhi.vault.attachments.uploads import access_upload, append, begin, finish
from gongzhi.vault.keys import make_keys
from gongzhi.vault.looking import Open
from gongzhi.vault.matter_key import MatterKey, new_key
from gongzhi.vault.models import Attachment, Key, Look, Removal, Upload
from gongzhi.vault.values import key_row, shred
from tests.vault.conftest import CLERK, NOON, everything_stored
from tests.vault.pictures import SECRETS, document, picture

pytestmark = pytest.mark.django_db
PHOTO = picture(size=(900, 700))
PIECE = 16 * 1024


def sha(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def long_document() -> bytes:
    """A PDF that needs several pieces, with words that must not lie about in the open."""
    return document()[:9] + b"SECRETNOTE 13912345678\n" * 4000 + document()[9:]


def pieces(data: bytes) -> Iterator[tuple[int, bytes]]:
    return ((at, data[at : at + PIECE]) for at in range(0, len(data), PIECE))


def upload(data: bytes = PHOTO, by: str = "worker") -> Upload:
    begun = begin(sha(data), len(data), by=by, at=NOON)
    for at, piece in ((at, piece) for at, piece in pieces(data) if at >= begun.received):
        append(begun, at, piece)
    return finish(begun, at=NOON)


def new_matter() -> tuple[UUID, MatterKey]:
    matter, key = uuid4(), new_key()
    row = key_row(matter, key)
    Key(matter_id=matter, wrapped=row[1]).save()
    return matter, key


def attached(privacy: str, data: bytes = PHOTO) -> Attachment:
    upload(data)
    matter, key = new_matter()
    return attach(matter, sha(data), privacy, key, by="worker", at=NOON)


def test_an_upload_goes_on_where_the_line_broke(cabinet: Path) -> None:
    data = long_document()
    first, *rest = pieces(data)
    begun = begin(sha(data), len(data), by="worker", at=NOON)
    assert append(begun, *first) == PIECE
    again = begin(sha(data), len(data), by="worker", at=NOON)
    assert (again.id, again.received) == (begun.id, PIECE)
    for at, piece in rest:
        append(again, at, piece)
    done = finish(again, at=NOON)
    assert (done.media_type, done.digest, done.kept_size) == ("application/pdf", sha(data), len(data))
    assert finish(done, at=NOON + timedelta(hours=1)).finished_at == NOON


def test_the_pieces_of_what_is_whole_are_swept_and_the_last_one_said_again_leaves_nothing(cabinet: Path) -> None:
    data = long_document()
    late = begin(sha(data), len(data), by="worker", at=NOON)
    *_, (last, piece) = pieces(data)
    late.received = last
    unfinished = Upload.objects.get(id=late.id)
    done = upload(data)
    unfinished.received, unfinished.ends = done.received, done.ends
    for _ in range(2):
        sweep(NOON)
        assert [path.name for path in cabinet.rglob("*") if path.is_file()] == [f"{done.id.hex}.kept"]
        with pytest.raises(Refused, match="upload-offset-differs"):
            append(late, last, piece)
    sweep(NOON)
    assert finish(unfinished, at=NOON).finished_at == NOON
    matter, key = new_matter()
    assert attach(matter, sha(data), "P1", key, by="worker", at=NOON).size == len(data)
    assert read_attachment(matter, sha(data)) == data


def test_a_lost_or_repeated_piece_is_answered_with_the_place_to_go_on(cabinet: Path) -> None:
    data = long_document()
    begun = begin(sha(data), len(data), by="worker", at=NOON)
    append(begun, 0, data[:PIECE])
    for at in (0, PIECE - 1, 2 * PIECE):
        with pytest.raises(Refused, match="upload-offset-differs") as refusal:
            append(begun, at, data[at : at + PIECE])
        assert refusal.value.details == {"received": PIECE}
    with pytest.raises(Refused, match="upload-incomplete"):
        finish(begun, at=NOON)


def test_of_two_senders_of_the_same_piece_one_is_counted(cabinet: Path) -> None:
    data = long_document()
    one = begin(sha(data), len(data), by="worker", at=NOON)
    two = begin(sha(data), len(data), by="worker", at=NOON)
    append(one, 0, data[:PIECE])
    with pytest.raises(Refused, match="upload-offset-differs") as refusal:
        append(two, 0, data[: PIECE + 9])
    assert refusal.value.details == {"received": PIECE}


def test_pieces_have_a_size_and_do_not_run_over(cabinet: Path) -> None:
    data = long_document()
    begun = begin(sha(data), len(data), by="worker", at=NOON)
    with pytest.raises(Refused, match="upload-piece-size"):
        append(begun, 0, data[:100])
    with pytest.raises(Refused, match="upload-too-many-bytes"):
        append(begun, 0, data + b"x")


def test_other_bytes_than_announced_are_refused_and_can_be_sent_again(cabinet: Path) -> None:
    begun = begin(sha(PHOTO), len(PHOTO), by="worker", at=NOON)
    wrong = PHOTO[:-1] + bytes([PHOTO[-1] ^ 1])
    for at, piece in pieces(wrong):
        append(begun, at, piece)
    with pytest.raises(Refused, match="attachment-digest-differs"):
        finish(begun, at=NOON)
    assert upload().finished_at == NOON


@pytest.mark.parametrize(
    ("declared", "size", "code"),
    [
        ("../../etc/passwd", 5, "digest-malformed"),
        ("a" * 64 + "\n", 5, "digest-malformed"),
        ("A" * 64, 5, "digest-malformed"),
        ("", 5, "digest-malformed"),
        ("a" * 64, 0, "attachment-empty"),
        ("a" * 64, -1, "attachment-empty"),
        ("a" * 64, 25 * 1024 * 1024 + 1, "attachment-too-large"),
    ],
)
def test_a_wrong_announcement_is_refused(cabinet: Path, declared: str, size: int, code: str) -> None:
    with pytest.raises(Refused, match=code):
        begin(declared, size, by="worker", at=NOON)
    assert not Upload.objects.exists()


def test_the_same_digest_with_another_size_is_refused(cabinet: Path) -> None:
    begin("a" * 64, 5, by="worker", at=NOON)
    with pytest.raises(Refused, match="upload-size-differs"):
        begin("a" * 64, 6, by="worker", at=NOON)


def test_what_is_not_accepted_is_removed(cabinet: Path) -> None:
    for data, code in ((b"MZ" + bytes(99), "attachment-kind-refused"), (PHOTO[:5000], "image-broken")):
        with pytest.raises(Refused, match=code):
            upload(data)
    assert not Upload.objects.exists()
    assert sweep(NOON) == 2
    assert not [path for path in cabinet.rglob("*") if path.is_file()]


def test_an_upload_is_seen_and_attached_only_by_the_one_who_sent_it(cabinet: Path) -> None:
    done = upload()
    assert access_upload(done.id, by="worker").id == done.id
    with pytest.raises(Refused, match="upload-unknown"):
        access_upload(done.id, by="stranger")
    matter, key = new_matter()
    with pytest.raises(Refused, match="attachment-not-uploaded"):
        attach(matter, sha(PHOTO), "P0", key, by="stranger", at=NOON)
    begin(sha(document()), len(document()), by="worker", at=NOON)
    with pytest.raises(Refused, match="attachment-not-uploaded"):
        attach(matter, sha(document()), "P0", key, by="worker", at=NOON)


@pytest.mark.parametrize("privacy", ["P1", "P2", "P3"])
def test_a_photo_of_a_personal_matter_lies_sealed_and_clean(cabinet: Path, privacy: str) -> None:
    row = attached(privacy)
    assert (row.declared, row.media_type, row.sealed) == (sha(PHOTO), "image/jpeg", True)
    data = read_attachment(row.matter_id, row.declared)
    assert row.digest == sha(data) != row.declared
    assert row.size == len(data)
    assert not any(secret in data for secret in SECRETS)
    assert read_thumbnail(row.matter_id, row.declared).startswith(b"\xff\xd8\xff")
    stored = everything_stored(cabinet)
    assert b"JFIF" in data[:20]
    assert data[:20] not in stored
    assert data[100:200] not in stored
    assert row.digest not in row.name


def test_nothing_lies_open_on_its_way_in(cabinet: Path) -> None:
    data = long_document()
    upload(data)
    assert b"SECRETNOTE" not in everything_stored(cabinet)
    attached("P0", data)
    assert b"SECRETNOTE" in everything_stored(cabinet)


def test_a_photo_of_a_place_lies_plain_and_once_for_all_matters(cabinet: Path) -> None:
    one, two = attached("P0"), attached("P0")
    assert one.matter_id != two.matter_id
    assert one.name == two.name == f"plain/{one.digest[:2]}/{one.digest}"
    assert (cabinet / one.name).read_bytes() == read_attachment(two.matter_id, two.declared)


def test_the_same_photo_twice_is_one_attachment(cabinet: Path) -> None:
    done, (matter, key) = upload(), new_matter()
    for _ in range(2):
        assert attach(matter, done.declared, "P1", key, by="worker", at=NOON).declared == done.declared
    assert Attachment.objects.count() == 1


def test_reading_for_a_purpose_leaves_a_line(cabinet: Path) -> None:
    row = attached("P2")
    data = open_attachment(
        row.matter_id, row.declared, by=CLERK, seen=Open(purpose="complaint-review", until=NOON), at=NOON
    )
    assert sha(data) == row.digest
    line = Look.objects.get()
    assert (line.by, line.ref, line.field, line.purpose) == ("clerk", row.declared, "attachment", "complaint-review")
    with pytest.raises(Refused, match="looker-unnamed"):
        open_attachment(row.matter_id, row.declared, by=PUBLIC, seen=Open(purpose="x", until=NOON), at=NOON)
    assert Look.objects.count() == 1


def test_after_shredding_a_sealed_photo_is_gone(cabinet: Path) -> None:
    row = attached("P2")
    sweep(NOON + timedelta(days=3))
    shred(row.matter_id, by="chief", second="auditor", at=NOON)
    for read in (read_attachment, read_thumbnail):
        with pytest.raises(Refused, match="key-destroyed") as refusal:
            read(row.matter_id, row.declared)
        assert refusal.value.status == 410


def test_one_changed_byte_on_disk_is_found(cabinet: Path) -> None:
    row = attached("P1")
    data = bytearray((cabinet / row.name).read_bytes())
    data[1000] ^= 1
    (cabinet / row.name).write_bytes(data)
    with pytest.raises(Refused, match="seal-broken"):
        read_attachment(row.matter_id, row.declared)
    (cabinet / row.name).unlink()
    with pytest.raises(Refused, match="attachment-gone"):
        read_attachment(row.matter_id, row.declared)


def test_a_matter_that_becomes_personal_takes_its_photos_out_of_the_open(cabinet: Path) -> None:
    row, other = attached("P0"), attached("P0", picture("PNG"))
    sweep(NOON)
    before, key = read_attachment(row.matter_id, row.declared), MatterKey(b"k" * 64)
    Key.objects.filter(matter_id=row.matter_id).update(wrapped=key.wrapped_for(row.matter_id))
    assert seal_attachments(row.matter_id, key) == 1
    assert seal_attachments(row.matter_id, key) == 0
    assert sweep(NOON) == 2
    assert not (cabinet / row.name).exists()
    assert attachment_of(row.matter_id, row.declared).sealed
    assert read_attachment(row.matter_id, row.declared) == before
    assert read_attachment(other.matter_id, other.declared)


def test_a_plain_photo_that_another_matter_needs_is_not_swept(cabinet: Path) -> None:
    row, other = attached("P0"), attached("P0")
    sweep(NOON)
    seal_attachments(row.matter_id, MatterKey(b"k" * 64))
    assert sweep(NOON) == 0
    assert not Removal.objects.exists()
    assert sha(read_attachment(other.matter_id, other.declared)) == other.digest


def test_uploads_that_nobody_attached_are_forgotten_after_two_days(cabinet: Path) -> None:
    row = attached("P1")
    assert sweep(NOON) > 0
    assert sweep(NOON + timedelta(hours=47)) == 0
    assert sweep(NOON + timedelta(hours=49)) == 2
    assert not Upload.objects.exists()
    assert {path.name for path in cabinet.rglob("*") if path.is_file()} == {
        Path(row.name).name,
        f"{Path(row.name).name}-small",
    }
    assert read_attachment(row.matter_id, row.declared)


def test_a_file_cut_short_by_a_crash_is_replaced(cabinet: Path) -> None:
    put("plain/aa/x", b"whole file")
    (cabinet / "plain/aa/x").write_bytes(b"whole")
    put("plain/aa/x", b"whole file")
    assert (cabinet / "plain/aa/x").read_bytes() == b"whole file"


def test_unknown_attachments_and_missing_thumbnails_are_said(cabinet: Path) -> None:
    row = attached("P0", document())
    with pytest.raises(Refused, match="thumbnail-unknown"):
        read_thumbnail(row.matter_id, row.declared)
    with pytest.raises(Refused, match="attachment-unknown"):
        read_attachment(uuid4(), row.declared)


def test_any_storage_of_django_will_do(home: Path, settings: Settings) -> None:
    make_keys(home / "keys")
    memory = {"BACKEND": "django.core.files.storage.InMemoryStorage"}
    settings.STORAGES = settings.STORAGES | {"attachments": memory}
    row = attached("P1")
    assert sha(read_attachment(row.matter_id, row.declared)) == row.digest
    assert storages["attachments"].exists(row.name)
