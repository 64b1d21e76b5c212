"""A personal value is opened by whoever needs it, for a purpose and some minutes; it leaves a line each time.

In danger somebody who has nothing to do with the matter may open it too; the security administrator and the heads of
the unit learn of it in the same moment (privacy.md 4).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction

from gongzhi.audit.telling import security_event
from gongzhi.catalogue import Purpose
from gongzhi.kernel import Actor, Refused
from gongzhi.matters import alarming, catalogues, queries
from gongzhi.matters.models import MatterRow
from gongzhi.matters.sight import areas_of, row_of
from gongzhi.matters.turns import turn
from gongzhi.vault import looking
from gongzhi.vault.masking.fields import masked

HOUR = timedelta(hours=1)
ALL = "*"
TEXTS = ("text", "original")
"""Words of a matter, not ways to reach anybody: they are told by `telling.py`, or opened by their field's name."""
IN_EMERGENCY, TOO_MANY = "opened_in_emergency", "looks_too_many"


@dataclass(frozen=True, kw_only=True, slots=True)
class Ask:
    """Which fields somebody asks to see, what for, and for how many minutes."""

    fields: tuple[str, ...]
    purpose: str
    minutes: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Shown:
    """One value as it is shown: whole until `until`, or masked."""

    ref: str
    field: str
    value: str
    until: datetime | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Contact:
    """The personal values of a matter as one person sees them, and the purposes that they may name."""

    values: tuple[Shown, ...]
    purposes: Mapping[str, Purpose] = field(default_factory=dict)


def opened(matter: UUID, by: Actor, ask: Ask, at: datetime) -> tuple[Shown, ...]:
    """The values in clear, each after its line in the who-looked log.

    Refuses 404 `matter-unknown`; 422 `purpose-unknown`, `opening-too-long`, `opening-field-unknown`; 403
    `looker-unnamed`, `purpose-not-for-class`, `opening-no-duty`; 429 `looks-too-many`, with an alarm; 410
    `key-destroyed`.
    """
    purpose = _purpose(ask)
    _fits(ask, purpose)
    row = _row(matter, by, purpose)
    try:
        _allow(row, by, purpose)
        with turn(), transaction.atomic(durable=True):
            looking.one_at_a_time(by.id)
            _not_too_many(row, by, at)
            return _opened(row, by, ask, purpose, at)
    except Refused as refusal:
        _told(row, by, purpose, refusal, at)
        raise


def shown(matter: UUID, by: Actor, at: datetime) -> Contact:
    """The values masked; in clear, with a line again, those that the caller has open; but in an emergency none of a
    matter that has gone out of the caller's sight.

    Who may open them in danger only, as the unit that handles the matter, sees none before (privacy.md 3).
    """
    running = looking.running(matter, by.id, at)
    emergency = any(one.emergency for one in running.values())
    row = row_of(matter) if emergency else queries.access_matter(matter, by)
    purposes = {code: one for code, one in catalogues.in_force()[1].purposes.items() if _may(row, by, one)}
    if not purposes and not running:
        raise Refused("opening-no-duty", status=403)
    with transaction.atomic():
        values = tuple(_as_seen(row, by, running, at))
    if all(one.emergency for one in purposes.values()):
        values = tuple(one for one in values if one.until is not None)
    return Contact(values=values, purposes=purposes)


def _as_seen(row: MatterRow, by: Actor, running: Mapping[looking.Spot, looking.Open], at: datetime) -> Iterator[Shown]:
    for spot, value in looking.values_of(row.id, without=TEXTS):
        seen = running.get(spot)
        if seen is None:
            yield Shown(ref=spot[0], field=spot[1], value=masked(spot[1], value))
            continue
        looking.log(row.id, spot, by=by, seen=seen, at=at)
        yield Shown(ref=spot[0], field=spot[1], value=value, until=seen.until)


def _purpose(ask: Ask) -> Purpose:
    known = catalogues.in_force()[1].purposes
    if ask.purpose not in known:
        raise Refused("purpose-unknown", status=422, purpose=ask.purpose, known="、".join(known))
    return known[ask.purpose]


