"""Words and personal values are put away before anything is decided; what is decided on is where they are kept."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import overload


@dataclass(frozen=True, slots=True)
class Plain:
    """Free text as it was said; it never reaches the journal."""

    value: str


@dataclass(frozen=True, slots=True)
class Kept:
    """Free text that is kept beside the matter or in the vault: where, and its keyed digest."""

    ref: str
    digest: str


@dataclass(frozen=True, slots=True)
class Personal:
    """Personal values as they were given (name, phone, address of a person); only the vault keeps them."""

    values: Mapping[str, str]


Said = Plain | Kept
Contact = Personal | Kept


@overload
def kept(said: None) -> None: ...
@overload
def kept(said: Said | Contact) -> Kept: ...
@overload
def kept(said: Said | Contact | None) -> Kept | None: ...
def kept(said: Said | Contact | None) -> Kept | None:
    """Where the words are kept; TypeError when they were not put away before the decision."""
    if said is None or isinstance(said, Kept):
        return said
    raise TypeError("words must be put away before they are decided on")
