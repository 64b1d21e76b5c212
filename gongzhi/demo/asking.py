"""The demonstration's register of asks: what is to be answered, what was refused, what has lapsed, what waits."""

import tomllib
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid5

from gongzhi.asks import admitting, entering
from gongzhi.asks.models import Ask
from gongzhi.bodies import reading as bodies
from gongzhi.bodies.models import Person
from gongzhi.bodies.rights import actor_of
from gongzhi.demo.offices import centre_of
from gongzhi.demo.staff import NAMESPACE
from gongzhi.demo.visitors import COUNTY
from gongzhi.kernel import Actor
from gongzhi.matters.gathering import local

SHEET = Path(__file__).with_name("asks.toml")


def ask_all(at: datetime) -> None:
    """Enter what `asks.toml` names, each by a handler of its unit and decided by the county's leader; once."""
    if Ask.objects.exists():
        return
    for told in tomllib.loads(SHEET.read_text(encoding="utf-8"))["asks"]:
        _ask(told, at - timedelta(days=told["entered"]))


def _ask(told: dict[str, Any], at: datetime) -> None:
    same = ("title", "level", "area", "often", "purpose", "ground")
    until = local(at).date() + timedelta(days=told["days"])
    wanted = entering.Wanted(
        **{name: told[name] for name in same},
        items=tuple(told["items"]),
        until=until,
        once_more=told.get("once_more", ""),
    )
    made = entering.enter(wanted, uuid5(NAMESPACE, told["title"]), _on_post("handler", told["unit"], at), at)
    leader = _on_post("centre_leader", centre_of(COUNTY), at)
    match told.get("decided"):
        case "admitted":
            admitting.admit(made.pk, "", leader, at + timedelta(hours=2))
        case "refused":
            admitting.refuse(made.pk, told["remark"], leader, at + timedelta(hours=2))


def _on_post(kind: str, unit: str, at: datetime) -> Actor:
    """The first who sits on such a post of the unit."""
    seat = next(seat for seat in bodies.seated_in(unit, at) if seat.kind == kind)
    return actor_of(Person.objects.get(pk=seat.person), at, unit)