def _row(matter: UUID, by: Actor, purpose: Purpose) -> MatterRow:
    """The row: for whoever may see it; in an emergency for everybody whose post has one of the duties anywhere."""
    looking.named(by)
    if purpose.emergency and _holds(by, purpose):
        return row_of(matter)
    return queries.access_matter(matter, by)


def _fits(ask: Ask, purpose: Purpose) -> None:
    """What does not fit the purpose is said before the matter is looked up: it must not tell whether there is one."""
    if not 0 < ask.minutes <= purpose.minutes:
        raise Refused("opening-too-long", status=422, minutes=ask.minutes, most=purpose.minutes)
    if ALL not in purpose.fields and not set(ask.fields) <= set(purpose.fields):
        raise Refused("opening-field-unknown", status=422, known="、".join(purpose.fields))


def _allow(row: MatterRow, by: Actor, purpose: Purpose) -> None:
    if row.privacy not in purpose.classes:
        raise Refused("purpose-not-for-class", status=403, purpose=purpose.code, privacy=row.privacy)
    if not _may(row, by, purpose):
        raise Refused("opening-no-duty", status=403)


def _may(row: MatterRow, by: Actor, purpose: Purpose) -> bool:
    """Whether the actor holds a duty of the purpose at the matter's place, or for a unit that holds it."""
    if row.privacy not in purpose.classes:
        return False
    if purpose.emergency and _holds(by, purpose):
        return True
    near = by.about(row.kind, row.privacy)
    own = near.unit is not None and near.unit in (row.holder, row.centre)
    return (own and _holds(near, purpose)) or any(near.has(duty, areas_of(row)) for duty in purpose.duties)


def _holds(by: Actor, purpose: Purpose) -> bool:
    return not {right.duty for right in by.rights}.isdisjoint(purpose.duties)


def _not_too_many(row: MatterRow, by: Actor, at: datetime) -> None:
    most = settings.GONGZHI_LOOKS_PER_HOUR
    others = looking.matters_since(by.id, at - HOUR) - {row.id}
    if len(others) >= most:
        raise Refused("looks-too-many", status=429, most=most)


def _opened(row: MatterRow, by: Actor, ask: Ask, purpose: Purpose, at: datetime) -> tuple[Shown, ...]:
    until = at + timedelta(minutes=ask.minutes)
    found = [(spot, value) for spot, value in looking.values_of(row.id) if spot[1] in ask.fields]
    if not found:
        raise Refused("value-unknown", status=404, ref="—", field="、".join(ask.fields))
    seen = looking.Open(purpose=purpose.code, until=until, emergency=purpose.emergency)
    for spot, _ in found:
        looking.log(row.id, spot, by=by, seen=seen, at=at)
    name = "value.opened-in-emergency" if purpose.emergency else "value.opened"
    fields = ",".join(ask.fields)
    security_event(name, by.id, str(row.id), purpose=purpose.code, fields=fields, minutes=ask.minutes)
    if purpose.emergency:
        _alarm(IN_EMERGENCY, row, by, at)
    return tuple(Shown(ref=ref, field=name, value=value, until=until) for (ref, name), value in found)


def _told(row: MatterRow, by: Actor, purpose: Purpose, refusal: Refused, at: datetime) -> None:
    """A refused opening is kept; too many at once are an alarm, and so is an emergency that found nothing."""
    security_event("value.opened", by.id, str(row.id), "refused", purpose=purpose.code, why=refusal.code)
    if refusal.code == "looks-too-many":
        _alarm(TOO_MANY, row, by, at)
    elif purpose.emergency and _holds(by, purpose):
        _alarm(IN_EMERGENCY, row, by, at)


def _alarm(code: str, row: MatterRow, by: Actor, at: datetime) -> None:
    alarming.alarm(alarming.Alarm(code=code, matter=row.id, unit=by.unit or "", by=by.id, at=at))
