"""A report's form is read field by field: what does not fit is said beside its field, and nothing typed is lost."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import QueryDict

from gongzhi.catalogue import Catalogue, Kind
from gongzhi.kernel import Refused
from gongzhi.matters import giving, openly, said
from gongzhi.places.spoken import refusal, say_in
from gongzhi.portal import areas, spoken
from gongzhi.portal.kinds import Question, questions

RELATIONS = ("relative", "neighbour", "grid_worker", "other")
PLACE, WORDS, PHOTOS, PHONE, CONSENT = "address", "text", "photos", "phone", "consent"
MOST_PHOTOS = 10
FIELD_OF = {
    "point": PLACE, "address": PLACE, "area": PLACE, "text": WORDS, "files": PHOTOS, "contact": PHONE,
    "area-unfit": PLACE, "area-unknown": PLACE,
    "point-or-address-needed": PLACE, "place-or-words-needed": PLACE, "point-impossible": PLACE,
    "attachment-too-large": PHOTOS, "attachment-kind-refused": PHOTOS, "attachment-empty": PHOTOS,
    "image-broken": PHOTOS, "image-too-large": PHOTOS, "attachment-broken": PHOTOS, "too-many-files": PHOTOS,
    "attachment-not-uploaded": PHOTOS, "upload-size-differs": PHOTOS,
}  # fmt: skip
"""Where a fault of the report, or a refusal, is shown."""


@dataclass(kw_only=True)
class Draft:
    """What was typed so far. `id` is the matter's, `key` the sender's own: sent twice, it is one report."""

    kind: Kind
    catalogue: Catalogue
    id: UUID = field(default_factory=uuid4)
    key: UUID = field(default_factory=uuid4)
    typed: Mapping[str, str] = field(default_factory=dict)
    photos: list[str] = field(default_factory=list)
    errors: dict[str, str] = field(default_factory=dict)
    refusal: tuple[str, str] | None = None

    @property
    def whose(self) -> str:
        """Whose the photos are until the report is there."""
        return giving.reporter_of(self.id)

    @property
    def point(self) -> dict[str, Any] | None:
        """The point that the device found, if it did."""
        lat, lon = _number(self.typed.get("lat", "")), _number(self.typed.get("lon", ""))
        if lat is None or lon is None:
            return None
        accuracy = _number(self.typed.get("accuracy", ""))
        return {"lat": lat, "lon": lon, "crs": "wgs84", "accuracy_m": accuracy}

    def fail(self, refused: Refused) -> None:
        """Say the refusal beside its field where it has one, else above the form."""
        title, way_out = refusal(refused)
        where = FIELD_OF.get(refused.code, "")
        if refused.code.startswith(("answer-", "time-in-future")):
            where = f"answer-{refused.details.get('field', '')}"
        for fault in refused.details.get("errors", ()):
            self._fault(fault["where"].split("."), fault["what"])
        if where:
            self.errors[where] = spoken.line((title, way_out))
        elif not self.errors:
            self.refusal = (title, way_out)

    def _fault(self, steps: Sequence[str], what: str) -> None:
        where = f"answer-{steps[1]}" if steps[0] == "answers" and len(steps) > 1 else FIELD_OF.get(steps[0], "")
        self.errors[where or WORDS] = what


def read(sent: QueryDict, kind: Kind, catalogue: Catalogue) -> Draft:
    """The draft that the form holds; faults of single fields are in it already."""
    typed = {name: value.strip() for name, value in sent.items() if isinstance(value, str)}
    draft = Draft(kind=kind, catalogue=catalogue, typed=typed)
    draft.id, draft.key = _uuid(typed.get("id")) or draft.id, _uuid(typed.get("key")) or draft.key
    ready = giving.finished(draft.whose)
    named = dict.fromkeys(sent.getlist("photo"))
    draft.photos = [digest for digest in named if digest in ready]
    if lost := len(named) - len(draft.photos):
        draft.errors[PHOTOS] = spoken.portal("photos.gone", lost=lost)
    if typed.get("proxy") and not typed.get("consent"):
        draft.errors[CONSENT] = spoken.portal("error.consent")
    return draft


def report(draft: Draft, at: datetime) -> said.ReportIn:
    """The report; refuses 422 `request-invalid` with what does not fit."""
    area, address = draft.typed.get("area", ""), draft.typed.get("address", "")
    if draft.point is not None:  # the area that was chosen too is a word of the address then
        area, address = "", " ".join(filter(None, [areas.named(area, at), address]))
    given: dict[str, Any] = {
        "id": str(draft.id),
        "kind": draft.kind.code,
        "text": _text(draft) or None,
        "point": draft.point,
        "area": area or None,
        "address": address or None,
        "answers": _answers(draft),
        "contact": {name: draft.typed[name] for name in ("name", "phone") if draft.typed.get(name)} or None,
        "files": draft.photos,
    }
    return said.report_of(given, draft.catalogue.words, spoken.lang())


def _text(draft: Draft) -> str:
    """What was written; before it, for whoever handles it and in their language, what else is known of the report."""
    lines = []
    if draft.typed.get("same") and openly.is_open(draft.typed["same"]):
        lines.append(say_in("zh", "portal.house.same", number=draft.typed["same"]))
    if draft.typed.get("proxy"):
        relation = draft.typed.get("relation", "")
        who = say_in("zh", f"portal.house.{relation if relation in RELATIONS else 'other'}")
        lines.append(say_in("zh", "portal.house.proxy", who=who))
    return "\n".join([*lines, draft.typed.get("text", "")]).strip()


def _answers(draft: Draft) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for question in questions(draft.kind, draft.catalogue):
        typed = draft.typed.get(f"answer-{question.name}", "")
        if typed:
            found[question.name] = _answer(question, typed)
    return found


def _answer(question: Question, typed: str) -> Any:
    """The answer as the kind wants it; what is none goes on as it was typed, to be refused beside its question."""
    if question.type == "yes_no":
        return {"yes": True, "no": False}.get(typed, typed)
    if question.type in ("hours", "count"):
        number = _number(typed)
        return typed if number is None else int(number) if number == int(number) else number
    if question.type == "datetime":
        return _moment(typed)
    return typed


def _moment(typed: str) -> str:
    try:
        return datetime.fromisoformat(typed).replace(tzinfo=ZoneInfo(settings.TIME_ZONE)).isoformat()
    except ValueError:
        return typed


def _number(typed: str) -> float | None:
    try:
        number = float(typed)
    except ValueError:
        return None
    return number if abs(number) < 1e9 else None


def _uuid(typed: str | None) -> UUID | None:
    try:
        return UUID(typed or "")
    except ValueError:
        return None
