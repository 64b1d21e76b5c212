"""A file is announced, sent in pieces that resume, checked, cleaned, and given to the matter that named it."""

import hashlib
import io
from collections.abc import Callable
from uuid import uuid4

from PIL import Image

from gongzhi.matters import codec, replay, sealing
from gongzhi.matters.loop.reporting import Report, SelfHandled
from gongzhi.matters.loop.state import Kept
from gongzhi.matters.models import MatterRow
from gongzhi.vault.models import Attachment
from tests.http.conftest import REPORT, Wire
from tests.vault.pictures import SECRETS, picture

Send = Callable[..., str]
BYTES = {"content_type": "application/octet-stream"}


def test_a_lost_connection_goes_on_where_it_stopped(wire: Wire) -> None:
    data = noise()
    half = len(data) // 2
    digest = hashlib.sha256(data).hexdigest()
    upload = wire.post("/uploads", {"digest": digest, "size": len(data)}, "worker").json["id"]
    first = wire.call("PATCH", f"/uploads/{upload}?offset=0", "worker", data[:half], **BYTES)
    assert first.json["received"] == half
    lost = wire.call("PATCH", f"/uploads/{upload}?offset=0", "worker", data[:half], **BYTES)
    assert (lost.status, lost.code, lost.json["details"]["received"]) == (409, "upload-offset-differs", half)
    assert wire.post("/uploads", {"digest": digest, "size": len(data)}, "worker").json["received"] == half
    assert wire.post(f"/uploads/{upload}/finish", None, "worker").code == "upload-incomplete"
    wire.call("PATCH", f"/uploads/{upload}?offset={half}", "worker", data[half:], **BYTES)
    done = wire.post(f"/uploads/{upload}/finish", None, "worker").json
    assert (done["finished"], done["media_type"]) == (True, "image/png")


def test_a_photo_reaches_the_matter_cleaned_and_small(wire: Wire, upload: Send) -> None:
    digest = upload(picture(), "worker")
    at = wire.report("worker", files=[digest])["id"]
    assert wire.get(f"/matters/{at}/files/{digest}", "clerk").code == "attachment-unknown"
    assert wire.call("PUT", f"/matters/{at}/files/{digest}", "worker").status == 204
    assert wire.call("PUT", f"/matters/{at}/files/{digest}", "worker").status == 204
    whole = wire.get(f"/matters/{at}/files/{digest}", "clerk")
    small = wire.get(f"/matters/{at}/files/{digest}/thumbnail", "clerk")
    assert {whole.headers["Content-Type"], small.headers["Content-Type"]} == {"image/jpeg"}
    assert whole.headers["X-Content-Type-Options"] == "nosniff"
    assert not any(secret in whole.raw + small.raw for secret in SECRETS)
    assert wire.get(f"/matters/{at}", "clerk").json["files"] == [digest]
    assert wire.get(f"/matters/{at}/files/{digest}", "stranger").status == 404


def test_what_was_put_right_on_the_spot_is_shown_before_and_after(wire: Wire, upload: Send) -> None:
    before, after = upload(picture("PNG"), "worker"), upload(noise(), "worker")
    given = {"kind": "06010", "files": [before], "self_handled": "已清理。", "self_handled_files": [after]}
    at = wire.report("worker", **given)["id"]
    for digest in (before, after):
        assert wire.call("PUT", f"/matters/{at}/files/{digest}", "worker").status == 204
    whole = wire.get(f"/matters/{at}", "clerk").json
    shown = {line["event"]: line["data"]["blobs"] for line in whole["journal"] if "blobs" in line["data"]}
    assert shown == {"Reported": [before], "SelfHandled": [after]}
    assert set(whole["files"]) == {before, after}
    assert list(replay.matters([MatterRow.objects.get(id=at).id])) == []


def test_a_file_joins_a_matter_only_by_a_command_that_names_it(wire: Wire, upload: Send) -> None:
    at, digest = wire.report("worker")["id"], upload(picture(), "worker")
    assert wire.call("PUT", f"/matters/{at}/files/{digest}", "worker").code == "file-not-announced"
    assert wire.do("attach", at, "worker", files=[digest]).status == 200
    assert wire.call("PUT", f"/matters/{at}/files/{digest}", "clerk").code == "attachment-not-uploaded"
    assert wire.call("PUT", f"/matters/{at}/files/{digest}", "stranger").code == "matter-unknown"
    assert wire.call("PUT", f"/matters/{at}/files/{digest}", "worker").status == 204


