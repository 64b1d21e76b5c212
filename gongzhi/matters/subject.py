"""Whose data it is may have a copy of it, have it corrected or deleted; whoever refuses says why and what ways remain.

Source: 个人信息保护法 (PIPL) 45 to 47 and 50. The person is known by the query code of the matter. The request is a
matter of its own, with its clock; what is granted is done by the commands `correct`, for
what is over `amend`, and `redact`, by which the words that were wrong go as well.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4, uuid5

from django.db import transaction
from django.db.models import Q

from gongzhi.audit.telling import security_event
from gongzhi.kernel import PUBLIC, Actor, Crs, GeoPoint, Refused
from gongzhi.matters import catalogues, codec, door, giving, journal, permission, queries, reference, telling
from gongzhi.matters.door import Order
from gongzhi.matters.loop.appealing import AnswerDirectly
from gongzhi.matters.loop.noting import Amend, Correct, Redact
from gongzhi.matters.loop.reporting import Report
from gongzhi.matters.loop.state import ENDED, Plain
from gongzhi.matters.models import Entry, MatterRow, TextRow
from gongzhi.matters.receipts import Receipt
from gongzhi.matters.turns import turn
from gongzhi.vault import looking
from gongzhi.vault.models import Hold, Look, Request, Value
from gongzhi.vault.values import key_of

RIGHTS: Mapping[str, str] = {"copy": "29001", "correction": "29002", "deletion": "29003"}
"""What may be asked for, and the kind of matter that it is (catalogue/kinds/29.toml)."""
REASON = "person-asked"
TERM = timedelta(days=15)
"""So long a copy that was granted may be taken."""
ABOUT_THEM = ("report", "import_record", "correct", "amend")
"""The commands that write down what the reporter said, whoever types it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Grant:
    """What is granted: the words to the person; for a correction what is put right; for a deletion further words."""

    answer: str
    correct: Correct | None = None
    refs: tuple[str, ...] = ()


def ask(code: str, right: str, text: str, at: datetime) -> Receipt:
    """The request as a matter of its own, at the place of the matter that it is about.

    Refuses 404 `code-unknown`, 422 `subject-right-unknown`, 410 `key-destroyed`, 409 `subject-asked` while one waits.
    """
    row = queries.access_code(code)
    if right not in RIGHTS:
        raise Refused("subject-right-unknown", status=422, known="、".join(RIGHTS))
    key_of(row.id)
    point = None
    if row.lat is not None and row.lon is not None:
        point = GeoPoint(lon=row.lon, lat=row.lat, crs=Crs.WGS84)
    report = Report(kind=RIGHTS[right], text=Plain(f"{row.number}\n{text}"), point=point)
    with turn(), transaction.atomic():
        journal.lock(row.id)
        if any(_waits(one) for one in Request.objects.filter(about=row.id, right=right, granted_at__isnull=True)):
            raise Refused("subject-asked", number=row.number)
        given = door.execute(Order(command=report, by=PUBLIC, key=uuid4()), at=at)
        Request.objects.create(id=given.id, about=row.id, right=right, at=at)
        security_event("subject.asked", giving.reporter_of(row.id), str(given.id), right=right)
    return given


def grant(request: UUID, said: Grant, by: Actor, at: datetime) -> Request:
    """Do what was asked for, and tell the person; each part is refused to whoever may not give that command.

    Refuses 404 `matter-unknown`, `subject-request-unknown`; 409 `on-hold`, `subject-granted`; 422 `nothing-to-correct`,
    `nothing-to-redact`; and as the commands do.
    """
    row = queries.access_matter(request, by)
    with turn(), transaction.atomic():
        asked = Request.objects.select_for_update().filter(id=row.id).first()
        if asked is None:
            raise Refused("subject-request-unknown", status=404)
        if asked.granted_at is not None:
            raise Refused("subject-granted", number=row.number)
        about = queries.access_matter(asked.about, by)
        command = _effect(asked, about, said, by)
        if command is not None:
            wrong = _replaced(command, about.id)
            door.execute(Order(command=command, by=by, key=uuid5(row.id, "effect"), matter=about.id), at=at)
            if wrong:
                shred = Redact(refs=wrong, reason=REASON)
                door.execute(Order(command=shred, by=by, key=uuid5(row.id, "shred"), matter=about.id), at=at)
        answer = AnswerDirectly(answer=Plain(said.answer))
        door.execute(Order(command=answer, by=by, key=uuid5(row.id, "answer"), matter=row.id), at=at)
        asked.granted_at, asked.granted_by = at, by.id
        asked.until = at + TERM if asked.right == "copy" else None
        asked.save()
        security_event("subject.granted", by.id, str(row.id), right=asked.right)
    return asked


def _effect(asked: Request, about: MatterRow, said: Grant, by: Actor) -> Correct | Amend | Redact | None:
    if asked.right == "copy":
        return None
    if Hold.objects.filter(matter_id=about.id).exists():
        raise Refused("on-hold", number=about.number)
    if asked.right == "correction":
        if said.correct is None:
            raise Refused("nothing-to-correct", status=422)
        state = journal.state(about.id)
        if state.stage not in ENDED:
            return said.correct
        if not permission.permitted("correct", state, by):
            raise Refused("no-right", status=403, duty="matters.triage")
        right = {each.name: getattr(said.correct, each.name) for each in fields(Correct)}
        return Amend(request=str(asked.id), **right)
    contact = Value.objects.filter(matter_id=about.id, ref__endswith=".contact").values_list("ref", flat=True)
    return Redact(refs=tuple(sorted({*contact, *said.refs})), reason=REASON)


