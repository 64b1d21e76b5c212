"""A document follows a template: what stands in it, what is asked for it, how it is numbered, who may issue it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, get_args

from gongzhi.catalogue.reason import ReasonGroup
from gongzhi.catalogue.text import Text

Layout = Literal["notice", "letter", "instrument", "form"]
AskType = Literal["text", "long_text", "date", "choice", "reason", "list", "rows"]
ColumnType = Literal["text", "date"]
BlockKind = Literal["para", "heading", "subheading", "plain", "items", "each", "table", "signature"]
IssueDuty = Literal["documents.issue", "documents.answer", "documents.mediate", "documents.supervise", "documents.rule"]
Signer = Literal["unit", "parties", "nobody"]

LAYOUTS: tuple[Layout, ...] = get_args(Layout)
ASK_TYPES: tuple[AskType, ...] = get_args(AskType)
COLUMN_TYPES: tuple[ColumnType, ...] = get_args(ColumnType)
BLOCK_KINDS: tuple[BlockKind, ...] = get_args(BlockKind)
ISSUE_DUTIES: tuple[IssueDuty, ...] = get_args(IssueDuty)

ALWAYS = ("number", "unit", "today", "matter_number", "kind", "urgency", "reported_on", "holder")
"""What every document can say without asking: its own number, who issues it and when, and the matter's plain facts."""
SOMETIMES = (
    "lead",
    "support",
    "centre",
    "due",
    "place",
    "report_text",
    "suspended_until",
    "ledger_until",
    "answer_due",
)
"""What a matter has or has not; a passage that says it stands under `when`, but in a table, where a dash stands."""
NUMBER_PARTS = ("mark", "series", "year", "serial")
"""机关代字, 文种代字, year and serial: together they are printed once in a city (GB/T 9704—2012, 7.2.5)."""
PLAIN_NUMBER = "{mark}{series}〔{year}〕{serial}号"


@dataclass(frozen=True, kw_only=True, slots=True)
class Column:
    """One value in each row of an ask of the type rows."""

    name: str
    label: Text
    type: ColumnType = "text"
    required: bool = True
    most: int = 100


@dataclass(frozen=True, kw_only=True, slots=True)
class Ask:
    """One thing to fill in. `most` and `least` count characters, or entries of a list or rows.

    A `choice` also says `<name>_code`. A `reason` is chosen from the group `group`, unless the matter has been given
    one; it also says `<name>_way_out`. `otherwise` stands where nothing is given; `given_by` names the matter's own
    value that stands in its place.
    """

    name: str
    label: Text
    type: AskType
    required: bool = True
    personal: bool = False
    least: int = 0
    most: int = 500
    choices: Mapping[str, Text] = field(default_factory=dict)
    group: ReasonGroup | None = None
    columns: tuple[Column, ...] = ()
    otherwise: str = ""
    given_by: str = ""

    @property
    def certain(self) -> bool:
        """Whether there is always something to say."""
        return self.required or bool(self.otherwise)


@dataclass(frozen=True, kw_only=True, slots=True)
class Block:
    """One element of the body. `of` names the list or rows it goes through; `when` a value that must be there.

    `when` is a name, `!name` or `name=choice`. In an `each` block those `parts` are said that have their values.
    """

    kind: BlockKind
    text: str = ""
    of: str = ""
    parts: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    when: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Template:
    """One kind of document. Texts hold names in braces; nothing in them is code.

    `series` is the 文种代字: templates that share it share one series of numbers. `signer`: the issuing unit signs with
    date and seal, or the parties by hand. `digest` is that of the template's own file.
    """

    code: str
    name: Text
    layout: Layout
    duty: IssueDuty
    series: str
    number: str
    printed_number: bool
    title: str
    marks: tuple[str, ...]
    to: str
    asks: tuple[Ask, ...]
    blocks: tuple[Block, ...]
    signer: Signer
    seal: str
    notes: tuple[str, ...]
    copies: str
    basis: tuple[str, ...]
    digest: str

    def ask(self, name: str) -> Ask | None:
        """What is asked under that name."""
        return next((ask for ask in self.asks if ask.name == name), None)

    @property
    def to_reporter(self) -> str:
        """How it addresses the reporter, which it does unless somebody else is named; empty where it never does."""
        ask = self.ask("addressee")
        return self.to.replace("{addressee}", ask.otherwise) if ask is not None and ask.otherwise else ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Marks:
    """机关代字: of areas by code, of unit types by short code, and of single units that have one of their own."""

    areas: Mapping[str, str] = field(default_factory=dict)
    types: Mapping[str, str] = field(default_factory=dict)
    units: Mapping[str, str] = field(default_factory=dict)
