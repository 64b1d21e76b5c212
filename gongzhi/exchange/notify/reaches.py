"""How people and groups of the house are reached outside it is sealed; who does not want a way is not reached by it."""

import json
import re
from collections.abc import Iterable, Mapping
from uuid import UUID

from django.db import transaction

from gongzhi.audit.telling import security_event
from gongzhi.exchange.notify.models import EMAIL, PUSH, SMS, Reach, Robot
from gongzhi.kernel import Refused
from gongzhi.vault.lone import open_for, seal_for
from gongzhi.vault.rewrapping import Column

COLUMNS = (Column(Reach, "person_id", "sealed"), Column(Robot, "id", "address"), Column(Robot, "id", "secret"))
"""What is sealed by the master key itself, and re-wrapped when that is rotated."""

_MOBILE = re.compile(r"(?:\+?86)?(1[3-9]\d{9})")
_EMAIL = re.compile(r"[^\s@<>,;:\"]{1,64}@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")


def readable(way: str, value: str) -> str | None:
    """The address in the form in which it is sent to, or None: a mobile number of the mainland, an e-mail address."""
    said = value.strip()
    if way == SMS:
        found = _MOBILE.fullmatch(re.sub(r"[\s()-]", "", said))
        return found[1] if found else None
    return said if len(said) <= 200 and _EMAIL.fullmatch(said) else None


def wanted_ways(people: Iterable[UUID]) -> Mapping[UUID, frozenset[str]]:
    """The ways by which each of these people may be reached beside the inbox."""
    found: dict[UUID, frozenset[str]] = {}
    rows = Reach.objects.filter(person_id__in=set(people), wanted=True)
    for person, way in rows.values_list("person_id", "way"):
        found[person] = found.get(person, frozenset()) | {way}
    return found


def address_of(person: UUID, way: str) -> str:
    """Where the person is reached, opened now; 404 `no-way` when the way is not there or not wanted any more."""
    row = Reach.objects.filter(person_id=person, way=way, wanted=True).first()
    if row is None:
        raise Refused("no-way", status=404)
    return open_for(person, bytes(row.sealed))


def settings_of(person: UUID) -> dict[str, bool | None]:
    """For each way: wanted, not wanted, or None where no address is known."""
    rows = dict(Reach.objects.filter(person_id=person).values_list("way", "wanted"))
    return {way: rows.get(way) for way in (SMS, EMAIL)}


def change(person: UUID, way: str, *, wanted: bool, address: str | None) -> None:
    """Keep the address where one is given, and whether the way is wanted.

    Refuses 422 `reach-unreadable` what is no address, and 422 `no-way` to want a way without one.
    """
    with transaction.atomic():
        if address is not None:
            said = readable(way, address)
            if said is None:
                raise Refused("reach-unreadable", status=422, way=way)
            Reach.objects.filter(person_id=person, way=way).delete()
            Reach.objects.create(person_id=person, way=way, wanted=wanted, sealed=seal_for(person, said))
        elif not Reach.objects.filter(person_id=person, way=way).update(wanted=wanted) and wanted:
            raise Refused("no-way", status=422)
        security_event("reach.changed", f"person:{person}", way, wanted=wanted, address=address is not None)


DEVICES = 3
"""Browsers of one person that are pushed to; the one that came first gives way to a fourth."""


def subscribe(person: UUID, device: dict[str, str]) -> None:
    """Push to this browser too: `endpoint`, `p256dh` and `auth` as it gave them."""
    with transaction.atomic():
        _push_to(person, [device, *_others(person, device["endpoint"])][:DEVICES])


def unsubscribe(person: UUID, endpoint: str) -> None:
    """Push to this browser no longer; other browsers of the person go on being pushed to."""
    with transaction.atomic():
        _push_to(person, _others(person, endpoint))


def _others(person: UUID, endpoint: str) -> list[dict[str, str]]:
    """The browsers of the person but this one."""
    row = Reach.objects.select_for_update().filter(person_id=person, way=PUSH).first()
    known: list[dict[str, str]] = json.loads(open_for(person, bytes(row.sealed))) if row else []
    return [each for each in known if each["endpoint"] != endpoint]


def _push_to(person: UUID, devices: list[dict[str, str]]) -> None:
    Reach.objects.filter(person_id=person, way=PUSH).delete()
    if devices:
        Reach.objects.create(person_id=person, way=PUSH, wanted=True, sealed=seal_for(person, json.dumps(devices)))
    security_event("reach.changed", f"person:{person}", PUSH, wanted=bool(devices), address=bool(devices))


def forget(person: UUID, way: str) -> None:
    """Keep no address for this way any longer."""
    with transaction.atomic():
        if Reach.objects.filter(person_id=person, way=way).delete()[0]:
            security_event("reach.changed", f"person:{person}", way, wanted=False, address=False)


def robots_of(units: Iterable[str]) -> Mapping[str, list[UUID]]:
    """The robots in use of these units."""
    found: dict[str, list[UUID]] = {}
    for unit, robot in Robot.objects.filter(unit__in=set(units), active=True).order_by("id").values_list("unit", "id"):
        found.setdefault(unit, []).append(robot)
    return found