def _replaced(command: Correct | Amend | Redact, matter: UUID) -> tuple[str, ...]:
    """Where the words are kept that a correction takes the place of."""
    if isinstance(command, Redact):
        return ()
    names = {name for name in ("text", "address", "contact") if getattr(command, name) is not None}
    names |= {f"answers.{name}" for name in command.answers}
    kept = {*Value.objects.filter(matter_id=matter).values_list("ref", flat=True)}
    kept |= {*TextRow.objects.filter(matter_id=matter).values_list("ref", flat=True)}
    return tuple(sorted(ref for ref in kept if ref.partition(".")[2] in names))


def standing_of(request: UUID, by: Actor, at: datetime) -> dict[str, Any]:
    """What the clerk must know and may do: about which matter it is, by when to answer, what stands against it.

    Refuses 404 `matter-unknown`, `subject-request-unknown`. Of a matter that the clerk does not see only the centre
    that has it is told: the request is handed down or raised up to there.
    """
    row = queries.access_matter(request, by)
    asked = Request.objects.filter(id=row.id).first()
    if asked is None:
        raise Refused("subject-request-unknown", status=404)
    about = MatterRow.objects.filter(id=asked.about).filter(queries.visible(by)).first()
    centre = MatterRow.objects.values_list("centre", flat=True).get(id=asked.about)
    return {
        **_standing(asked),
        "due_at": row.due_at,
        "answer_by": _answer_by(row, asked.at),
        "about": {"matter": about.id, "number": about.number} if about else None,
        "centre": centre,
        "held": Hold.objects.filter(matter_id=asked.about).exists(),
        "may": about is not None and asked.granted_at is None and _may(asked.right, row.id, about.id, by, at),
    }


def _answer_by(row: MatterRow, at: datetime) -> datetime | None:
    """The day until which the person must have an answer, by the limit of the kind."""
    limit = next(iter(catalogues.of(int(row.catalogue)).kinds[row.kind].phases), None)
    return at + timedelta(days=float(limit.amount)) if limit and limit.unit == "calendar_days" else None


def _may(right: str, request: UUID, about: UUID, by: Actor, at: datetime) -> bool:
    if "answer_directly" not in permission.may(journal.state(request), by, at):
        return False
    effects = {"correction": ("correct", "redact"), "deletion": ("redact",)}.get(right, ())
    return all(permission.permitted(effect, journal.state(about), by) for effect in effects)


def requests_of(code: str) -> list[dict[str, Any]]:
    """What the reporter asked for, and what became of it: a refusal with its ground and the ways that remain."""
    row = queries.access_code(code)
    return [_standing(one) for one in Request.objects.filter(about=row.id).order_by("-at", "id")]


def _standing(one: Request) -> dict[str, Any]:
    state = journal.state(one.id)
    return {
        "number": state.number,
        "right": one.right,
        "at": one.at,
        "stage": state.stage.value,
        "granted_at": one.granted_at,
        "until": one.until,
        "refused": _ground(one.id) if state.stage.value == "declined" else None,
    }


def _ground(request: UUID) -> dict[str, Any] | None:
    line = Entry.objects.filter(matter_id=request, event="Declined").order_by("-version").first()
    if line is None:
        return None
    reason = catalogues.in_force()[1].reasons[codec.decode(line.event, line.data).reason]
    return {"basis": reason.basis, "name": reference.text(reason.name), "way_out": reference.text(reason.way_out)}


def copy(code: str, at: datetime) -> dict[str, Any]:
    """Everything that the reporter gave, in clear, while a granted copy may be taken; what the house noted among itself
    about others is nobody's own data (PIPL 45; GB/T 35273-2020 8.7).

    Refuses 404 `code-unknown`, 403 `copy-not-granted`, 410 `key-destroyed`. Each taking is told to the security log.
    """
    row = queries.access_code(code)
    if not Request.objects.filter(about=row.id, right="copy", granted_at__lte=at, until__gt=at).exists():
        raise Refused("copy-not-granted", status=403)
    own = _own_words(row.id)
    values = [
        {"where": ref, "field": name, "value": value}
        for (ref, name), value in looking.values_of(row.id)
        if _version(ref) in own
    ]
    texts = TextRow.objects.filter(matter_id=row.id).order_by("ref").values_list("ref", "text")
    kind = catalogues.of(int(row.catalogue)).kinds[row.kind]
    security_event("subject.copy-taken", giving.reporter_of(row.id), str(row.id), values=len(values))
    return {
        "number": row.number,
        "made_at": at,
        "kind": reference.text(kind.name),
        "values": values,
        "texts": [{"where": ref, "text": text} for ref, text in texts if _version(ref) in own],
        "files": sorted({blob for event in own.values() for blob in getattr(event, "blobs", ())}),
        "looks": _looks(row.id, own),
        "keep_days": kind.keep_days,
        "contact_days": kind.contact_days,
        "followed": telling.followed(code, at),
    }


def _own_words(matter: UUID) -> dict[str, Any]:
    """What the reporter said, or had written down, by the version under which its words are kept."""
    theirs = Q(command__in=ABOUT_THEM) | Q(actor=giving.reporter_of(matter))
    lines = Entry.objects.filter(theirs, matter_id=matter).values_list("version", "event", "data")
    return {str(version): codec.decode(event, data) for version, event, data in lines}


def _version(ref: str) -> str:
    return ref.partition(".")[0]


def _looks(matter: UUID, own: Collection[str]) -> Sequence[dict[str, Any]]:
    """When which field was looked at, for what and by which unit; the person who looked is the house's business."""
    rows = Look.objects.filter(matter_id=matter).order_by("at", "id").values("ref", "at", "field", "purpose", "unit")
    return [
        {name: row[name] for name in ("at", "field", "purpose", "unit")} for row in rows if _version(row["ref"]) in own
    ]


def _waits(one: Request) -> bool:
    return journal.state(one.id).stage not in ENDED