def test_a_reporter_without_an_account_sends_photos_under_the_id_of_the_report(wire: Wire, upload: Send) -> None:
    own, data = str(uuid4()), picture()
    digest = upload(data, idempotency_key=own)
    made = wire.report(id=own, files=[digest])
    assert wire.call("PUT", f"/follow/{made['query_code']}/files/{digest}").status == 204
    assert wire.get(f"/matters/{own}/files/{digest}", "clerk").status == 200
    more = upload(picture("PNG"), idempotency_key=own)
    assert wire.post(f"/follow/{made['query_code']}/attach", {"files": [more]}).status == 200
    assert wire.call("PUT", f"/follow/{made['query_code']}/files/{more}").status == 204


def test_one_strangers_upload_is_nothing_to_another(wire: Wire, upload: Send) -> None:
    data = picture()
    digest = upload(data, idempotency_key=str(uuid4()))
    other = wire.report(files=[digest])
    assert wire.call("PUT", f"/follow/{other['query_code']}/files/{digest}").code == "attachment-not-uploaded"
    body = {"digest": digest, "size": len(data)}
    assert wire.post("/uploads", body).code == "report-id-needed"
    begun = wire.post("/uploads", body, idempotency_key=str(uuid4())).json
    assert begun["received"] == 0
    foreign = wire.call("PATCH", f"/uploads/{begun['id']}?offset=0", None, data, idempotency_key=str(uuid4()), **BYTES)
    assert foreign.code == "upload-unknown"


def test_no_more_files_wait_for_one_strangers_report_than_it_can_name(wire: Wire) -> None:
    own = str(uuid4())
    for place in range(20):
        digest = hashlib.sha256(bytes([place])).hexdigest()
        assert wire.post("/uploads", {"digest": digest, "size": 9}, idempotency_key=own).status == 200
    refused = wire.post("/uploads", {"digest": "f" * 64, "size": 9}, idempotency_key=own)
    assert (refused.status, refused.code) == (429, "too-many-files")
    assert wire.post("/uploads", {"digest": digest, "size": 9}, idempotency_key=own).status == 200


def test_a_photo_about_a_place_is_sealed_when_the_matter_becomes_one_between_people(wire: Wire, upload: Send) -> None:
    digest = upload(picture(), "worker")
    at = wire.report("worker", files=[digest])["id"]
    wire.call("PUT", f"/matters/{at}/files/{digest}", "worker")
    before = wire.get(f"/matters/{at}/files/{digest}", "clerk")
    changed = wire.do("reclassify", at, "clerk", 3, kind="23001")
    assert changed.status == 200, changed.raw
    assert not Attachment.objects.filter(sealed=False).exists()
    assert changed.json["holder"] == "220302001001-ZZ"
    assert wire.get(f"/matters/{at}/files/{digest}", "worker").raw == before.raw
    assert wire.get(f"/matters/{at}/files/{digest}", "clerk").code == "matter-unknown"


def noise() -> bytes:
    """A picture that is large because nothing in it can be packed."""
    out = io.BytesIO()
    Image.effect_noise((400, 400), 80).save(out, "PNG")
    return out.getvalue()


def test_what_a_report_names_is_limited(wire: Wire) -> None:
    many = [hashlib.sha256(bytes([place])).hexdigest() for place in range(21)]
    assert wire.post("/reports", REPORT | {"files": many}).code == "request-invalid"


def test_lines_and_requests_from_before_pictures_of_the_work_are_read_as_they_were() -> None:
    told = '{"remark":{"ref":"1.self_handled","digest":"d"},"sampled":true}'
    assert codec.decode("SelfHandled", told) == SelfHandled(remark=Kept("1.self_handled", "d"), sampled=True)

    class Plainly:
        def digest(self, text: str) -> str:
            return text

    said = sealing.fingerprint(Report(kind="06010"), Plainly())  # type: ignore[arg-type]
    assert said == (
        'Report{"kind":"06010","text":null,"point":null,"accuracy_m":null,"address":null,"answers":{},"contact":null,'
        '"blobs":[],"channel":"web","source":null,"captured_at":null,"self_handled":null}'
    )
    assert '"after":["b"]' in sealing.fingerprint(Report(after=("b",)), Plainly())  # type: ignore[arg-type]
