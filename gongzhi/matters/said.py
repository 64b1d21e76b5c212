"""What may be said to the door over the wire: each command's fields, their limits and how they become the command."""

from collections.abc import Mapping
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field, Strict, ValidationError

from gongzhi.catalogue import Lang
from gongzhi.catalogue import Words as CatalogueWords
from gongzhi.kernel import Crs, GeoPoint, Refused, crs_of
from gongzhi.matters.callers import faults, first_of
from gongzhi.matters.loop import (
    checking,
    closing,
    conversing,
    dispatching,
    ending,
    handling,
    importing,
    noting,
    procedures,
    reporting,
    triage,
)
from gongzhi.matters.loop.state import Personal, Plain
from gongzhi.matters.said_desk import DESK
from gongzhi.matters.wire import Blobs, Body, Captured, Code, Digest, Flag, Name, Number, Short, SourceId, Whole, Words


class Point(Body):
    """Longitude and latitude in degrees, always with their coordinate system."""

    lon: Number
    lat: Number
    crs: Annotated[str, Field(max_length=20, json_schema_extra={"enum": [crs.value for crs in Crs]})]
    accuracy_m: Annotated[float, Strict(), Field(ge=0, le=100_000)] | None = None

    def geo(self) -> GeoPoint:
        """The point; refuses impossible degrees and unknown systems with 422."""
        return GeoPoint(lon=self.lon, lat=self.lat, crs=crs_of(self.crs))


class ContactIn(Body):
    """How to reach the reporter; kept in the vault alone."""

    name: Short | None = None
    phone: Short | None = None
    note: Short | None = None


class SourceIn(Body):
    """Where an order of another system comes from: the same pair twice is one matter."""

    system: Code
    id: SourceId


Value = Flag | Whole | Number | Short


def _plain(text: str | None) -> Plain | None:
    return Plain(text) if text is not None else None


class ReportIn(Captured):
    """上报. `id` is the phone's own id for the matter, and the key under which a repeated request is the same one.

    `area`, where there is no point: the county, township or community that it is in; its centre locates it.
    `files` show what is wrong; `self_handled_files` what it looks like once it was put right on the spot.
    """

    id: UUID | None = None
    kind: Code = "unsorted"
    text: Words | None = None
    point: Point | None = None
    address: Short | None = None
    area: Code | None = None
    answers: dict[Name, Value] = Field(default_factory=dict, max_length=40)
    contact: ContactIn | None = None
    files: Blobs = []
    channel: Name = "web"
    source: SourceIn | None = None
    self_handled: Words | None = None
    self_handled_files: Blobs | None = None

    def command(self) -> reporting.Report:
        """The command for the door."""
        given = self.contact.model_dump(exclude_none=True) if self.contact else {}
        return reporting.Report(
            kind=self.kind,
            text=_plain(self.text),
            point=self.point.geo() if self.point else None,
            accuracy_m=self.point.accuracy_m if self.point else None,
            address=_plain(self.address),
            area=self.area,
            answers=answers(self.answers),
            contact=Personal(given) if given else None,
            blobs=tuple(self.files),
            channel=self.channel,
            source=(self.source.system, self.source.id) if self.source else None,
            captured_at=self.captured_at,
            self_handled=_plain(self.self_handled),
            after=tuple(self.self_handled_files or ()),
        )


def answers(given: Mapping[str, Any]) -> dict[str, Any]:
    """Answers as the loop takes them: words are put away like any other free text."""
    return {name: Plain(value) if isinstance(value, str) else value for name, value in given.items()}


class Remark(Body):
    """Words that may go with a command."""

    remark: Words | None = None


class VerifyIn(Body):
    question: Words | None = None
    found: Words | None = None


class ReasonIn(Remark):
    reason: Code


class DispatchIn(Remark):
    lead: Code | None = None
    support: Annotated[list[Code], Field(max_length=20)] | None = None


class TakeIn(Body):
    pass


class FieldWork(Captured):
    """What a unit says from the spot, perhaps long after it was there."""

    remark: Words
    files: Blobs = []


class ProgressIn(FieldWork):
    phase: Code | None = None


class MilestoneIn(Remark):
    """What a milestone asks for stands in the matter itself, under `run`; personal values go to the vault."""

    milestone: Code
    outcome: Code | None = None
    member: Annotated[int, Strict(), Field(ge=1, le=20)] | None = None
    evidence: Annotated[dict[Name, Flag | Whole | Words], Field(max_length=60)] = {}
    personal: Annotated[dict[Name, Short], Field(max_length=20)] = {}
    files: Blobs = []


