"""What is older than the log must be kept is cut as a whole from its beginning, and the cut is on record, signed."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection, transaction

from gongzhi.audit import signing
from gongzhi.audit.chain import while_unlinked
from gongzhi.audit.models import Cut, Event, Link
from gongzhi.audit.telling import security_event
from gongzhi.kernel import Refused

LEAST = 180
"""Days that no setting goes below; the triggers of the database hold the same."""


def cut(by: str, at: datetime) -> Cut:
    """Cut every event older than GONGZHI_AUDIT_DAYS, and keep where, how many, by whom. Refuses `log-nothing-old`."""
    limit = at - timedelta(days=max(settings.GONGZHI_AUDIT_DAYS, LEAST))
    while_unlinked()
    with transaction.atomic():
        position, last = _upto(limit)
        count = Link.objects.filter(position__lte=position).count()
        record = Cut(position=position, hash=last, events=count, before=limit, at=at, by=by, signature="")
        record.signature = signing.sign(record.said)
        record.save()
        with connection.cursor() as cursor:
            cursor.execute(
                "DELETE FROM audit_event WHERE id IN (SELECT event_id FROM audit_link WHERE position <= %s)", [position]
            )
            cursor.execute("DELETE FROM audit_link WHERE position <= %s", [position])
        security_event("audit.cut", by, events=count, position=position)
    return record


def _upto(limit: datetime) -> tuple[int, str]:
    young = Event.objects.filter(at__gte=limit).values("id")
    first = Link.objects.filter(event_id__in=young).order_by("position").values_list("position", flat=True).first()
    old = Link.objects.order_by("-position")
    found = (old.filter(position__lt=first) if first is not None else old).first()
    if found is None:
        raise Refused("log-nothing-old", days=settings.GONGZHI_AUDIT_DAYS)
    return found.position, found.hash
