"""A unit enters what it asks; what is there already is shown to it before, and asked once more only for a reason."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Q

from gongzhi.asks.models import LONGEST, Ask, Item
from gongzhi.asks.record import recorded
from gongzhi.asks.rule import (
    Asked,
    Decision,
    Overlap,
    Why,
    about_persons,
    item_key,
    last_day,
    overlaps,
)
from gongzhi.bodies import history
from gongzhi.bodies import reading as bodies
from gongzhi.bodies.roster import UnitFact
from gongzhi.kernel import Actor, Refused
from gongzhi.matters.gathering import local
from gongzhi.places import locating as places
from gongzhi.places.tree import RANK
from gongzhi.vault.masking import mask

ENTER = "asks.enter"


@dataclass(frozen=True, kw_only=True, slots=True)
class Wanted:
    """What a unit asks, in its own words; `until` is the last day on which it is to be answered."""

    title: str
    items: tuple[str, ...]
    level: str
    area: str
    often: str
    purpose: str
    ground: str
    until: date
    once_more: str = ""


def enter(wanted: Wanted, key: UUID, by: Actor, at: datetime) -> Ask:
    """The entry, made now or under the same key before; it waits for the centre.

    Refuses 403 `no-right`, `ask-of-a-centre`, `ask-beyond-unit`; 404 `area-unknown`; 409 `asked-already`,
    `key-reused`; 422 `ask-about-persons`, `ask-item-unclear`, `ask-area-too-small`, `ask-over`, `ask-too-long`.
    """
    unit = _asking_unit(by)
    try:
        with transaction.atomic():
            return _entered(wanted, key, unit, by, at)
    except IntegrityError:  # the same key at the same moment: whoever was first has entered it
        return _same(Ask.objects.get(pk=key), wanted, by)


def _entered(wanted: Wanted, key: UUID, unit: UnitFact, by: Actor, at: datetime) -> Ask:
    before = Ask.objects.filter(pk=key).first()
    if before is not None:
        return _same(before, wanted, by)
    named = _fitting(wanted, unit, at)
    asked = Asked(id=str(key), unit=unit.code, items=tuple(named), area=_chain(wanted.area, at), until=wanted.until)
    there = already(asked, at)
    require_reason(there, wanted.once_more)
    # In one order, so that two entries that share items do not wait for each other.
    items = [Item(key=one, name=name, added_at=at) for one, name in sorted(named.items())]
    Item.objects.bulk_create(items, ignore_conflicts=True)
    ask = Ask(id=key, unit=unit.code, items=list(named), overlap=kept(there), entered_by=by.id, entered_at=at,
              **_said(wanted))  # fmt: skip
    ask.save(force_insert=True)
    history.note(ask, None, history.values_of(ask), by=by.id, at=at)
    return ask


def enters(by: Actor) -> bool:
    """Whether one of the actor's posts may enter what its unit asks."""
    return any(right.duty == ENTER for right in by.rights)


def foreseen(items: tuple[str, ...], area: str, by: Actor, at: datetime) -> tuple[Overlap, ...]:
    """What would be there already if the caller's unit asked this; nothing is kept. Refuses as `enter`."""
    unit = _asking_unit(by)
    keys = tuple(_named(items))
    return already(Asked(id="", unit=unit.code, items=keys, area=_chain(area, at), until=local(at).date()), at)


def already(asked: Asked, at: datetime) -> tuple[Overlap, ...]:
    """What of it other entries collect, or the record of matters holds, today."""
    today = local(at).date()
    others = Ask.objects.filter(Q(until__gte=today) | Q(unit=asked.unit), decision=Decision.ADMITTED.value)
    return overlaps(asked, (as_asked(other, at) for other in others), recorded(), today)


def as_asked(ask: Ask, at: datetime) -> Asked:
    """An entry as the rules look at it."""
    area, decision = _chain(ask.area, at), Decision(ask.decision)
    return Asked(id=str(ask.pk), unit=ask.unit, items=ask.items, area=area, until=ask.until, decision=decision)


def require_reason(there: Iterable[Overlap], once_more: str) -> None:
    """Refuse 409 `asked-already` where something is there already and nobody says why it is asked once more."""
    items = dict.fromkeys(one.item for one in there)
    if items and not once_more:
        names = Item.objects.in_bulk(items)
        said = "、".join(names[item].name if item in names else item for item in items)
        raise Refused("asked-already", items=said)


def kept(there: Iterable[Overlap]) -> list[dict[str, str]]:
    """What was there already, as it is kept with the entry."""
    return [{"item": one.item, "why": Why(one.why).value, "of": one.of} for one in there]


def _asking_unit(by: Actor) -> UnitFact:
    if by.unit is None or not enters(by):
        raise Refused("no-right", status=403, duty=ENTER)
    unit = bodies.unit(by.unit)
    if unit.is_centre:
        raise Refused("ask-of-a-centre", status=403, unit=unit.name)
    return unit


def _chain(area: str, at: datetime) -> tuple[str, ...]:
    """The codes over the area, by who runs it: a township that another county runs is asked by that county."""
    return places.running_chain(area, at)


def _fitting(wanted: Wanted, unit: UnitFact, at: datetime) -> dict[str, str]:
    """The items by key, where everything fits that can be judged without looking at other entries."""
    today, last = local(at).date(), last_day(local(at).date())
    if wanted.until < today:
        raise Refused("ask-over", status=422, until=wanted.until.isoformat())
    if wanted.until > last:
        raise Refused("ask-too-long", status=422, last=last.isoformat())
    area = places.area(wanted.area)
    if RANK[area.level] > RANK[wanted.level]:
        raise Refused("ask-area-too-small", status=422, area=area.name)
    if unit.area and unit.area not in _chain(area.code, at):
        raise Refused("ask-beyond-unit", status=403, area=area.name, unit=unit.name)
    for text in (wanted.title, *wanted.items, wanted.purpose, wanted.ground, wanted.once_more):
        for hidden in mask(text).found:
            raise Refused("ask-about-persons", status=422, found=hidden.kind.mark)
    for text in (wanted.title, *wanted.items):
        if found := about_persons(text):
            raise Refused("ask-about-persons", status=422, found=found)
    return _named(wanted.items)


def _named(items: Iterable[str]) -> dict[str, str]:
    """The items by key, each once, as they are called here."""
    found: dict[str, str] = {}
    for name in items:
        key = item_key(name)
        if not key or len(key) > LONGEST:
            raise Refused("ask-item-unclear", status=422, item=name)
        found.setdefault(key, name)
    return found


def _said(wanted: Wanted) -> dict[str, object]:
    same = ("title", "level", "area", "often", "purpose", "ground", "until", "once_more")
    return {name: getattr(wanted, name) for name in same}


def _same(before: Ask, wanted: Wanted, by: Actor) -> Ask:
    """The entry that was made under the key, if it was this one; 409 `key-reused` otherwise."""
    said = _said(wanted) | {"items": list(_named(wanted.items)), "entered_by": by.id, "unit": by.unit}
    if any(getattr(before, name) != value for name, value in said.items()):
        raise Refused("key-reused")
    return before
