"""Whoever may see a matter reads its documents; whoever may not is not told that there are any."""

from datetime import datetime
from typing import Any
from uuid import UUID

from gongzhi.documents import filling, rights, shown
from gongzhi.documents.issuing import ref_of
from gongzhi.documents.models import Document
from gongzhi.documents.sheet import Sheet, sheet_of
from gongzhi.documents.word import in_word
from gongzhi.kernel import Actor, Refused
from gongzhi.matters import catalogues, journal, queries
from gongzhi.matters.account import account_of
from gongzhi.matters.loop.conversing import guarded
from gongzhi.matters.watermarks import watermark
from gongzhi.vault.attachments import attaching
from gongzhi.vault.values import read_for_handling

MEDIA = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


def of_matter(matter: UUID, by: Actor, at: datetime) -> dict[str, Any]:
    """The documents of a matter, the oldest first, and the templates that the actor may issue, with what is asked."""
    account, (_, catalogue) = account_of(matter, by), catalogues.in_force()
    offers = []
    for template in catalogue.templates.values():
        if by.unit is not None and rights.permitted(template, account.state, by):
            own = filling.own_of(account, by.unit, catalogue, at)
            asked = shown.asks(template.asks, catalogue, own)
            offers.append({"code": template.code, "name": shown.text(template.name), "asks": asked})
    rows = Document.objects.filter(matter_id=matter).order_by("at", "id")
    return {"documents": [shown.document(row, catalogue) for row in rows], "may": offers}


def access_document(matter: UUID, document: UUID, by: Actor) -> Document:
    """The row, for whoever may see the matter; 404 `matter-unknown`, 404 `document-unknown`."""
    queries.access_matter(matter, by)
    found = Document.objects.filter(matter_id=matter, id=document).first()
    if found is None:
        raise Refused("document-unknown", status=404, document=str(document))
    return found


def file_of(document: Document, form: str, by: Actor, at: datetime) -> bytes:
    """The PDF as it was issued, to the byte; or the same content as DOCX, marked with who took it out and when.

    Refuses 410 `key-destroyed`.
    """
    if form == "pdf":
        return attaching.read_attachment(document.matter_id, document.digest)
    return in_word(said_in(document), document.at, watermark(by, at))


def for_reporter(code: str) -> list[Document]:
    """The documents addressed to the reporter of the matter behind a query code, the oldest first.

    None that names somebody else as its addressee, and none where the reporter is not safe to be written to.
    Refuses 404 `code-unknown`, 410 `key-destroyed`.
    """
    row, (_, catalogue) = queries.access_code(code), catalogues.in_force()
    if guarded(journal.state(row.id)):
        return []
    rows = Document.objects.filter(matter_id=row.id).order_by("at", "id")
    said = {code: template.to_reporter for code, template in catalogue.templates.items() if template.to_reporter}
    return [each for each in rows if each.template in said and said_in(each).to == said[each.template]]


def access_for_reporter(code: str, document: UUID) -> Document:
    """One of them; 404 `document-unknown`."""
    found = next((each for each in for_reporter(code) if each.id == document), None)
    if found is None:
        raise Refused("document-unknown", status=404, document=str(document))
    return found


def said_in(document: Document) -> Sheet:
    """What the document says."""
    return sheet_of(read_for_handling(document.matter_id, ref_of(document.id), "sheet"))
