"""What is odd but honest is taken as it is; what only pretends to be a picture is not."""

import gzip
import hashlib
import io
import zipfile
from collections.abc import Callable
from typing import Any

import pytest

from gongzhi.matters.models import MatterRow
from tests.http.conftest import REPORT, Wire
from tests.vault.pictures import picture, png_of

ODD = {
    "emoji": "路口🚧坑洼😡，家人👨‍👩‍👧‍👦绕行",
    "SQL": "'); DROP TABLE matters_matter; --",
    "HTML": '<script>alert("1")</script><img src=x onerror=alert(1)>',
    "template": "{{ 7*7 }} {% debug %} ${jndi:ldap://x}",
    "percent": "100%_!坑",
    "rare characters": "𠮷野家门口，㐀字牌",
    "right to left": "مرحبا שלום",
    "lines": "第一行\n第二行\t末",
    "full width": "ＡＢＣ１２３",
}


@pytest.mark.parametrize("text", ODD.values(), ids=ODD)
def test_text_is_kept_as_it_was_said(wire: Wire, text: str) -> None:
    at = wire.report(text=text)["id"]
    assert wire.get(f"/matters/{at}", "clerk").json["matter"]["text"] == text
    (answer,) = wire.post("/reports:batch", {"reports": [REPORT | {"text": text}]}, "worker").json["answers"]
    assert answer["status"] == 201


def test_no_text_turns_the_direction_of_what_stands_around_it(wire: Wire) -> None:
    at = wire.report(text="\u202e门口\u2066有坑\u202c", address=" \u202d建设街\u202c ")["id"]
    matter = wire.get(f"/matters/{at}", "clerk").json["matter"]
    assert (matter["text"], matter["address"]) == ("门口有坑", "建设街")
    assert wire.post("/reports", REPORT | {"text": "\u202e"}).status == 422


@pytest.mark.parametrize(
    ("lon", "lat", "placed"),
    [(124.005, 43.005, "inside"), (140.0, 30.0, "outside"), (0.0, 0.0, "outside"),
     (-180.0, -90.0, "outside"), (124.0101, 43.005, "edge")],
)  # fmt: skip
def test_every_point_of_the_earth_has_an_answer(wire: Wire, lon: float, lat: float, placed: str) -> None:
    point = {"lon": lon, "lat": lat, "crs": "cgcs2000"}
    at = wire.report("worker", point=point)["id"]
    assert MatterRow.objects.get(id=at).placed == placed
    assert wire.post("/locate", point).json["how"] == placed


@pytest.mark.usefixtures("chief")
@pytest.mark.parametrize("crs", ["wgs84", "cgcs2000", "gcj02", "bd09", "WGS84", " gcj02 "])
def test_every_coordinate_system_is_taken_and_the_original_kept(wire: Wire, crs: str) -> None:
    made = wire.report("worker", point={"lon": 124.005, "lat": 43.005, "crs": crs})
    (located,) = [
        line["data"]
        for line in wire.get(f"/matters/{made['id']}", "chief").json["journal"]
        if line["event"] == "Located"
    ]
    assert located["place"]["point"] == {"lon": 124.005, "lat": 43.005, "crs": crs.strip().lower()}


def zip_bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("bomb", bytes(5_000_000))
    return out.getvalue()


FAKES: dict[str, tuple[Callable[[], bytes], int, str]] = {
    "zip bomb": (zip_bomb, 415, "attachment-kind-refused"),
    "zip behind a picture": (lambda: picture() + zip_bomb(), 415, "attachment-kind-refused"),
    "gzip": (lambda: gzip.compress(bytes(100_000)), 415, "attachment-kind-refused"),
    "picture that unpacks to a gigabyte": (lambda: png_of(40_000, 40_000), 422, "image-too-large"),
    "picture by its first bytes alone": (lambda: b"\xff\xd8\xff\xe0" + b"x" * 500, 422, "image-broken"),
    "page of HTML": (lambda: b"<html><script>alert(1)</script></html>", 415, "attachment-kind-refused"),
    "SVG": (lambda: b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', 415, "attachment-kind-refused"),
    "programme": (lambda: b"\x7fELF" + bytes(200), 415, "attachment-kind-refused"),
    "one byte": (lambda: b"x", 415, "attachment-kind-refused"),
}  # fmt: skip


@pytest.mark.parametrize("name", FAKES)
def test_what_pretends_to_be_a_picture_is_refused_and_forgotten(wire: Wire, name: str) -> None:
    make, status, code = FAKES[name]
    data: Any = make()
    body = {"digest": hashlib.sha256(data).hexdigest(), "size": len(data)}
    upload = wire.post("/uploads", body, "worker").json["id"]
    wire.call("PATCH", f"/uploads/{upload}?offset=0", "worker", data, content_type="application/octet-stream")
    refused = wire.post(f"/uploads/{upload}/finish", None, "worker")
    assert (refused.status, refused.code) == (status, code)
    assert wire.post("/uploads", body, "worker").json["received"] == 0


def test_a_file_that_is_not_what_was_announced_is_refused(wire: Wire) -> None:
    data = picture()
    upload = wire.post("/uploads", {"digest": "0" * 64, "size": len(data)}, "worker").json["id"]
    too_many = wire.call("PATCH", f"/uploads/{upload}?offset=0", "worker", data + b"x", content_type="image/jpeg")
    assert (too_many.status, too_many.code) == (413, "upload-too-many-bytes")
    wire.call("PATCH", f"/uploads/{upload}?offset=0", "worker", data, content_type="image/jpeg")
    assert wire.post(f"/uploads/{upload}/finish", None, "worker").code == "attachment-digest-differs"
