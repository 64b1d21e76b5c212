"""What stands beside the stage of a matter: requests, suspension, ledger, calls to the spot, orders, other matters."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from ninja import Schema

from gongzhi.kernel import Actor
from gongzhi.matters.loop.state import Matter, Rating
from gongzhi.matters.models import MatterRow
from gongzhi.matters.queries import visible


class AskedOut(Schema):
    """A request that waits for somebody else's decision."""

    what: str
    unit: str
    at: datetime
    days: int
    reason: str
    until: datetime | None
    part: int


class WhistleOut(Schema):
    """A unit called to the spot."""

    number: int
    unit: str
    called_at: datetime
    arrived_at: datetime | None
    rating: int | None


class AsideOut(Schema):
    """That the rating should not count: on which ground, which unit asked; `agreed` is empty until a second decides."""

    reason: str
    unit: str
    agreed: bool | None


class RatingOut(Schema):
    """What the reporter last said of a closed matter; `called`: in the call-back."""

    solved: bool
    satisfied: bool
    called: bool
    counts: bool
    aside: AsideOut | None


class OrderOut(Schema):
    """A supervise order; unanswered while `answered_at` is empty."""

    number: int
    unit: str
    centre: str
    ground: str
    ordered_at: datetime
    answered_at: datetime | None


class LinkOut(Schema):
    """Another matter that this one is tied to: as `merged-into`, `absorbed`, `joined` or `recurs`."""

    how: str
    matter: UUID
    number: str
    stage: str


class BesideOut(Schema):
    """Everything that is not the stage itself. `supervision`: 0 none, 1 urged, 2 supervised, 3 listed."""

    asked: AskedOut | None
    suspended_until: datetime | None
    on_ledger: bool
    extensions: int
    returns: int
    arbitration: bool
    locked: bool
    ownerless: bool
    transfer_from: str | None
    supervision: int
    whistles: list[WhistleOut]
    orders: list[OrderOut]
    links: list[LinkOut]
    rating: RatingOut | None
    spot_check: str
    reopened: int
    final_answer: bool


_SAME = (
    "suspended_until", "on_ledger", "extensions", "returns", "arbitration", "locked", "ownerless", "supervision",
    "spot_check", "reopened", "final_answer",
)  # fmt: skip


def beside(state: Matter, by: Actor) -> dict[str, Any]:
    """The matter's state beside its stage, for the wire; of other matters only those that the actor sees."""
    return {
        **{name: getattr(state, name) for name in _SAME},
        "asked": _as(AskedOut, state.asked) if state.asked else None,
        "rating": _rating(state.rating) if state.rating else None,
        "transfer_from": state.transfer.sender if state.transfer else None,
        "whistles": [_as(WhistleOut, whistle) for whistle in state.whistles],
        "orders": [_as(OrderOut, order) for order in state.orders],
        "links": _links(state, by),
    }


def _as(schema: type[Schema], value: Any) -> dict[str, Any]:
    return {name: getattr(value, name) for name in schema.model_fields}


def _rating(rating: Rating) -> dict[str, Any]:
    return _as(RatingOut, rating) | {"aside": _as(AsideOut, rating.aside) if rating.aside else None}


def _links(state: Matter, by: Actor) -> list[dict[str, Any]]:
    """The matters that this one is tied to, with number and stage, as far as the actor sees them."""
    tied = [("merged-into", state.merged.matter)] if state.merged else []
    tied += [("absorbed", each) for each in state.absorbed] + [("joined", each) for each in state.joined]
    tied += [("recurs", state.recurs)] if state.recurs else []
    rows = MatterRow.objects.filter(visible(by), id__in=[matter for _, matter in tied])
    known = {matter: (number, stage) for matter, number, stage in rows.values_list("id", "number", "stage")}
    return [
        {"how": how, "matter": matter, "number": known[matter][0], "stage": known[matter][1]}
        for how, matter in tied
        if matter in known
    ]


OTHERS: Mapping[str, tuple[str, ...]] = {
    "MergedInto": ("into", "number"),
    "Absorbed": ("matter",),
    "Released": ("matter",),
    "Joined": ("other",),
    "Answered": ("by_matter", "number", "ended_as"),
    "Recurred": ("of", "number"),
}
"""What a line says of another matter: its id first."""


def unseen(lines: Iterable[tuple[str, Mapping[str, Any]]], by: Actor) -> frozenset[str]:
    """The ids of other matters, named in those lines (event, data), that the actor does not see."""
    named = {data[OTHERS[event][0]] for event, data in lines if event in OTHERS}
    seen = MatterRow.objects.filter(visible(by), id__in=named).values_list("id", flat=True)
    return frozenset(named.difference(map(str, seen)))


def without(event: str, data: dict[str, Any], hidden: Collection[str]) -> dict[str, Any]:
    """What a line holds, without what it says of another matter among `hidden`."""
    if event not in OTHERS or data[OTHERS[event][0]] not in hidden:
        return data
    return data | dict.fromkeys(OTHERS[event])
