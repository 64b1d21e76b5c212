"""A photo is kept as a picture and nothing else: where, when and with what it was taken is taken out.

The picture is decoded and written anew, so that nothing hidden behind it survives; JPEG keeps its own quantisation
(no visible loss), PNG is lossless. The orientation that the camera noted is applied.
"""

import io
import struct
import warnings
import zlib
from dataclasses import dataclass

from PIL import Image, ImageOps

from gongzhi.kernel import Refused

MOST_PIXELS = 50_000_000
THUMBNAIL_PIXELS = 480
FORMATS = {"JPEG": "image/jpeg", "MPO": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp"}
QUALITY = 92
ORIENTATION, UPRIGHT = 0x0112, 1
KEPT_NOTES = ("icc_profile", "transparency")
BROKEN = (
    OSError,
    SyntaxError,
    ValueError,
    EOFError,
    IndexError,
    KeyError,
    TypeError,
    ArithmeticError,
    struct.error,
    zlib.error,
)
BOMBS = (Image.DecompressionBombError, Image.DecompressionBombWarning)

Image.MAX_IMAGE_PIXELS = MOST_PIXELS
warnings.filterwarnings("ignore", category=UserWarning, module=r"PIL\.")  # notes that are thrown away anyway
warnings.filterwarnings("error", category=Image.DecompressionBombWarning)


@dataclass(frozen=True, slots=True)
class Picture:
    """The cleaned picture and its thumbnail (JPEG, at most 480 px on the longer side)."""

    media_type: str
    data: bytes
    thumbnail: bytes


def clean_picture(data: bytes, media_type: str) -> Picture:
    """The picture in `data` without anything that is not picture.

    Refuses 422 `image-broken` what only looks like an image, and 422 `image-too-large` above 50 million pixels.
    """
    try:
        return _clean(data, media_type)
    except BOMBS:
        raise Refused("image-too-large", status=422, most=MOST_PIXELS) from None
    except BROKEN:
        raise Refused("image-broken", status=422) from None


def _clean(data: bytes, media_type: str) -> Picture:
    formats = [name for name, known in FORMATS.items() if known == media_type]
    with Image.open(io.BytesIO(data), formats=formats) as image:
        if image.width * image.height > MOST_PIXELS:
            raise Image.DecompressionBombError
        image.verify()
    with Image.open(io.BytesIO(data), formats=formats) as image:
        image.load()
        upright = ImageOps.exif_transpose(image)
        upright.info = {name: image.info[name] for name in KEPT_NOTES if name in image.info}
        if image.format == "JPEG" and image.getexif().get(ORIENTATION, UPRIGHT) == UPRIGHT:
            image.info = upright.info
            return Picture(media_type, _written(image, "JPEG", quality="keep"), _thumbnail(upright))
        return Picture(media_type, _as(media_type, upright), _thumbnail(upright))


def _as(media_type: str, image: Image.Image) -> bytes:
    profile = image.info.get("icc_profile")
    if media_type == "image/png":
        return _written(image, "PNG")
    if media_type == "image/webp":
        return _written(image, "WEBP", quality=QUALITY, icc_profile=profile)
    return _written(image, "JPEG", quality=QUALITY, icc_profile=profile)


def _thumbnail(image: Image.Image) -> bytes:
    small = image.copy()
    small.thumbnail((THUMBNAIL_PIXELS, THUMBNAIL_PIXELS), reducing_gap=2.0)
    if small.has_transparency_data:
        layer = small.convert("RGBA")
        small = Image.new("RGB", layer.size, "white")
        small.paste(layer, mask=layer.getchannel("A"))
    small = small.convert("RGB")
    small.info = {}
    return _written(small, "JPEG", quality=80)


def _written(image: Image.Image, form: str, **how: object) -> bytes:
    out = io.BytesIO()
    image.save(out, form, **{name: value for name, value in how.items() if value is not None})
    return out.getvalue()
