"""A file that was made to break the house, to carry something in or to stand for another one comes to nothing."""

import gzip
import hashlib
import io
import zipfile
from pathlib import Path
from uuid import uuid4

import pytest
from PIL import Image, PngImagePlugin

from gongzhi.kernel import Refused
from gongzhi.places import reading
from gongzhi.vault.attachments.images import clean_picture
from gongzhi.vault.attachments.media import clean_media
from tests.http.conftest import REPORT, Answer, Wire
from tests.vault.pictures import box, film, picture, png_of, song

pytestmark = pytest.mark.django_db


def sent(wire: Wire, data: bytes, by: str | None = "worker", **headers: str) -> Answer:
    """The answer to the end of an upload of these bytes."""
    digest = hashlib.sha256(data).hexdigest()
    begun = wire.post("/uploads", {"digest": digest, "size": len(data)}, by, **headers).json["id"]
    wire.call("PATCH", f"/uploads/{begun}?offset=0", by, data, content_type="application/octet-stream", **headers)
    return wire.post(f"/uploads/{begun}/finish", None, by, **headers)


def deep(levels: int) -> bytes:
    """A film with boxes in boxes."""
    inner = b""
    for _ in range(levels):
        inner = box(b"moov", inner)
    return box(b"ftyp", b"isom\0\0\0\0isom") + inner


def test_a_film_of_boxes_in_boxes_does_not_exhaust_the_reader(wire: Wire) -> None:
    answer = sent(wire, deep(5_000), None, idempotency_key=str(uuid4()))
    assert (answer.status, answer.code) == (422, "attachment-broken")


def test_a_film_with_as_many_boxes_as_films_have_is_taken(wire: Wire) -> None:
    assert sent(wire, film()).status == 200
    assert clean_media(deep(4), "video/mp4")


@pytest.mark.parametrize("size", [(50_000, 50_000), (200_000, 1_000), (1, 60_000_000)])
def test_a_picture_that_unpacks_beyond_measure_is_not_unpacked(wire: Wire, size: tuple[int, int]) -> None:
    answer = sent(wire, png_of(*size))
    assert (answer.status, answer.code) in ((422, "image-too-large"), (422, "image-broken"))


def test_a_picture_with_a_bomb_in_its_notes_is_refused() -> None:
    out, notes = io.BytesIO(), PngImagePlugin.PngInfo()
    notes.add_text("SECRETNOTE", "x" * 30_000_000, zip=True)
    Image.new("RGB", (8, 8)).save(out, "PNG", pnginfo=notes)
    with pytest.raises(Refused, match="image-broken"):
        clean_picture(out.getvalue(), "image/png")


