"""Templates of documents are read file by file; marks of units, which begin every number, from one file beside them."""

from collections.abc import Mapping

from gongzhi.catalogue.document import (
    ASK_TYPES,
    BLOCK_KINDS,
    COLUMN_TYPES,
    ISSUE_DUTIES,
    LAYOUTS,
    PLAIN_NUMBER,
    Ask,
    Block,
    Column,
    Marks,
    Signer,
    Template,
)
from gongzhi.catalogue.read_bodies import Written, noted
from gongzhi.catalogue.reason import REASON_GROUPS, ReasonGroup
from gongzhi.catalogue.table import Table

MARKS_FILE = "documents/marks.toml"
SIGNERS: tuple[Signer, ...] = ("unit", "parties", "nobody")
_GROUP: ReasonGroup = "decline"
_COUNTED = ("list", "rows")


def templates_in(files: Mapping[str, Table], digests: Mapping[str, str], written: Written) -> dict[str, Template]:
    """Templates by code; `documents/<code>.toml`."""
    found = {}
    for path, at in files.items():
        code = path.split("/")[-1].removesuffix(".toml")
        if path != MARKS_FILE and noted(written, f"documents.{code}", at):
            found[code] = _template(at, code, digests[path])
    return found


def marks_in(at: Table) -> Marks:
    """The marks of areas, unit types and units; none where the file is left out."""
    areas, types, units = (_texts(at, key) for key in ("areas", "types", "units"))
    at.done()
    return Marks(areas=areas, types=types, units=units)


def _texts(at: Table, key: str) -> dict[str, str]:
    if not at.has(key):
        return {}
    below = at.table(key)
    return {name: below.text(name) for name in below.data}


def _template(at: Table, code: str, digest: str) -> Template:
    found = Template(
        code=code,
        name=at.name("name"),
        layout=at.choice("layout", LAYOUTS),
        duty=at.choice("duty", ISSUE_DUTIES),
        series=at.text("series"),
        number=at.text("number", PLAIN_NUMBER),
        printed_number=at.flag("printed_number", True),
        title=at.text("title"),
        marks=at.strings("marks", ()),
        to=at.text("to") if at.has("to") else "",
        asks=tuple(_ask(row, name) for name, row in at.named("asks").items()),
        blocks=tuple(_block(row) for row in at.tables("blocks")),
        signer=at.choice("signer", SIGNERS, "unit"),
        seal=at.text("seal") if at.has("seal") else "",
        notes=at.strings("notes", ()),
        copies=at.text("copies") if at.has("copies") else "",
        basis=at.strings("basis", ()),
        digest=digest,
    )
    at.done()
    return found


def _ask(at: Table, name: str) -> Ask:
    kind = at.choice("type", ASK_TYPES)
    counted = kind in _COUNTED
    found = Ask(
        name=name,
        label=at.name("label"),
        type=kind,
        required=at.flag("required", True),
        personal=at.flag("personal", False),
        least=at.whole("least", 1 if counted else 0, most=1000),
        most=at.whole("most", _most(kind), least=1, most=20_000),
        choices={code: at.table("choices").name(code) for code in at.table("choices").data} if kind == "choice" else {},
        group=at.choice("group", REASON_GROUPS, _GROUP) if kind == "reason" else None,
        columns=tuple(_column(row) for row in at.tables("columns")) if kind == "rows" else (),
        otherwise=at.text("otherwise") if at.has("otherwise") else "",
        given_by=at.text("given_by") if at.has("given_by") else "",
    )
    at.done()
    return found


def _most(kind: str) -> int:
    return {"long_text": 4000, "list": 40, "rows": 20}.get(kind, 200)


def _column(at: Table) -> Column:
    found = Column(
        name=at.text("name"),
        label=at.name("label"),
        type=at.choice("type", COLUMN_TYPES, "text"),
        required=at.flag("required", True),
        most=at.whole("most", 100, least=1, most=1000),
    )
    at.done()
    return found


def _block(at: Table) -> Block:
    kinds = [kind for kind in BLOCK_KINDS if at.has(kind)]
    if len(kinds) != 1:
        at.fault("value-wrong", value=", ".join(kinds) or "—", expected=" | ".join(BLOCK_KINDS))
    kind = kinds[0] if kinds else "para"
    found = Block(
        kind=kind,
        text=at.text(kind) if kind not in ("items", "each", "table") else "",
        of=at.text(kind) if kind in ("items", "each") else at.text("of") if at.has("of") else "",
        parts=at.strings("parts") if kind == "each" else (),
        rows=_rows(at) if kind == "table" else (),
        when=at.text("when") if at.has("when") else "",
    )
    at.done()
    return found


def _rows(at: Table) -> tuple[tuple[str, ...], ...]:
    rows = [at.typed(row, list, "table", []) for row in at.value("table", list, [])]
    for row in rows:
        if len(row) not in (2, 4) or not all(isinstance(cell, str) for cell in row):
            at.fault("value-wrong", "table", value=row, expected="2 or 4 texts in each row")
    return tuple(tuple(map(str, row)) for row in rows)
