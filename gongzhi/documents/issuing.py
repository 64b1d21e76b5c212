"""A document is issued once: number, file, row and the line in the matter's journal are written together or not at all.

What it says is kept sealed with the matter's key; the open row holds its number, template and the file's digest.
"""

import hashlib
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from gongzhi.audit.telling import security_event
from gongzhi.bodies import reading as bodies
from gongzhi.catalogue import Catalogue, Template
from gongzhi.documents import filling, numbering, pdf, rights
from gongzhi.documents.composing import composed
from gongzhi.documents.models import Document
from gongzhi.documents.sheet import written
from gongzhi.documents.values import Values, checked, personal_given
from gongzhi.kernel import Actor, Refused
from gongzhi.matters import catalogues, door, journal, queries
from gongzhi.matters.account import account_of
from gongzhi.matters.door import Order
from gongzhi.matters.gathering import local
from gongzhi.matters.loop.noting import Attach
from gongzhi.matters.loop.state import Matter
from gongzhi.matters.turns import turn
from gongzhi.vault.attachments import attaching
from gongzhi.vault.values import key_of, put_away

CIRCLE = ("P2", "P3")
"""Matters whose documents may name people: only the units that handle them can open the files."""
PDF = "application/pdf"


@dataclass(frozen=True, kw_only=True, slots=True)
class Wanted:
    """A document ordered: which template, with which values, under which key; `seen` the version that was looked at."""

    template: str
    values: Mapping[str, Any]
    key: UUID
    seen: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Draft:
    """A document ready to be numbered."""

    matter: Matter
    template: Template
    values: Values
    unit: str
    catalogue: str
    mark: str


def issue(matter: UUID, wanted: Wanted, by: Actor, at: datetime) -> Document:
    """The document, issued now or under the same key before.

    Refuses 404 `matter-unknown`, `template-unknown`; 403 `no-right`; 409 `key-reused`, `document-number-shared`; 412
    `changed-since`; 422 `document-too-open`, `glyph-missing` and as `values.checked`; 503 `typeface-missing`.
    """
    queries.access_matter(matter, by)
    order = _order(matter, wanted)
    before = _issued(matter, wanted.key, order)
    if before is not None:
        return before
    draft = drafted(matter, wanted, by, at)
    with turn(), transaction.atomic():
        year = local(at).year
        # The serial first: it makes whoever issues the same type for the same unit wait, the same order twice as well.
        serial = numbering.take(draft.unit, draft.template.series, year)
        before = _issued(matter, wanted.key, order)
        if before is None:
            return _issue(draft, wanted, order, (year, serial), by, at)
        transaction.set_rollback(True)
    return before


def template_called(catalogue: Catalogue, code: str) -> Template:
    """The template with that code; 404 `template-unknown`."""
    if code not in catalogue.templates:
        raise Refused("template-unknown", status=404, template=code[:40], known="、".join(catalogue.templates))
    return catalogue.templates[code]


def drafted(matter: UUID, wanted: Wanted, by: Actor, at: datetime) -> Draft:
    """The document but for its number; refuses as `issue` whatever can be refused before one is taken."""
    account, (version, catalogue) = account_of(matter, by), catalogues.in_force()
    template = template_called(catalogue, wanted.template)
    unit = rights.require(template, account.state, by)
    named = personal_given(template, wanted.values)
    if named and account.state.privacy not in CIRCLE:
        raise Refused("document-too-open", status=422, names="、".join(named))
    own = filling.own_of(account, unit, catalogue, at)
    return Draft(
        matter=account.state,
        template=template,
        values=checked(template, wanted.values, own, catalogue),
        unit=unit,
        catalogue=version,
        mark=numbering.mark_of(bodies.unit(unit), catalogue.marks, at),
    )


def ref_of(document: UUID) -> str:
    """Under which reference the vault keeps what a document says."""
    return f"document.{document.hex}"


def _order(matter: UUID, wanted: Wanted) -> str:
    said = json.dumps([wanted.template, dict(wanted.values)], sort_keys=True, ensure_ascii=False)
    return key_of(matter).digest(said)


def _issued(matter: UUID, key: UUID, order: str) -> Document | None:
    """What was issued under this key before; 409 `key-reused` where something else was ordered."""
    found = Document.objects.filter(matter_id=matter, id=key).first()
    if found is not None and found.order != order:
        raise Refused("key-reused", matter=str(matter))
    return found


def _issue(draft: Draft, wanted: Wanted, order: str, place: tuple[int, int], by: Actor, at: datetime) -> Document:
    matter, template, (year, serial) = draft.matter.id, draft.template, place
    number = numbering.number_of(template, draft.mark, year, serial)
    if Document.objects.filter(number=number).exists():
        raise Refused("document-number-shared", number=number, unit=draft.unit)
    sheet = composed(template, draft.values, number, secrets.token_hex(16))
    data = pdf.printed(sheet, at)
    digest = hashlib.sha256(data).hexdigest()
    door.execute(Order(command=Attach(blobs=(digest,)), by=by, key=wanted.key, matter=matter, seen=wanted.seen), at=at)
    privacy, key = journal.state(matter).privacy, key_of(matter)
    attaching.keep_made(matter, data, PDF, privacy, key, at=at)
    put_away(matter, ref_of(wanted.key), "sheet", written(sheet))
    security_event("document.issued", by.id, str(matter), document=str(wanted.key), template=template.code)
    return Document.objects.create(
        matter_id=matter,
        id=wanted.key,
        version=draft.matter.version,
        template=template.code,
        template_digest=template.digest,
        catalogue=draft.catalogue,
        unit=draft.unit,
        series=template.series,
        year=year,
        serial=serial,
        number=number,
        by=by.id,
        at=at,
        digest=digest,
        order=order,
    )
