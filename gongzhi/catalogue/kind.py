"""A kind says what must be known about such a matter, who leads, how long it may take and who may read it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, get_args

from gongzhi.catalogue.limit import Limit
from gongzhi.catalogue.text import Text

Level = Literal["city", "county", "township", "community"]
Urgency = Literal["emergency", "urgent", "normal", "inquiry", "complex", "long", "statutory"]
Privacy = Literal["P0", "P1", "P2", "P3"]
Checker = Literal["grid_worker", "centre", "reporter"]
FieldType = Literal["place", "text", "long_text", "choice", "yes_no", "datetime", "hours", "count", "contact", "files"]

LEVELS: tuple[Level, ...] = get_args(Level)
URGENCIES: tuple[Urgency, ...] = get_args(Urgency)
PRIVACIES: tuple[Privacy, ...] = get_args(Privacy)
CHECKERS: tuple[Checker, ...] = get_args(Checker)
FIELD_TYPES: tuple[FieldType, ...] = get_args(FieldType)


@dataclass(frozen=True, kw_only=True, slots=True)
class Field:
    """One thing to fill in. `place`, `contact` and the field `description` are slots of the report itself.

    Labels are the words `fields.<name>` and `choices.<name>.<choice>`. A `personal` value belongs in the vault.
    """

    name: str
    type: FieldType
    required: bool
    personal: bool = False
    choices: tuple[str, ...] = ()
    most: int = 500  # longest text in characters, or the highest number


@dataclass(frozen=True, kw_only=True, slots=True)
class Route:
    """A duty and a level, never a unit: `bodies` finds the unit for the place."""

    duty: str
    level: Level


@dataclass(frozen=True, kw_only=True, slots=True)
class Isolation:
    """Where the yes_no field `field` is answered yes, the matter becomes `privacy` and goes to `target` at once."""

    field: str
    privacy: Privacy
    target: str  # code of a reason of the group hand_over


KEEP_BASIS = "个人信息保护法第十九条、第四十七条第一款"
"""No longer than the purpose needs (PIPL 19), and gone when it is reached (47); where a kind names no other rule."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Kind:
    """One kind of matter, whole: nothing in it is left to a default elsewhere.

    `level` is the level of the centre that triages; `phases` run from dispatch, the last is the limit of handling.
    `keep_days` counts from close to de-identification, `contact_days` to the erasure of contacts; `keep_basis` is the
    rule that these rest on.
    `triage` False: dispatched in the same command. `reportable` False: a component (部件), never reported itself.
    `procedure` is the code of the procedure that its handling follows, if it has one.
    `powers` are what the lead must lawfully be able to do; `non_dispatch` the levels to whose units it is never sent.
    """

    code: str
    name: Text
    klass: str
    level: Level
    urgency: Urgency
    privacy: Privacy
    triage: bool
    callback: bool
    self_handle: bool
    checker: Checker
    fields: tuple[Field, ...]
    lead: Route
    support: tuple[Route, ...]
    phases: tuple[Limit, ...]
    keep_days: int
    contact_days: int
    keep_basis: str = KEEP_BASIS
    basis: tuple[str, ...] = ()
    confused_with: tuple[str, ...] = ()
    isolation: Isolation | None = None
    powers: tuple[str, ...] = ()
    non_dispatch: tuple[Level, ...] = ()
    national: bool = False
    starter: bool = False
    reportable: bool = True
    procedure: str = ""

    @property
    def handling(self) -> Limit:
        """The limit of handling: the last phase."""
        return self.phases[-1]

    @property
    def required(self) -> frozenset[str]:
        """The names of the fields that must be filled in."""
        return frozenset(field.name for field in self.fields if field.required)


@dataclass(frozen=True, kw_only=True, slots=True)
class KindClass:
    """A class (大类) of kinds: 01–10 are national, 21–28 local."""

    code: str
    name: Text
    national: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class UrgencyRule:
    """What an urgency allows: until the first answer, and until done where a kind sets no phases of its own."""

    code: Urgency
    response: Limit
    handling: Limit
    extendable: bool


Kinds = Mapping[str, Kind]
