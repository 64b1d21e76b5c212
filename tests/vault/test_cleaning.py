"""Only pictures, sound, film and PDF come in, and nothing of the device comes with them."""

import io
import zipfile
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from gongzhi.kernel import Refused
from gongzhi.vault.attachments.images import MOST_PIXELS, clean_picture
from gongzhi.vault.attachments.media import clean_media
from gongzhi.vault.attachments.sniffing import media_type_of
from tests.vault.pictures import GPS, SECRETS, document, film, picture, png_of, recording, song

MEDIA = {"video/mp4": film(), "audio/mp4": film(b"M4A "), "audio/mpeg": song(), "audio/wav": recording()}
PICTURES = [("JPEG", "image/jpeg"), ("PNG", "image/png"), ("WEBP", "image/webp")]


def zipped() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("word/document.xml", bytes(1_000_000))
    return out.getvalue()


def red_at(data: bytes, x: int, y: int) -> bool:
    pixel = Image.open(io.BytesIO(data)).convert("RGB").getpixel((x, y))
    assert isinstance(pixel, tuple)
    return pixel[0] > 200


@pytest.mark.parametrize(("form", "media_type"), PICTURES)
def test_place_time_and_device_are_gone_and_the_picture_is_there(form: str, media_type: str) -> None:
    data = picture(form)
    assert any(secret in data for secret in SECRETS)
    assert Image.open(io.BytesIO(data)).getexif().get_ifd(GPS)
    assert media_type_of(data) == media_type
    made = clean_picture(data, media_type)
    for result in (made.data, made.thumbnail):
        kept = Image.open(io.BytesIO(result))
        assert not kept.getexif()
        assert not any(secret in result for secret in SECRETS)
    assert Image.open(io.BytesIO(made.data)).size == (640, 400)
    assert red_at(made.data, 10, 10)
    assert not red_at(made.data, 630, 10)
    assert Image.open(io.BytesIO(made.thumbnail)).size == (480, 300)


@pytest.mark.parametrize(("form", "media_type"), PICTURES)
def test_the_orientation_is_applied_before_it_is_taken_out(form: str, media_type: str) -> None:
    made = clean_picture(picture(form, turned=6), media_type)
    assert Image.open(io.BytesIO(made.data)).size == (400, 640)
    assert red_at(made.data, 200, 10)
    assert not red_at(made.data, 200, 630)
    assert Image.open(io.BytesIO(made.thumbnail)).size == (300, 480)


@pytest.mark.parametrize("mode", ["L", "RGBA", "P", "LA", "1", "I;16"])
def test_pictures_of_other_colours_are_kept_too(mode: str) -> None:
    out = io.BytesIO()
    Image.new(mode, (50, 40)).save(out, "PNG")
    made = clean_picture(out.getvalue(), "image/png")
    assert Image.open(io.BytesIO(made.data)).size == (50, 40)
    assert Image.open(io.BytesIO(made.thumbnail)).mode == "RGB"


def test_what_is_hidden_behind_a_picture_is_cut_off() -> None:
    made = clean_picture(picture() + b"SECRETNOTE" + zipped()[:100], "image/jpeg")
    assert b"SECRETNOTE" not in made.data


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_a_fake_image_is_refused(form: str) -> None:
    media_type = f"image/{form.lower()}"
    whole = picture(form)
    for fake in (whole[:40], whole[: len(whole) // 2], whole[:30] + b"<script>alert(1)</script>" * 9):
        with pytest.raises(Refused, match="image-broken"):
            clean_picture(fake, media_type)


@pytest.mark.filterwarnings("ignore::UserWarning")
@settings(max_examples=60, deadline=None)
@given(form=st.sampled_from(["JPEG", "PNG", "WEBP"]), data=st.data())
def test_a_damaged_image_is_kept_as_a_picture_or_refused(form: str, data: st.DataObject) -> None:
    broken = bytearray(picture(form, size=(32, 20)))
    for _ in range(3):
        broken[data.draw(st.integers(0, len(broken) - 1))] = data.draw(st.integers(0, 255))
    with suppress(Refused):
        made = clean_picture(bytes(broken), f"image/{form.lower()}")
        assert Image.open(io.BytesIO(made.data)).format == form


@pytest.mark.filterwarnings("ignore::PIL.Image.DecompressionBombWarning")
@pytest.mark.parametrize("side", [8_000, 12_000, 60_000])
def test_a_small_file_that_unpacks_to_a_huge_picture_is_refused_unopened(side: int) -> None:
    bomb = png_of(side, side)
    assert side * side > MOST_PIXELS
    assert len(bomb) < 40_000
    with pytest.raises(Refused, match="image-too-large"):
        clean_picture(bomb, "image/png")


@pytest.mark.parametrize("media_type", MEDIA)
def test_notes_of_the_device_are_gone_from_sound_and_film(media_type: str) -> None:
    data = MEDIA[media_type]
    assert b"SECRETNOTE" in data
    assert media_type_of(data) == media_type
    clean = clean_media(data, media_type)
    assert b"SECRETNOTE" not in clean
    assert b"124.35" not in clean
    assert media_type_of(clean) == media_type
    assert clean_media(clean, media_type) == clean


def test_the_sound_and_the_film_themselves_stay() -> None:
    assert b"picture and sound" in clean_media(film(), "video/mp4")
    assert len(clean_media(film(), "video/mp4")) == len(film())
    assert clean_media(song(), "audio/mpeg") == b"\xff\xfb\x90\x64" + bytes(413)
    assert b"\x01\x02" * 100 in clean_media(recording(), "audio/wav")


@pytest.mark.parametrize("media_type", [*MEDIA, "application/pdf"])
def test_a_cut_or_empty_recording_is_refused(media_type: str) -> None:
    data = MEDIA.get(media_type, document())
    for broken in (data[:30], data[:4] + b"\0" * 60):
        with pytest.raises(Refused, match="attachment-broken"):
            clean_media(broken, media_type)


@settings(max_examples=200)
@given(media_type=st.sampled_from(sorted(MEDIA)), data=st.data())
def test_a_damaged_recording_is_kept_or_refused(media_type: str, data: st.DataObject) -> None:
    broken = bytearray(MEDIA[media_type])
    for _ in range(4):
        broken[data.draw(st.integers(0, len(broken) - 1))] = data.draw(st.integers(0, 255))
    with suppress(Refused):
        clean_media(bytes(broken), media_type)


def test_a_pdf_is_taken_as_it_is() -> None:
    assert media_type_of(document()) == "application/pdf"
    assert clean_media(document(), "application/pdf") == document()


@pytest.mark.parametrize(
    "data",
    [
        zipped(),
        document() + zipped(),
        picture() + zipped(),
        b"GIF89a" + bytes(50),
        b"\0\0\0\x18ftypheic\0\0\0\0mif1heic",
        b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        b"<html><script>alert(1)</script></html>",
        b"MZ\x90\0" + bytes(100),
        b"\x7fELF" + bytes(100),
        b"just words",
        b"\0" * 50,
        "照片".encode(),
        b"x",
    ],
)
def test_anything_else_is_refused(data: bytes) -> None:
    with pytest.raises(Refused, match="attachment-kind-refused") as refusal:
        media_type_of(data)
    assert refusal.value.status == 415
    assert refusal.value.details["found"]
