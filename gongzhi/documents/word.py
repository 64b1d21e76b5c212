"""The same sheet as a DOCX for whoever must work on it further; texts are texts, and nothing in them becomes markup.

Word finds the faces that the rule asks for on the reader's own machine: 仿宋, 小标宋, 黑体, 楷体 (GB/T 9704—2012).
"""

import io
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any

from docx import Document
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING, WD_TAB_ALIGNMENT, WD_TAB_LEADER
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from gongzhi.documents.sheet import Line, Sheet

BODY, TITLE, HEADING, KAI, SONG = "仿宋", "方正小标宋简体", "黑体", "楷体", "宋体"
RED = RGBColor(0xD7, 0x00, 0x0F)
PITCH = Pt(28.95)
SIZE = Pt(16)
WIDTH = Mm(156)
LEFT, CENTRE, RIGHT = WD_ALIGN_PARAGRAPH.LEFT, WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.RIGHT
BOTH = WD_ALIGN_PARAGRAPH.JUSTIFY
_COLUMNS = (Mm(25), Mm(53), Mm(25), Mm(53))
_FACES = {"heading": HEADING, "subheading": KAI}
Border = tuple[str, int, str]


def in_word(sheet: Sheet, at: datetime, watermark: str) -> bytes:
    """The DOCX, with `watermark` (who took it out, when) at the foot of each page."""
    page = _Page(sheet, at)
    _marked(page.paper.sections[0], watermark)
    _upper(page)
    for line in sheet.lines:
        _shown(page, line)
    _lower(page)
    out = io.BytesIO()
    page.paper.save(out)
    return out.getvalue()


class _Page:
    """The paper with its margins, its base style and its page numbers, and the hand that writes on it."""

    def __init__(self, sheet: Sheet, at: datetime) -> None:
        self.sheet, self.paper = sheet, Document()
        told = self.paper.core_properties
        told.title, told.author, told.comments, told.created, told.modified = sheet.name, "", "", at, at
        section = self.paper.sections[0]
        section.page_width, section.page_height = Mm(210), Mm(297)
        section.top_margin, section.bottom_margin = Mm(37), Mm(35)
        section.left_margin, section.right_margin = Mm(28), Mm(26)
        section.footer_distance = Mm(25)
        style = self.paper.styles["Normal"]
        style.font.size = SIZE
        _face(style.element.get_or_add_rPr(), BODY)
        _numbers(self.paper, sheet)

    def write(self, text: str, *, align: Any = LEFT, indent: bool = False, face: str = BODY, size: Any = SIZE) -> Any:
        """One paragraph; returns it."""
        paragraph = self.paper.add_paragraph()
        _set(paragraph, align, indent=indent)
        run(paragraph, text, face, size)
        return paragraph


def run(paragraph: Any, text: str, face: str = BODY, size: Any = SIZE) -> Any:
    """The text in one face at the end of the paragraph."""
    made = paragraph.add_run(text)
    made.font.size = size
    _face(made._r.get_or_add_rPr(), face)
    return made


def _face(properties: Any, face: str) -> None:
    fonts = properties.get_or_add_rFonts()
    for which in ("w:ascii", "w:hAnsi", "w:eastAsia", "w:cs"):
        fonts.set(qn(which), face)


def _set(paragraph: Any, align: Any, *, indent: bool = False, pitch: Any = PITCH) -> None:
    form = paragraph.paragraph_format
    form.alignment, form.space_before, form.space_after = align, Pt(0), Pt(0)
    form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, pitch
    form.widow_control = False
    if indent:
        _indent(paragraph, firstLine=2)


def _indent(paragraph: Any, **chars: float) -> None:
    """Indents in characters; also in twips, for programmes that do not know characters."""
    found = paragraph._p.get_or_add_pPr().get_or_add_ind()
    for name, amount in chars.items():
        found.set(qn(f"w:{name}Chars"), str(round(100 * amount)))
        found.set(qn(f"w:{name}"), str(round(20 * SIZE.pt * amount)))


def _borders(paragraph: Any, **sides: Border) -> None:
    """Rules above or below a paragraph: kind, eighths of a point, colour."""
    properties = paragraph._p.get_or_add_pPr()
    borders = OxmlElement("w:pBdr")
    for side, (kind, size, colour) in sides.items():
        rule = OxmlElement(f"w:{side}")
        for name, value in (("val", kind), ("sz", str(size)), ("space", "1"), ("color", colour)):
            rule.set(qn(f"w:{name}"), value)
        borders.append(rule)
    properties.insert_element_before(borders, "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc", "w:rPr")


def _upper(page: _Page) -> None:
    sheet = page.sheet
    titles: dict[str, tuple[Callable[[_Page], None], ...]] = {
        "letter": (_letterhead, _number_right, _marks, _titled),
        "notice": (_marks, _titled, _number_centred),
    }
    for part in titles.get(sheet.layout, (_titled, _number_right, _marks)):
        part(page)
    if sheet.to:
        page.write(sheet.to)


def _letterhead(page: _Page) -> None:
    size = Pt(min(36, WIDTH.pt / max(1.0, wide(page.sheet.head))))
    head = page.paper.add_paragraph()
    _set(head, CENTRE, pitch=Pt(44))
    run(head, page.sheet.head, TITLE, size).font.color.rgb = RED
    _borders(head, bottom=("thickThinSmallGap", 24, str(RED)))


def _number_right(page: _Page) -> None:
    if page.sheet.number:
        page.write(page.sheet.number, align=RIGHT)


