"""An entry as it is told: what is asked, by whom, on which ground, until when, how it stands, and why once more."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from ninja import Schema

from gongzhi.asks import reading
from gongzhi.asks.admitting import may_decide
from gongzhi.asks.entering import enters
from gongzhi.asks.models import Ask, Item
from gongzhi.asks.reading import Wish
from gongzhi.asks.record import named
from gongzhi.asks.rule import Decision, Why
from gongzhi.bodies import reading as bodies
from gongzhi.catalogue import Lang
from gongzhi.kernel import Actor
from gongzhi.matters.reference import AreaOut, area_out
from gongzhi.places import locating as places


class DataItemOut(Schema):
    """A data item: the key it is known again by, and what it is called."""

    key: str
    name: str


class OverlapOut(Schema):
    """An item that is there already. `why`: valid (another entry collects it) · renewed (an earlier entry of the same
    unit) · recorded (the record of matters holds it); `ask` is that entry; `title` says what it is, `unit` whose.
    """

    item: DataItemOut
    why: str
    ask: UUID | None
    title: str
    unit: str
    until: date | None


class AskEntryOut(Schema):
    """An entry. `standing`: waiting · valid · refused · lapsed; only what is valid is to be answered.

    `may` says what the caller may do with it: admit, refuse, renew.
    """

    id: UUID
    unit: str
    unit_name: str
    title: str
    items: list[DataItemOut]
    level: str
    area: AreaOut
    often: str
    purpose: str
    ground: str
    until: date
    once_more: str
    overlap: list[OverlapOut]
    standing: str
    entered_by: str
    entered_at: datetime
    decided_by: str
    decided_at: datetime | None
    remark: str
    may: list[str]


class AsksOut(Schema):
    """A page of the register, the newest first, and how many entries stand how. `may_enter`: the caller may ask."""

    rows: list[AskEntryOut]
    after: UUID | None
    counts: dict[str, int]
    may_enter: bool


SAME = ("id", "unit", "title", "level", "often", "purpose", "ground", "until", "once_more", "entered_by", "entered_at",
        "decided_by", "decided_at", "remark")  # fmt: skip


def told(asked: Sequence[Ask], by: Actor, lang: Lang, at: datetime) -> list[dict[str, Any]]:
    """The entries for the wire, in their order."""
    repeated = overlap([(one["item"], one["why"], one["of"]) for ask in asked for one in ask.overlap], lang)
    names = reading.names_of(asked)
    return [
        {name: getattr(ask, name) for name in SAME}
        | {
            "unit_name": bodies.unit(ask.unit).name,
            "items": [{"key": key, "name": names[key]} for key in ask.items],
            "area": area_out(places.area(ask.area)),
            "overlap": [repeated.pop(0) for _ in ask.overlap],
            "standing": reading.stands(ask, at).value,
            "may": _may(ask, by, at),
        }
        for ask in asked
    ]


def overlap(there: Sequence[tuple[str, str, str]], lang: Lang) -> list[dict[str, Any]]:
    """What is there already (item, why, of what) for the wire."""
    ids = {of for _, why, of in there if why != Why.RECORDED}
    others = {str(ask.pk): ask for ask in Ask.objects.filter(pk__in=ids)}
    names = {key: item.name for key, item in Item.objects.in_bulk({item for item, _, _ in there}).items()}
    return [
        {
            "item": {"key": item, "name": names.get(item, item)},
            "why": str(why),
            "ask": others[of].pk if of in others else None,
            "title": others[of].title if of in others else named(of, lang),
            "unit": bodies.unit(others[of].unit).name if of in others else "",
            "until": others[of].until if of in others else None,
        }
        for item, why, of in there
    ]


def _may(ask: Ask, by: Actor, at: datetime) -> list[str]:
    decides = ["admit", "refuse"] if may_decide(ask, by, at) else []
    over = ask.decision == Decision.ADMITTED
    return [*decides, "renew"] if over and by.unit == ask.unit and enters(by) else decides


def may_enter(by: Actor) -> bool:
    """Whether the caller may ask for a unit that is no centre."""
    return by.unit is not None and enters(by) and not bodies.unit(by.unit).is_centre


def page(wish: Wish, after: UUID | None, by: Actor, lang: Lang, at: datetime) -> dict[str, Any]:
    """A page of the register for the wire."""
    rows, more = reading.asks(wish, by, at, after)
    return {
        "rows": told(rows, by, lang, at),
        "after": rows[-1].pk if more else None,
        "counts": reading.counts(wish, by, at),
        "may_enter": may_enter(by),
    }
