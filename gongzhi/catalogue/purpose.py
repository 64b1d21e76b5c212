"""A personal value is opened for a purpose of the city's list: who may, which values, of which matters, how long."""

from collections.abc import Mapping
from dataclasses import dataclass

from gongzhi.catalogue.read_bodies import Written, noted
from gongzhi.catalogue.table import Table
from gongzhi.catalogue.text import Text

CLASSES = ("P0", "P1", "P2", "P3")
MOST_MINUTES = 120


@dataclass(frozen=True, kw_only=True, slots=True)
class Purpose:
    """What somebody may open a value for.

    `duties`: one of them is held at the place of the matter; `fields`: the values that may be opened; `classes`: of
    which matters; `minutes`: at most so long, then the value is masked again; `emergency`: also by somebody who has
    nothing to do with the matter, with an alarm at once.
    """

    code: str
    name: Text
    duties: tuple[str, ...]
    fields: tuple[str, ...]
    minutes: int
    classes: tuple[str, ...] = CLASSES
    emergency: bool = False
    basis: str = ""


def purposes_in(files: Mapping[str, Table], written: Written) -> dict[str, Purpose]:
    """Purposes by code, over all files of `purposes/`."""
    found: dict[str, Purpose] = {}
    for at in files.values():
        for code, row in at.named("purposes").items():
            if noted(written, f"purposes.{code}", row):
                found[code] = _purpose(row, code)
        at.done()
    return found


def _purpose(at: Table, code: str) -> Purpose:
    found = Purpose(
        code=code,
        name=at.name("name"),
        duties=at.strings("duties"),
        fields=at.strings("fields"),
        minutes=at.whole("minutes", least=1, most=MOST_MINUTES),
        classes=at.choices("classes", CLASSES, CLASSES),
        emergency=at.flag("emergency", False),
        basis=at.text("basis", ""),
    )
    at.done()
    return found
