"""Template and values make the sheet: each name is replaced once, and what stands in its place is never looked at again
for names."""

import re
from collections.abc import Callable, Iterator, Mapping
from string import Formatter

from gongzhi.catalogue import Block, Template
from gongzhi.documents.chinese import ordinal
from gongzhi.documents.printable import on_one_line
from gongzhi.documents.sheet import Line, LineKind, Sheet
from gongzhi.documents.values import Values

DASH = "—"
BLANK_DATE = "年　　月　　日"
_ENDS = "。．；;，,、"
_BEFORE = re.compile(r"^[。；，、：）]")
_LEVELS: tuple[tuple[LineKind, re.Pattern[str]], ...] = (
    ("heading", re.compile(r"[一二三四五六七八九十]+、.{1,26}(?<![。；：，])")),
    ("subheading", re.compile(r"（[一二三四五六七八九十]+）.{1,26}(?<![。；：，])")),
)
Texts = Mapping[str, str]


def composed(template: Template, values: Values, number: str, salt: str) -> Sheet:
    """The sheet with this number."""
    said = {**values.single, "number": number}
    by_unit = template.signer == "unit"
    return Sheet(
        name=template.name.zh,
        layout=template.layout,
        title=_one(template.title, said),
        head=said.get("unit", "") if template.layout == "letter" else "",
        number=number if template.printed_number else "",
        marks=_whole(template.marks, said),
        to=_one(template.to, said),
        lines=tuple(line for block in template.blocks for line in _lines(block, values, said)),
        signed=said.get("unit", "") if by_unit else _one(template.seal, said),
        dated=said.get("today", "") if by_unit else BLANK_DATE if template.signer == "parties" else "",
        notes=_whole(template.notes, said),
        copies="".join(_whole((template.copies,), said)),
        salt=salt,
    )


def _one(text: str, said: Texts) -> str:
    return on_one_line(filled(text, said, DASH))


def _whole(texts: tuple[str, ...], said: Texts) -> tuple[str, ...]:
    """The texts all of whose names have a value."""
    return tuple(_one(text, said) for text in texts if text and _names(text) <= said.keys())


def _lines(block: Block, values: Values, said: Texts) -> Iterator[Line]:
    if not _holds(block.when, values):
        return
    match block.kind:
        case "items":
            for number, entry in enumerate(values.lists.get(block.of, ()), 1):
                yield Line(kind="para", text=f"{ordinal(number)}、{entry}")
        case "each":
            for row in values.rows.get(block.of, ()):
                parts = _whole(block.parts, {**said, **row})
                yield Line(kind="para", text=f"{'，'.join(parts).rstrip(_ENDS)}。")
        case "table":
            rows = tuple(tuple(filled(cell, said, DASH) for cell in row) for row in block.rows)
            yield Line(kind="table", rows=rows)
        case _ if block.of:
            for row in values.rows.get(block.of, ()):
                yield Line(kind=block.kind, text=_one(block.text, {**said, **row}))
        case _:
            texts = filled(block.text, said, DASH).splitlines()
            for text in texts:
                yield Line(kind=_level(text) if len(texts) > 1 else block.kind, text=text)


def _level(text: str) -> LineKind:
    """What a line of a longer text is: somebody wrote headings in it as 一、… and （一）…"""
    return next((kind for kind, begins in _LEVELS if begins.fullmatch(text)), "para")


def _holds(when: str, values: Values) -> bool:
    if not when:
        return True
    name, _, choice = when.removeprefix("!").partition("=")
    there = values.single.get(f"{name}_code") == choice if choice else values.has(name)
    return there is not when.startswith("!")


def _names(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def filled(text: str, said: Texts, otherwise: str) -> str:
    """The text with its names replaced; a value that ends a sentence gives way to the mark that follows it."""
    out: list[str] = []
    trim: Callable[[str], str] | None = None
    for literal, name, _, _ in Formatter().parse(text):
        if trim is not None:
            out[-1] = trim(out[-1]) if _BEFORE.match(literal) else out[-1]
        out.append(literal)
        trim = None
        if name is not None:
            out.append(said.get(name) or otherwise)
            trim = _without_end
    return "".join(out)


def _without_end(value: str) -> str:
    return value.rstrip(_ENDS) or value
