"""Words, numbers and instants from outside have an end: what no database and no clock could hold is refused here."""

import re
from datetime import datetime
from typing import Annotated, Any

import msgspec
from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, Strict, StringConstraints
from pydantic_core import PydanticCustomError

from gongzhi.kernel import Refused

LONGEST = 4000
EARLIEST, LATEST = 1970, 2200
EXACT = 2**53 - 1
"""The largest whole number that every reader of JSON keeps exactly."""
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_TURNING = re.compile(r"[\u202a-\u202e\u2066-\u2069]")
"""Invisible marks that turn the direction of reading; address books put them around a number that is copied."""


def storable(text: str) -> str:
    """The text without marks that turn its direction: it would read otherwise, and drag along what stands beside it.

    Refused where nothing else is left, and with control characters, which no database and no screen can keep.
    """
    plain = _TURNING.sub("", text).strip() if _TURNING.search(text) else text
    if _CONTROL.search(plain) or (text and not plain):
        raise PydanticCustomError("control_characters", "control characters cannot be kept: remove them")
    return plain


def countable(moment: datetime) -> datetime:
    """The instant, unless it lies so far off that no clock can count to it."""
    if not EARLIEST <= moment.year <= LATEST:
        raise PydanticCustomError(
            "year_impossible", "the year must be {least} to {most}", {"least": EARLIEST, "most": LATEST}
        )
    return moment


Words = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=LONGEST), AfterValidator(storable)
]
Short = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200), AfterValidator(storable)]
SourceId = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=128), AfterValidator(storable)
]
Code = Annotated[str, StringConstraints(pattern=r"^[\w./:-]{1,64}$")]
Name = Annotated[str, StringConstraints(pattern=r"^[\w./:-]{1,32}$")]
Digest = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
Blobs = Annotated[list[Digest], Field(max_length=20)]
Moment = Annotated[AwareDatetime, AfterValidator(countable)]
Flag = Annotated[bool, Strict()]
Whole = Annotated[int, Strict(), Field(ge=-EXACT, le=EXACT)]
Number = Annotated[float, Strict(), Field(ge=-EXACT, le=EXACT, allow_inf_nan=False)]


class Body(BaseModel):
    """A request body; a field that nobody knows is refused instead of dropped."""

    model_config = ConfigDict(extra="forbid")


class Captured(Body):
    """When it was said, where that was long ago. `device_at`: what the phone's own clock showed then, where it was
    wrong; `captured_at` is the time put right. Both are kept.
    """

    captured_at: Moment | None = None
    device_at: Moment | None = None


MOST_KEYS = 200
"""Keys that one object of a body has at most; the most that any body knows are 60."""


def json_of(body: bytes, media_type: str) -> Any:
    """The value of a JSON body; 415 `media-unknown` for another type, 400 `request-malformed` for what is no JSON.

    Strict: UTF-8, no NaN and no Infinity, no half of a surrogate pair, and 422 `too-many-keys` for an object with more
    keys than any body has.
    """
    if media_type not in ("", "application/json"):
        raise Refused("media-unknown", status=415, found=media_type[:60])
    try:
        value = msgspec.json.decode(body)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise Refused("request-malformed", status=400) from error
    _few_keys(value)
    return value


def _few_keys(value: Any) -> None:
    """Each key that nobody knows costs an error of its own: too many of them are refused before they are looked at."""
    inside = [value]
    while inside:
        found = inside.pop()
        if isinstance(found, dict):
            if len(found) > MOST_KEYS:
                raise Refused("too-many-keys", status=422, most=MOST_KEYS)
            found = found.values()
        elif not isinstance(found, list):
            continue
        inside.extend(each for each in found if isinstance(each, dict | list))
