"""The sheet becomes a PDF for the archive (PDF/A-2u); a character that no face at hand can print is refused by name."""

import re
from datetime import datetime
from functools import lru_cache
from pathlib import Path

import msgspec
import typst

from gongzhi.documents import typeface
from gongzhi.documents.sheet import Sheet, written
from gongzhi.kernel import Refused

_SOURCE = Path(__file__).with_name("sheet.typ")
_MISSING = re.compile(r'the text `"(.*?)"` could not be displayed')


def printed(sheet: Sheet, at: datetime) -> bytes:
    """The PDF; refuses 422 `glyph-missing` (which characters), 503 `typeface-missing`."""
    given = {"sheet": written(sheet), "face": msgspec.json.encode(typeface.faces()).decode()}
    try:
        found = _compiler().compile(
            _source(), format="pdf", sys_inputs=given, pdf_standards="a-2u", timestamp=int(at.timestamp())
        )
    except typst.TypstError as error:
        missing = dict.fromkeys(_MISSING.findall(error.diagnostic))
        if not missing:
            raise
        raise Refused("glyph-missing", status=422, characters="、".join(missing)[:80]) from None
    assert isinstance(found, bytes)
    return found


def _compiler() -> typst.Compiler:
    return typst.Compiler(font_paths=typeface.fonts(), ignore_system_fonts=True)


@lru_cache(maxsize=1)
def _source() -> bytes:
    return _SOURCE.read_bytes()
