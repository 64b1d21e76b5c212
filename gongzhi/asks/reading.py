"""Everybody reads the register; whoever works at the grass roots sees first what may be asked of them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from gongzhi.asks.models import Ask, Item
from gongzhi.asks.rule import LEVELS, Decision, Standing, item_key, standing
from gongzhi.bodies import reading as bodies
from gongzhi.kernel import Actor, Refused
from gongzhi.matters.gathering import local
from gongzhi.places import locating as places

MOST = 50
MOST_ITEMS = 20


@dataclass(frozen=True, kw_only=True, slots=True)
class Wish:
    """Which entries: of a standing, of a unit, concerning an area, asked of the caller; "" and False: any."""

    standing: Standing | None = None
    unit: str = ""
    area: str = ""
    of_me: bool = False


def asks(wish: Wish, by: Actor, at: datetime, after: UUID | None = None) -> tuple[list[Ask], bool]:
    """At most 50 entries, the newest first, those after `after`; and whether there are more. 404 `ask-unknown`."""
    found = _wished(wish, by, at).order_by("-entered_at", "id")
    if wish.standing is not None:
        found = found.filter(_stands(wish.standing, at))
    if after is not None:
        last = access_ask(after)
        found = found.filter(Q(entered_at__lt=last.entered_at) | Q(entered_at=last.entered_at, id__gt=last.pk))
    rows = list(found[: MOST + 1])
    return rows[:MOST], len(rows) > MOST


def counts(wish: Wish, by: Actor, at: datetime) -> dict[str, int]:
    """How many entries stand how, whatever standing is wished."""
    of = {each.value: Count("pk", filter=_stands(each, at)) for each in Standing}
    return dict(_wished(wish, by, at).aggregate(**of))


def access_ask(ask: UUID, *, locked: bool = False) -> Ask:
    """The entry, nobody else's until the transaction ends where it is `locked`; 404 `ask-unknown`."""
    found = (Ask.objects.select_for_update() if locked else Ask.objects).filter(pk=ask).first()
    if found is None:
        raise Refused("ask-unknown", status=404, ask=str(ask))
    return found


def stands(ask: Ask, at: datetime) -> Standing:
    """How the entry stands at `at`."""
    return standing(Decision(ask.decision), ask.until, local(at).date())


def items_like(text: str) -> list[Item]:
    """At most 20 items that were asked for before and are called like this, by name."""
    key = item_key(text)
    return list(Item.objects.filter(key__contains=key).order_by("name")[:MOST_ITEMS]) if key else []


def names_of(asked: Collection[Ask]) -> dict[str, str]:
    """The names of the items of these entries, by key."""
    wanted = {item for ask in asked for item in ask.items}
    return {key: item.name for key, item in Item.objects.in_bulk(wanted).items()}


def _wished(wish: Wish, by: Actor, at: datetime) -> "QuerySet[Ask]":
    found = Ask.objects.all()
    if wish.unit:
        found = found.filter(unit=wish.unit)
    if wish.area:
        found = found.filter(area__in=places.running_chain(wish.area, at))
    return found.filter(_of(by, at)) if wish.of_me else found


def _stands(standing: Standing, at: datetime) -> Q:
    """The same as `rule.standing`, for a list."""
    today = local(at).date()
    if standing is Standing.REFUSED:
        return Q(decision=Decision.REFUSED.value)
    if standing is Standing.LAPSED:
        return Q(until__lt=today) & ~Q(decision=Decision.REFUSED.value)
    decision = Decision.ADMITTED if standing is Standing.VALID else Decision.NONE
    return Q(decision=decision.value, until__gte=today)


def _of(by: Actor, at: datetime) -> Q:
    """Asked of the level and the areas that somebody works at: of their unit's, and of those of their rights."""
    codes = {right.area for right in by.rights if right.area}
    if by.unit:
        codes |= {bodies.unit(by.unit).area} - {""}
    found = Q(pk__in=())
    for code in codes:
        level = places.area(code).level
        if level in LEVELS:
            found |= Q(level=level, area__in=places.running_chain(code, at))
    return found
