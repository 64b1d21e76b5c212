"""Before another catalogue is put in force, whoever does it sees file by file what would change."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from difflib import unified_diff
from pathlib import Path

from gongzhi.catalogue import read
from gongzhi.kernel import Refused
from gongzhi.matters.catalogues import put_in_force
from gongzhi.matters.models import CatalogueVersion


@dataclass(frozen=True, kw_only=True, slots=True)
class Changed:
    """One file: added, removed or changed, with the lines that tell how."""

    path: str
    how: str
    lines: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Comparison:
    """What the folder would change of the version in force; `digest` names the folder as it was seen."""

    number: int
    digest: str
    files: tuple[Changed, ...]


def compare(folder: Path) -> Comparison:
    """The folder beside the version in force; raises Faults as `catalogue.read` does."""
    found = read(folder)
    newest = CatalogueVersion.objects.order_by("-number").first()
    before: Mapping[str, str] = json.loads(newest.content) if newest is not None else {}
    return Comparison(
        number=newest.number if newest is not None else 0,
        digest=found.digest,
        files=tuple(_changes(before, found.files)),
    )


def put_in_force_as_seen(folder: Path, digest: str, at: datetime) -> int:
    """The folder as a new version; refuses with 409 `catalogue-moved-on` when it is not what was looked at any more."""
    if read(folder).digest != digest:
        raise Refused("catalogue-moved-on")
    return put_in_force(folder, at)


def _changes(before: Mapping[str, str], after: Mapping[str, str]) -> Iterator[Changed]:
    for path in sorted({*before, *after}):
        old, new = before.get(path), after.get(path)
        if old != new:
            how = "added" if old is None else "removed" if new is None else "changed"
            lines = unified_diff((old or "").splitlines(), (new or "").splitlines(), n=2, lineterm="")
            yield Changed(path=path, how=how, lines=tuple(lines)[2:])
