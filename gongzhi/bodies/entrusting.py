"""Who runs an area decides who sees what lies there: it changes as a right does, when a second person agrees."""

from datetime import datetime

from django.db.models import Q

from gongzhi.bodies import history
from gongzhi.bodies.models import RightsChange, Unit
from gongzhi.kernel import Refused
from gongzhi.places.locating import area
from gongzhi.places.models import Area, Jurisdiction
from gongzhi.places.standing import changed


def require_known(wish: RightsChange) -> None:
    """Refuse with 404 `area-unknown` or `unit-unknown` what is entrusted to nobody."""
    area(wish.area)
    if not (Area.objects.filter(code=wish.run_by).exists() or Unit.objects.filter(code=wish.run_by).exists()):
        raise Refused("unit-unknown", status=404, unit=wish.run_by)


def entrusted(change: RightsChange, start: datetime) -> Jurisdiction:
    """The line from `start` on; the one before ends there. An area that is entrusted to itself runs itself again.

    Refuses with 409 `entrusted-later` where a line begins only at `start` or after it.
    """
    lines = Jurisdiction.objects.filter(area_id=change.area)
    if lines.filter(valid_from__gte=start).exists():
        raise Refused("entrusted-later", area=change.area)
    for before in lines.filter(Q(valid_to=None) | Q(valid_to__gt=start)):
        was = history.values_of(before)
        before.valid_to = start
        before.save(update_fields=["valid_to"])
        history.note(before, was, history.values_of(before), by=change.asked_by.actor_id, at=start)
    line = Jurisdiction(area_id=change.area, run_by=change.run_by, valid_from=start, valid_to=change.valid_to)
    line.save()
    changed()
    return line