def _number_centred(page: _Page) -> None:
    if page.sheet.number:
        page.write(page.sheet.number, align=CENTRE)
    page.write("")


def _marks(page: _Page) -> None:
    for said in page.sheet.marks:
        page.write(said, align=RIGHT)


def _titled(page: _Page) -> None:
    page.write("")
    _set(page.write(page.sheet.title, align=CENTRE, face=TITLE, size=Pt(22)), CENTRE, pitch=Pt(36))
    page.write("")


def _shown(page: _Page, line: Line) -> None:
    if line.kind == "table":
        _table(page, line.rows)
    elif line.kind == "signature":
        paragraph = page.write(line.text)
        paragraph.paragraph_format.tab_stops.add_tab_stop(Mm(134), WD_TAB_ALIGNMENT.LEFT, WD_TAB_LEADER.LINES)
        run(paragraph, "\t")
    else:
        face = _FACES.get(line.kind, BODY)
        paragraph = page.write(line.text, align=BOTH, indent=line.kind != "plain", face=face)
        paragraph.paragraph_format.keep_with_next = line.kind in _FACES


def _table(page: _Page, rows: Iterable[tuple[str, ...]]) -> None:
    table = page.paper.add_table(rows=0, cols=4, style="Table Grid")
    table.autofit, table.alignment = False, WD_TABLE_ALIGNMENT.CENTER
    for column, width in zip(table.columns, _COLUMNS, strict=True):
        column.width = width
    for row in rows:
        cells = table.add_row().cells
        for cell, width in zip(cells, _COLUMNS, strict=True):
            cell.width = width
        if len(row) == 2:
            cells = (cells[0], cells[1].merge(cells[3]))
        for place, (cell, said) in enumerate(zip(cells, row, strict=True)):
            _cell(cell, said, label=place % 2 == 0)


def _cell(cell: Any, said: str, *, label: bool) -> None:
    cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
    for number, text in enumerate(said.split("\n")):
        paragraph = cell.paragraphs[0] if number == 0 else cell.add_paragraph()
        _set(paragraph, CENTRE if label else LEFT, pitch=Pt(20))
        run(paragraph, text, HEADING if label else BODY, Pt(12))


def _lower(page: _Page) -> None:
    """The sender's name centred over the date, the date four characters from the right: room for the seal."""
    sheet = page.sheet
    name, date = wide(sheet.signed), wide(sheet.dated)
    free = max(0.0, 4 - max(0.0, name - date) / 2)
    if sheet.signed or sheet.dated:
        _keep_together(page)
        page.write("").paragraph_format.keep_with_next = True
    for said, width in ((sheet.signed, name), (sheet.dated, date)):
        if said:
            paragraph = page.write(said, align=RIGHT)
            paragraph.paragraph_format.keep_with_next = said is sheet.signed
            _indent(paragraph, right=free + (max(name, date) - width) / 2)
    for said in sheet.notes:
        page.write(said, indent=True)
    if sheet.copies:
        page.write("")
        copies = page.write(sheet.copies, size=Pt(14))
        _indent(copies, left=3, hanging=3)
        _borders(copies, top=("single", 8, "000000"), bottom=("single", 8, "000000"))


def _keep_together(page: _Page) -> None:
    """The last lines stay with the signature, so that no page holds a signature alone (此页无正文)."""
    lines = page.sheet.lines
    count = next((n for n, line in enumerate(reversed(lines)) if line.kind != "signature"), len(lines))
    for paragraph in page.paper.paragraphs[-1 - count :]:
        paragraph.paragraph_format.keep_with_next = True


def wide(text: str) -> float:
    """How many characters wide the text is: a Latin letter or digit is half of one."""
    return sum(1.0 if unicodedata.east_asian_width(char) in "WFA" else 0.5 for char in text)


def _numbers(paper: Any, sheet: Sheet) -> None:
    """— 1 — outside at the foot of the page, none on the first of a letter; 第1页　共2页 where nobody may lose one."""
    section = paper.sections[0]
    paper.settings.odd_and_even_pages_header_footer = sheet.layout in ("letter", "notice")
    section.different_first_page_header_footer = sheet.layout == "letter"
    if sheet.layout in ("letter", "notice"):
        _folio(section.footer, RIGHT, ("— ", "PAGE", " —"), Pt(14), right=1)
        _folio(section.even_page_footer, LEFT, ("— ", "PAGE", " —"), Pt(14), left=1)
    else:
        _folio(section.footer, CENTRE, ("第", "PAGE", "页　共", "NUMPAGES", "页"), Pt(10.5))


def _marked(section: Any, watermark: str) -> None:
    """A line of its own below the page number, on every page; none where there is no mark."""
    for footer in (section.footer, section.even_page_footer, section.first_page_footer) if watermark else ():
        paragraph = footer.add_paragraph()
        _set(paragraph, CENTRE)
        run(paragraph, watermark, SONG, Pt(7.5))


def _folio(footer: Any, align: Any, pieces: Sequence[str], size: Any, **chars: float) -> None:
    paragraph = footer.paragraphs[0]
    _set(paragraph, align)
    _indent(paragraph, **chars)
    for piece in pieces:
        if piece.isascii() and piece.isalpha():
            _field(paragraph, piece, size)
        else:
            run(paragraph, piece, SONG, size)


def _field(paragraph: Any, name: str, size: Any) -> None:
    """A number that Word counts itself."""
    for kind in ("begin", "", "end"):
        element = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            element.set(qn("w:fldCharType"), kind)
        else:
            element.text = name
        run(paragraph, "", SONG, size)._r.append(element)
