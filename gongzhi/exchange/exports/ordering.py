"""Somebody of the house orders a list as a table, a few at a time; only they find it again."""

from datetime import datetime
from uuid import UUID

from gongzhi.audit.telling import security_event
from gongzhi.catalogue import Lang
from gongzhi.exchange.exports.models import READY, RUNNING, WAITING, Export
from gongzhi.kernel import Actor, Refused
from gongzhi.matters.wishes import Wish

OPEN = 3
"""Exports of one person that may wait or run at a time."""


def ordered(wish: Wish, form: str, by: Actor, lang: Lang, at: datetime) -> Export:
    """The order, written down. 422 for conditions that nobody knows, 409 `exports-waiting`, 403 for no person."""
    if not by.id.startswith("person:"):
        raise Refused("no-right", status=403, duty="matters.see")
    wish.wish()
    if Export.objects.filter(by=by.id, state__in=(WAITING, RUNNING)).count() >= OPEN:
        raise Refused("exports-waiting", most=OPEN)
    asked = wish.model_dump(mode="json", exclude_defaults=True)
    job = Export.objects.create(
        by=by.id, unit=by.unit or "", lang=lang, form=form, wish=asked, made_at=at, touched_at=at
    )
    security_event("export.ordered", by.id, f"export:{job.id}", form=form, conditions=", ".join(sorted(asked)))
    return job


def access_export(export: UUID, by: Actor) -> Export:
    """The export, for whoever ordered it; 404 `export-unknown` for all others."""
    found = Export.objects.filter(id=export, by=by.id).defer("data").first()
    if found is None:
        raise Refused("export-unknown", status=404)
    return found


def fetched(export: UUID, by: Actor) -> Export:
    """The export with its file, told in the security log; 409 `export-not-ready` while there is none."""
    job = access_export(export, by)
    if job.state != READY:
        raise Refused("export-not-ready", state=job.state)
    security_event("export.taken", by.id, f"export:{job.id}", form=job.form, rows=job.done)
    return job


def own(by: Actor) -> list[Export]:
    """The exports of the last day, the newest first."""
    return list(Export.objects.filter(by=by.id).defer("data").order_by("-made_at")[:20])
