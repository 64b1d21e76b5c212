"""How templates and documents look from outside: what is asked, what was issued; never what a document says."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from ninja import Schema

from gongzhi.bodies import reading as bodies
from gongzhi.catalogue import Ask, Catalogue, Text
from gongzhi.documents.models import Document
from gongzhi.documents.values import ENTRY, Own
from gongzhi.matters.receipts import readable


class TextOut(Schema):
    """A name in both languages."""

    zh: str
    en: str


class ChoiceOut(Schema):
    """One of the answers to choose from."""

    code: str
    name: TextOut


class ColumnOut(Schema):
    """One value in each row."""

    name: str
    label: TextOut
    type: str
    required: bool
    most: int


class AskOut(Schema):
    """One thing to fill in: text · long_text · date (yyyy-mm-dd) · choice · reason (codes) · list (texts) · rows.

    `least` and `most` count characters, or entries of a list or rows. Personal values are taken only in matters between
    people (P2, P3). `otherwise` stands where nothing is given.
    """

    name: str
    label: TextOut
    type: str
    required: bool
    personal: bool
    least: int
    most: int
    entry: int
    choices: list[ChoiceOut]
    columns: list[ColumnOut]
    otherwise: str


class TemplateOut(Schema):
    """One kind of document. Whoever holds `duty` where the matter lies, or in a unit that handles it, may issue it."""

    code: str
    name: TextOut
    layout: str
    duty: str
    series: str
    digest: str
    basis: list[str]
    asks: list[AskOut]


class TemplatesOut(Schema):
    """The templates of the catalogue in force."""

    version: str
    digest: str
    templates: list[TemplateOut]


class DocumentOut(Schema):
    """A document that was issued. `version` is that of the matter it was made from, `digest` the SHA-256 of the PDF."""

    id: UUID
    template: str
    name: TextOut
    number: str
    unit: str
    version: int
    catalogue: str
    template_digest: str
    at: datetime
    by: str
    digest: str
    files: dict[str, str]


class ToReporterOut(Schema):
    """A document that is addressed to the reporter; `file` is where its PDF is fetched."""

    id: UUID
    name: TextOut
    number: str
    unit: str
    at: datetime
    file: str


class ToReporterListOut(Schema):
    """The documents that are addressed to the reporter, the oldest first."""

    documents: list[ToReporterOut]


class OfferOut(Schema):
    """A template that the caller may issue about this matter now, with what is left to ask."""

    code: str
    name: TextOut
    asks: list[AskOut]


class OfMatterOut(Schema):
    """The documents of a matter, and those that the caller may issue."""

    documents: list[DocumentOut]
    may: list[OfferOut]


def text(said: Text) -> dict[str, str]:
    """A name for the wire."""
    return {"zh": said.zh, "en": said.en}


def templates(number: str, catalogue: Catalogue) -> dict[str, Any]:
    """All templates by code."""
    same = ("code", "layout", "duty", "series", "digest")
    told = [
        {name: getattr(template, name) for name in same}
        | {"name": text(template.name), "basis": list(template.basis), "asks": asks(template.asks, catalogue)}
        for template in catalogue.templates.values()
    ]
    return {"version": number, "digest": catalogue.digest, "templates": told}


def asks(wanted: Iterable[Ask], catalogue: Catalogue, own: Own | None = None) -> list[dict[str, Any]]:
    """What is asked, but for what the matter answers itself."""
    return [_ask(ask, catalogue) for ask in wanted if own is None or not own.answers(ask)]


def _ask(ask: Ask, catalogue: Catalogue) -> dict[str, Any]:
    same = ("name", "type", "required", "personal", "least", "most", "otherwise")
    choices = dict(ask.choices)
    if ask.group is not None:
        choices = {code: reason.name for code, reason in catalogue.reasons_in(ask.group).items()}
    columns = [
        {"name": column.name, "label": text(column.label), "type": column.type, "required": column.required,
         "most": column.most}
        for column in ask.columns
    ]  # fmt: skip
    return {name: getattr(ask, name) for name in same} | {
        "label": text(ask.label),
        "entry": ENTRY if ask.type == "list" else 0,
        "choices": [{"code": code, "name": text(name)} for code, name in choices.items()],
        "columns": columns,
    }


def to_reporter(row: Document, code: str, catalogue: Catalogue) -> dict[str, Any]:
    """One document for the reporter, who knows the unit by its name and the file by the query code."""
    return {
        "id": row.id,
        "name": text(catalogue.templates[row.template].name),
        "number": row.number,
        "unit": bodies.unit(row.unit).name,
        "at": row.at,
        "file": f"/api/follow/{readable(code)}/documents/{row.id}/file",
    }


def document(row: Document, catalogue: Catalogue) -> dict[str, Any]:
    """One document for the wire; its files are found under the addresses given."""
    same = ("id", "template", "number", "unit", "version", "catalogue", "template_digest", "at", "by", "digest")
    template = catalogue.templates.get(row.template)
    base = f"/api/matters/{row.matter_id}/documents/{row.id}/file?format="
    return {name: getattr(row, name) for name in same} | {
        "name": text(template.name) if template else {"zh": row.template, "en": row.template},
        "files": {form: f"{base}{form}" for form in ("pdf", "docx")},
    }