class DoneIn(FieldWork):
    explanation: Words | None = None


class CheckIn(Remark, Captured):
    passed: Flag
    on_the_spot: Flag = False
    point: Point | None = None
    files: Blobs = []


class CallBackIn(Remark):
    reached: Flag
    solved: Flag | None = None
    satisfied: Flag | None = None


class RateIn(Remark):
    solved: Flag
    satisfied: Flag


class ReopenIn(Body):
    remark: Words


class CommentIn(Captured):
    remark: Words


class AttachIn(Captured):
    files: Annotated[list[Digest], Field(min_length=1, max_length=20)]


class CorrectIn(Body):
    text: Words | None = None
    address: Short | None = None
    contact: ContactIn | None = None
    answers: dict[Name, Value] = Field(default_factory=dict, max_length=40)


class RelocateIn(Body):
    """更正位置. `area`, before the dispatch, where no point is known: the county, township or community."""

    point: Point | None = None
    area: Code | None = None


class ReclassifyIn(Body):
    kind: Code


BODIES: dict[str, tuple[type[Body], type]] = {
    "verify": (VerifyIn, triage.Verify),
    "accept": (Remark, triage.Accept),
    "decline": (ReasonIn, triage.Decline),
    "dispatch": (DispatchIn, dispatching.Dispatch),
    "take": (TakeIn, dispatching.Take),
    "progress": (ProgressIn, handling.Progress),
    "milestone": (MilestoneIn, procedures.ReachMilestone),
    "part_done": (FieldWork, handling.PartDone),
    "done": (DoneIn, handling.Done),
    "check": (CheckIn, checking.Check),
    "call_back": (CallBackIn, checking.CallBack),
    "close": (Remark, checking.Close),
    "rate": (RateIn, closing.Rate),
    "reopen": (ReopenIn, closing.Reopen),
    "withdraw": (Remark, ending.Withdraw),
    "void": (ReasonIn, ending.Void),
    "comment": (CommentIn, noting.Comment),
    "write_to_reporter": (ReopenIn, conversing.WriteToReporter),
    "reply": (ReopenIn, conversing.Reply),
    "attach": (AttachIn, noting.Attach),
    "correct": (CorrectIn, noting.Correct),
    "relocate": (RelocateIn, noting.Relocate),
    "reclassify": (ReclassifyIn, noting.Reclassify),
    "adopt": (TakeIn, importing.Adopt),
    **DESK,
}
_WORDS = frozenset(
    ["remark", "question", "found", "explanation", "text", "address", "clause", "basis", "reference", "answer"]
)


def command(name: str, body: Body) -> Any:
    """The loop's command called `name` from its body."""
    _, kind = BODIES[name]
    given: dict[str, Any] = {}
    for field in type(body).model_fields:
        value = getattr(body, field)
        if field == "device_at":
            continue  # the order takes it: nothing is decided by a clock that is wrong
        if field == "files":
            given["blobs"] = tuple(value)
        elif isinstance(value, Point):
            given |= {"point": value.geo(), "accuracy_m": value.accuracy_m}
        elif isinstance(value, ContactIn):
            given[field] = Personal(value.model_dump(exclude_none=True))
        elif field in ("answers", "evidence"):
            given[field] = answers(value)
        elif field == "personal":
            given[field] = Personal(value) if value else None
        elif isinstance(value, list):
            given[field] = tuple(value)
        else:
            given[field] = _plain(value) if field in _WORDS else value
    return kind(**given)


def version_of(if_match: str | None) -> int | None:
    """The version in an If-Match header (`"7"` or 7); 422 `version-unreadable`.

    412 `version-weak` for W/"7": a weak tag never matches (RFC 9110, section 13.1.1).
    """
    if if_match is None:
        return None
    said = if_match.strip()
    if said.startswith("W/"):
        raise Refused("version-weak", status=412, value=if_match[:40])
    said = said.strip('"')
    if not (said.isascii() and said.isdigit() and len(said) < 10):
        raise Refused("version-unreadable", status=422, value=if_match[:40])
    return int(said)


def report_of(given: Any, words: CatalogueWords, lang: Lang) -> ReportIn:
    """One report of a batch; 422 `request-invalid` says which fields do not fit, without their values."""
    try:
        return ReportIn.model_validate(given)
    except ValidationError as error:
        told = faults([dict(fault) for fault in error.errors()], words, lang)
        raise Refused("request-invalid", status=422, first=first_of(told), errors=told) from error
