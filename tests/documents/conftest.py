"""The tests of documents play in the small city and read what was really printed."""

import io
import json
import re
from pathlib import Path
from typing import Any

import pypdf
import pytest
from docx import Document

from gongzhi.catalogue import Catalogue, read
from gongzhi.site.settings import CATALOGUE
from tests.cast import city, keys
from tests.door.crowd import crowd
from tests.http.conftest import wire

__all__ = ["city", "crowd", "keys", "wire"]
SAMPLES = Path(__file__).parent / "samples"
_FOLIO = re.compile(r"—\d+—|第\d页共\d页")
_SPACE = re.compile(r"[\s\u200b]+")


def sample(code: str) -> dict[str, Any]:
    """Values for one template as a clerk would give them, and the matter's own."""
    found: dict[str, Any] = json.loads((SAMPLES / f"{code}.json").read_text("utf-8"))
    return found


def asked(code: str, catalogue: Catalogue) -> dict[str, Any]:
    """Only the values that the template asks for."""
    names = {ask.name for ask in catalogue.templates[code].asks}
    return {name: value for name, value in sample(code).items() if name in names}


def close(text: str) -> str:
    """The text without spaces and line breaks."""
    return _SPACE.sub("", text)


def text_of(data: bytes) -> str:
    """What is printed in a PDF but for the page numbers, close."""
    pages = (close(page.extract_text()) for page in pypdf.PdfReader(io.BytesIO(data)).pages)
    return "".join(_FOLIO.sub("", page) for page in pages)


def words_of(data: bytes) -> str:
    """What stands in a DOCX, close: paragraphs and tables in their order."""
    paper = Document(io.BytesIO(data))
    cells = [cell.text for table in paper.tables for row in table.rows for cell in dict.fromkeys(row.cells)]
    return close("".join([*(paragraph.text for paragraph in paper.paragraphs), *cells]))


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    """The project's own."""
    return read(CATALOGUE)