def test_a_page_that_is_also_a_picture_comes_out_as_a_picture_only(wire: Wire, upload: object) -> None:
    data = picture() + b"<html><script>alert(1)</script></html>"
    digest = upload(data, "worker")  # type: ignore[operator]
    made = wire.report("worker", files=[digest])["id"]
    assert wire.call("PUT", f"/matters/{made}/files/{digest}", "worker").status == 204
    kept = wire.get(f"/matters/{made}/files/{digest}", "worker")
    assert b"script" not in kept.raw
    assert kept.headers["Content-Type"] == "image/jpeg"
    assert kept.headers["Content-Disposition"] == "attachment"
    assert kept.headers["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'" in kept.headers["Content-Security-Policy"]


APE = b"SECRETNOTE" + b"APETAGEX" + b"\0\0\7\xd0" + (42).to_bytes(4, "little") + bytes(16)


@pytest.mark.parametrize("tail", [APE, b"TAG" + b"SECRETNOTE".ljust(125, b"\0"), APE + b"TAG".ljust(128, b"\0")])
def test_no_note_stays_behind_a_recording(tail: bytes) -> None:
    assert b"SECRETNOTE" not in clean_media(song() + tail, "audio/mpeg")


@pytest.mark.parametrize(
    "digest",
    ["../../keys/master", "..%2f..%2fkeys%2fmaster", "0" * 63, "0" * 64 + "%0a", "A" * 64, "%00" * 21, "é" * 64],
)
def test_no_digest_is_a_path(wire: Wire, digest: str) -> None:
    made = wire.report("worker")["id"]
    for path in (f"/matters/{made}/files/{digest}", f"/matters/{made}/files/{digest}/thumbnail"):
        answer = wire.get(path, "worker")
        assert answer.status in (404, 422), path
        assert b"master" not in answer.raw.replace(b"keys/master", b"")


def test_a_file_is_not_had_by_knowing_its_digest(wire: Wire, upload: object) -> None:
    digest = upload(picture(), "worker")  # type: ignore[operator]
    made = wire.report("neighbour", files=[digest])["id"]
    assert wire.call("PUT", f"/matters/{made}/files/{digest}", "neighbour").code == "attachment-not-uploaded"
    followed = wire.report(files=[digest])["query_code"]
    assert wire.call("PUT", f"/follow/{followed}/files/{digest}").code == "attachment-not-uploaded"
    assert wire.get(f"/matters/{made}/files/{digest}", "neighbour").code == "attachment-unknown"


def test_a_file_of_one_matter_is_not_had_through_another(wire: Wire, upload: object) -> None:
    digest = upload(picture(), "worker")  # type: ignore[operator]
    hidden = wire.report("worker", kind="23001", text="邻里", files=[digest])["id"]
    wire.call("PUT", f"/matters/{hidden}/files/{digest}", "worker")
    assert wire.get(f"/matters/{hidden}/files/{digest}", "worker").status == 200
    mine = wire.report("clerk", files=[digest])["id"]
    for part in ("", "/thumbnail"):
        assert wire.get(f"/matters/{mine}/files/{digest}{part}", "clerk").status == 404
        assert wire.get(f"/matters/{hidden}/files/{digest}{part}", "clerk").status == 404


def test_an_upload_of_somebody_else_is_neither_continued_nor_finished(wire: Wire) -> None:
    data = picture()
    body = {"digest": hashlib.sha256(data).hexdigest(), "size": len(data)}
    mine = wire.post("/uploads", body, "worker").json["id"]
    for by, headers in (("clerk", {}), (None, {"idempotency_key": str(uuid4())})):
        put = wire.call("PATCH", f"/uploads/{mine}?offset=0", by, data, content_type="image/jpeg", **headers)
        assert (put.status, put.code) == (404, "upload-unknown")
        assert wire.post(f"/uploads/{mine}/finish", None, by, **headers).code == "upload-unknown"


def test_a_stranger_leaves_no_more_files_than_a_report_can_name(wire: Wire) -> None:
    report = {"idempotency_key": str(uuid4())}
    answers = [wire.post("/uploads", {"digest": f"{n:064x}", "size": 9}, **report) for n in range(21)]
    assert [one.status for one in answers] == [200] * 20 + [429]
    assert wire.post("/uploads", {"digest": "0" * 64, "size": 2**53 - 1}, "worker").status == 413
    assert wire.post("/uploads", {"digest": "0" * 64, "size": 9}).code == "report-id-needed"
    assert wire.post("/reports", REPORT | {"files": [f"{n:064x}" for n in range(21)]}).status == 422


def test_a_table_of_areas_that_unpacks_beyond_measure_is_not_unpacked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "LIMIT_BYTES", 1_000_000)
    packed = tmp_path / "areas.csv.gz"
    packed.write_bytes(gzip.compress(b"code,name,level\n" + bytes(30_000_000)))
    book = tmp_path / "areas.xlsx"
    with zipfile.ZipFile(book, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("xl/workbook.xml", bytes(30_000_000))
    for bomb in (packed, book):
        with pytest.raises(Refused, match="area-file-too-large"):
            reading.read_file(bomb)
