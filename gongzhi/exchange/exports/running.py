"""An export is written page by page with the sight its orderer has then; what is of class P3 is never taken out."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F, Q

from gongzhi.audit.telling import FAILED as NOT_DONE
from gongzhi.audit.telling import security_event
from gongzhi.bodies import reading as bodies
from gongzhi.bodies.models import Person
from gongzhi.bodies.rights import actor_of
from gongzhi.catalogue import Catalogue, Lang
from gongzhi.exchange.exports.models import FAILED, READY, RUNNING, WAITING, Export
from gongzhi.exchange.exports.sheets import written
from gongzhi.kernel import Actor, Refused
from gongzhi.matters import catalogues, queries, shown
from gongzhi.matters.gathering import local
from gongzhi.matters.watermarks import watermark
from gongzhi.matters.wishes import Wish
from gongzhi.vault.lone import seal_file

PAGE = 200
MOST = 50_000
"""Rows of one export: some 10 MB; who needs more narrows the list."""
STALE = timedelta(minutes=5)
"""After so long without a page an export that was begun is begun again by whoever is there."""
KEPT = timedelta(days=1)
TRIES = 3
COLUMNS = ("number", "stage", "kind", "text", "address", "area", "unit", "urgency", "privacy", "light", "opened",
           "due", "closed")  # fmt: skip
Clock = Callable[[], datetime]


def work(clock: Clock) -> int:
    """Write the export that has waited longest; 0 where none waits. Files older than a day are thrown away."""
    at = clock()
    Export.objects.filter(ended_at__lt=at - KEPT).delete()
    job = _claimed(at)
    if job is None:
        return 0
    try:
        _write(job, clock)
    except Refused as refusal:
        _end(job, clock(), FAILED, code=refusal.code)
    return 1


def _claimed(at: datetime) -> Export | None:
    free = Q(state=WAITING) | Q(state=RUNNING, touched_at__lt=at - STALE)
    job = Export.objects.filter(free).order_by("made_at").defer("data").first()
    if job is None:
        return None
    taken = Export.objects.filter(free, id=job.id).update(state=RUNNING, touched_at=at, tries=F("tries") + 1, done=0)
    if taken and job.tries >= TRIES:
        _end(job, at, FAILED, code="export-failed")
        return None
    return job if taken else None


def _write(job: Export, clock: Clock) -> None:
    begun = clock()
    by = orderer(job, begun)
    wish = Wish(**job.wish).wish()
    lang: Lang = "zh" if job.lang == "zh" else "en"
    catalogue = catalogues.in_force()[1]
    rows = [[catalogue.words.text(f"exports.{name}", lang) for name in COLUMNS]]
    after: str | None = ""
    while after is not None:
        page = queries.page(wish, by, begun, after=after, limit=PAGE)
        rows += [_row(row, catalogue, lang) for row in shown.page(page, begun)["rows"] if row["privacy"] != "P3"]
        if len(rows) > MOST:
            raise Refused("export-too-large", status=422, most=MOST)
        after = page.after
        told: dict[str, Any] = {"done": len(rows) - 1, "touched_at": clock()}
        Export.objects.filter(id=job.id).update(**told | ({} if page.total is None else {"total": page.total}))
    _end(
        job, clock(), READY, data=seal_file(job.id, written(job.form, watermark(by, clock()), rows)), done=len(rows) - 1
    )


def orderer(job: Export, at: datetime) -> Actor:
    """Who ordered it, with the rights of now; 403 `export-no-more` for whoever may no longer come in."""
    person = Person.objects.filter(pk=job.by.removeprefix("person:"), is_active=True).first()
    if person is None:
        raise Refused("export-no-more", status=403)
    return actor_of(person, at, job.unit or None)


def _end(job: Export, at: datetime, state: str, **more: Any) -> None:
    """The state that it ends in, with the line in the security log, both or neither."""
    with transaction.atomic():
        Export.objects.filter(id=job.id).update(state=state, ended_at=at, touched_at=at, **more)
        if state == FAILED:
            security_event("export.failed", job.by, f"export:{job.id}", NOT_DONE, code=more["code"])
        else:
            security_event("export.written", job.by, f"export:{job.id}", form=job.form, rows=more["done"])


def _row(row: dict[str, Any], catalogue: Catalogue, lang: Lang) -> list[str]:
    word = catalogue.words.text
    unit = row["lead"] or row["holder"]
    return [
        row["number"],
        word(f"stages.{row['stage']}", lang),
        row[f"kind_{lang}"],
        row["text"] or "",
        row["address"] or "",
        row["area"],
        bodies.unit(unit).name if unit else "",
        word(f"urgency.{row['urgency']}", lang),
        word(f"privacy.{row['privacy']}", lang),
        word(f"lights.{row['light'] or 'none'}", lang),
        *(_time(row[name]) for name in ("opened_at", "due_at", "closed_at")),
    ]


def _time(at: datetime | None) -> str:
    """The city's own time, to the minute."""
    return f"{local(at):%Y-%m-%d %H:%M}" if at else ""
