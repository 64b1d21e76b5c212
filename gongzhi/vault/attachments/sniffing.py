"""What a file is, its bytes say: never its name, and never what the sender calls it."""

import io
import zipfile

import puremagic

from gongzhi.kernel import Refused

NAMES = {
    "image/jpeg": "image/jpeg",
    "image/png": "image/png",
    "image/webp": "image/webp",
    "application/pdf": "application/pdf",
    "audio/mpeg": "audio/mpeg",
    "audio/wave": "audio/wav",
    "audio/x-wav": "audio/wav",
    "audio/mp4": "audio/mp4",
    "video/mp4": "video/mp4",
}
IMAGES = frozenset({"image/jpeg", "image/png", "image/webp"})
ACCEPTED = "JPEG、PNG、WebP、PDF、MP3、M4A、WAV、MP4"
SOUND_ONLY = (b"ftypM4A ", b"ftypM4B ")
HEAD_BYTES = 4096


def media_type_of(data: bytes) -> str:
    """The accepted media type that the bytes begin like; refuses anything else with 415 `attachment-kind-refused`.

    Archives are refused whatever else they also are, office documents with them: what is inside cannot be seen.
    """
    found = _guesses(data)
    if zipfile.is_zipfile(io.BytesIO(data)):
        raise _refusal("application/zip")
    for guess in found:
        if guess in NAMES:
            return "audio/mp4" if data[4:12] in SOUND_ONLY else NAMES[guess]
    raise _refusal(next(iter(found), "application/octet-stream"))


def _guesses(data: bytes) -> list[str]:
    """Media types that fit, the likeliest first."""
    try:
        matches = puremagic.magic_string(data[:HEAD_BYTES])
    except (puremagic.PureError, ValueError):
        return []
    return [match.mime_type for match in matches if match.mime_type]


def _refusal(found: str) -> Refused:
    return Refused("attachment-kind-refused", status=415, found=found, accepted=ACCEPTED)
