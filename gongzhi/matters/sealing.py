"""Words and personal values are put away before a decision is made; the journal holds where, and a keyed digest."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any
from uuid import UUID

import msgspec

from gongzhi.matters.loop.state import Kept, Personal, Plain
from gongzhi.matters.rows import Row
from gongzhi.vault.masking import mask
from gongzhi.vault.matter_key import MatterKey
from gongzhi.vault.values import value_row

OPEN_TEXT = ("P0", "P1")
_encoder = msgspec.json.Encoder(order="deterministic")


@dataclass(slots=True)
class Sealed:
    """A command without words, and the rows that hold them. `found_by` is what search may know."""

    command: Any
    texts: list[Row] = field(default_factory=list)
    values: list[Row] = field(default_factory=list)
    found_by: list[str] = field(default_factory=list)


def fingerprint(command: Any, key: MatterKey) -> str:
    """The keyed digest of a command as it was given: the same words give the same digest under the same matter.

    A field that commands have had only `later` counts where it says something: what was given before is still the same.
    """
    given = ((each, getattr(command, each.name)) for each in fields(command))
    said = [
        f'"{each.name}":{_encoder.encode(value).decode()}'
        for each, value in given
        if value or "later" not in each.metadata
    ]
    return key.digest(f"{type(command).__name__}{{{','.join(said)}}}")


def seal(command: Any, matter: UUID, key: MatterKey, privacy: str, version: int) -> Sealed:
    """The command with every word and personal value replaced by where it is kept and its digest."""
    sealed = Sealed(command)
    changed: dict[str, Any] = {}
    for each in fields(command):
        value = getattr(command, each.name)
        ref = f"{version}.{each.name}"
        if isinstance(value, Plain):
            changed[each.name] = _words(sealed, value.value, matter, ref, key, privacy)
            if each.name in ("text", "address") and privacy in OPEN_TEXT:
                sealed.found_by.append(sealed.texts[-1][2])
        elif isinstance(value, Personal):
            changed[each.name] = _personal(sealed, value, matter, ref, key)
        elif isinstance(value, Mapping):
            changed[each.name] = {
                name: _words(sealed, said.value, matter, f"{ref}.{name}"[:48], key, privacy)
                if isinstance(said, Plain)
                else said
                for name, said in value.items()
            }
    sealed.command = replace(command, **changed) if changed else command
    return sealed


def _words(sealed: Sealed, text: str, matter: UUID, ref: str, key: MatterKey, privacy: str) -> Kept:
    if privacy in OPEN_TEXT:
        masked = mask(text)
        sealed.texts.append((matter, ref, masked.text))
        if masked.found:
            sealed.values.append(value_row(matter, ref, "original", key.seal(text)))
    else:
        sealed.values.append(value_row(matter, ref, "text", key.seal(text)))
    return Kept(ref, key.digest(text))


def _personal(sealed: Sealed, personal: Personal, matter: UUID, ref: str, key: MatterKey) -> Kept:
    for name, value in personal.values.items():
        sealed.values.append(value_row(matter, ref, name, key.seal(value)))
    return Kept(ref, key.digest(_encoder.encode(dict(personal.values)).decode()))
