"""A sheet is one document as it will be printed: every text final, nothing left to fill in, no code in any of it."""

from dataclasses import dataclass
from typing import Literal

import msgspec

from gongzhi.catalogue import Layout

LineKind = Literal["para", "heading", "subheading", "plain", "table", "signature"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """One element of the body: a paragraph or heading (`text`), a place to sign, or a table of `rows`."""

    kind: LineKind
    text: str = ""
    rows: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Sheet:
    """What is printed, from the top to the foot of the page.

    `head` is the sender's name in red (letters only), `marks` stand on the right above the title, `to` is addressed,
    `signed` and `dated` stand below, `notes` and `copies` at the end. `salt` is printed nowhere: it keeps the digest
    of the file from telling what is in it.
    """

    name: str
    layout: Layout
    title: str
    head: str = ""
    number: str = ""
    marks: tuple[str, ...] = ()
    to: str = ""
    lines: tuple[Line, ...] = ()
    signed: str = ""
    dated: str = ""
    notes: tuple[str, ...] = ()
    copies: str = ""
    salt: str = ""


def written(sheet: Sheet) -> str:
    """The sheet as JSON."""
    return msgspec.json.encode(sheet).decode()


def sheet_of(text: str) -> Sheet:
    """The sheet from its JSON."""
    return msgspec.json.decode(text, type=Sheet)
