"""A table bears in its first line who took it out and when; nothing in it is ever calculated by a table program."""

import csv
import io
import zipfile
from collections.abc import Sequence
from xml.sax.saxutils import escape

from gongzhi.exchange.records.rejects import harmless

FORMS = {"csv": "text/csv; charset=utf-8", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}
Rows = Sequence[Sequence[str]]
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
_KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
_PARTS = {
    "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{_KIND}.sheet.main+xml"/>'
    f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_KIND}.worksheet+xml"/></Types>',
    "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}">'
    f'<Relationship Id="r1" Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>'
    '<sheet name="gongzhi" sheetId="1" r:id="r1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}">'
    f'<Relationship Id="r1" Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
}


def written(form: str, mark: str, rows: Rows) -> bytes:
    """The rows as a file: `mark` in the first line, then the rows, of which the first names the columns."""
    return {"csv": _csv, "xlsx": _xlsx}[form]([[mark], *rows])


def _csv(rows: Rows) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text).writerows([[harmless(value) for value in row] for row in rows])
    return ("\ufeff" + text.getvalue()).encode()


def _xlsx(rows: Rows) -> bytes:
    """A workbook of one sheet, of text alone, which stands again with the mark at the foot of each printed page."""
    lines = "".join(f"<row>{''.join(_cell(value) for value in row)}</row>" for row in rows)
    foot = escape(rows[0][0].replace("&", "&&"))
    sheet = (
        f'<worksheet xmlns="{_MAIN}"><sheetData>{lines}</sheetData>'
        f"<headerFooter><oddFooter>{foot}</oddFooter></headerFooter></worksheet>"
    )
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as book:
        for name, said in {**_PARTS, "xl/worksheets/sheet1.xml": sheet}.items():
            book.writestr(name, _HEAD + said)
    return made.getvalue()


def _cell(value: str) -> str:
    shown = "".join(letter for letter in value if letter.isprintable() or letter in "\n\t")
    return f'<c t="inlineStr"><is><t xml:space="preserve">{escape(shown)}</t></is></c>'
