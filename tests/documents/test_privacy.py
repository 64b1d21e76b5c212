"""Who is named in a document is read by those who handle the matter and stands nowhere in the open."""

import hashlib
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from django.apps import apps
from django.db import connection

from gongzhi.catalogue import Catalogue
from gongzhi.documents import pdf
from gongzhi.documents.models import Document
from gongzhi.documents.reading import said_in
from gongzhi.matters import replay
from gongzhi.vault.models import Attachment
from tests.documents.conftest import asked, close, sample, text_of, words_of
from tests.documents.test_issuing import file, issued, order
from tests.http.conftest import Wire

EVERYBODY = ("clerk", "colleague", "seat", "handler", "helper", "checker", "stranger")
SEALED = ("vault_value", "vault_upload")
"""Tables that hold nothing but what is sealed."""
VALUES = sample("mediation-agreement")
PLANTED = (
    *(party[name] for party in VALUES["parties"] for name in ("name", "address", "phone")),
    VALUES["parties"][0]["identity"],
    VALUES["facts"][:12],
    VALUES["clauses"][0][:12],
    VALUES["fulfilment"][:12],
)


@pytest.fixture
def dispute(wire: Wire) -> str:
    """A dispute between neighbours that the centre of the community handles."""
    made = wire.report(kind="23001", text="楼上漏水")
    return str(made["id"])


@pytest.fixture
def agreement(wire: Wire, dispute: str, catalogue: Catalogue) -> dict[str, Any]:
    """The agreement that ended it."""
    return issued(wire, dispute, "mediation-agreement", "worker", **asked("mediation-agreement", catalogue))


def test_the_parties_and_their_clauses_stand_in_the_files(wire: Wire, agreement: dict[str, Any]) -> None:
    printed, word = (file(wire, agreement, form, "worker").raw for form in ("pdf", "docx"))
    for value in PLANTED:
        assert close(value) in text_of(printed)
        assert close(value) in words_of(word)
    assert agreement["number"].startswith("（2026）四西")


@pytest.mark.usefixtures("agreement")
def test_what_was_planted_stands_in_no_table_that_can_be_read() -> None:
    said = {table: rows(table) for table in tables()}
    assert said["documents_document"]
    assert [(table, value) for table, text in said.items() for value in PLANTED if value in text] == []


@pytest.mark.usefixtures("agreement")
def test_a_value_in_the_row_of_the_document_would_be_found() -> None:
    Document.objects.update(number="王小明")
    assert "王小明" in rows("documents_document")


def test_the_file_lies_sealed_and_what_it_says_lies_sealed(wire: Wire, agreement: dict[str, Any], dispute: str) -> None:
    kept = Attachment.objects.get(matter_id=dispute)
    assert kept.sealed
    with connection.cursor() as cursor:
        cursor.execute("SELECT sealed FROM vault_value WHERE ref LIKE 'document.%'")
        (sealed,) = (bytes(row[0]) for row in cursor.fetchall())
    assert "王小明".encode() not in sealed
    assert list(replay.matters([UUID(dispute)])) == []


def test_the_documents_of_a_dispute_are_for_the_units_that_handle_it(
    wire: Wire, agreement: dict[str, Any], dispute: str
) -> None:
    for who in EVERYBODY:
        for form in ("pdf", "docx"):
            assert file(wire, agreement, form, who).code == "matter-unknown"
        assert wire.get(f"/matters/{dispute}/files/{agreement['digest']}", who).code == "matter-unknown"
        assert wire.get(f"/matters/{dispute}/documents", who).code == "matter-unknown"
    assert wire.get(f"/matters/{dispute}/documents", "neighbour").json["documents"] == [agreement]


def test_the_digest_in_the_journal_cannot_be_had_from_what_the_file_says(
    wire: Wire, dispute: str, catalogue: Catalogue
) -> None:
    values = asked("mediation-ended", catalogue)
    made = [issued(wire, dispute, "mediation-ended", "worker", **values) for _ in range(2)]
    rows = [Document.objects.get(id=each["id"]) for each in made]
    sheets = [said_in(row) for row in rows]
    assert len({sheet.salt for sheet in sheets}) == 2
    for row, sheet in zip(rows, sheets, strict=True):
        assert hashlib.sha256(pdf.printed(sheet, row.at)).hexdigest() == row.digest
        assert hashlib.sha256(pdf.printed(replace(sheet, salt=""), row.at)).hexdigest() != row.digest


@pytest.mark.parametrize("said", ["王小明\u0007", "", 5, ["王小明"], {"name": "王小明"}])
def test_no_refusal_repeats_a_value(wire: Wire, dispute: str, catalogue: Catalogue, said: Any) -> None:
    values = asked("mediation-agreement", catalogue)
    parties = [values["parties"][0] | {"name": said, "spouse": "李小红"}, values["parties"][1]]
    answer = order(wire, dispute, "mediation-agreement", "worker", **values | {"parties": parties})
    assert answer.status == 422
    assert b"\xe7\x8e\x8b" not in answer.raw
    assert "小".encode() not in answer.raw


def tables() -> list[str]:
    """Every table of the house but those that hold sealed things alone."""
    names = [model._meta.db_table for model in apps.get_models() if model.__module__.startswith("gongzhi.")]
    return [name for name in [*names, "matters_search"] if name not in SEALED]


def rows(table: str) -> str:
    """Everything in a table as one text."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {table}")
        return "\n".join(" ".join(map(str, row)) for row in cursor.fetchall())
