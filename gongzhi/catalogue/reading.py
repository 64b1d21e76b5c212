"""The catalogue is read whole or not at all: every fault of every file is found in one run."""

import hashlib
import json
import tomllib
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from gongzhi.catalogue.catalogue import Catalogue
from gongzhi.catalogue.check import check, references
from gongzhi.catalogue.fault import Fault, Faults, fault
from gongzhi.catalogue.purpose import purposes_in
from gongzhi.catalogue.read_bodies import Written, ladders_in, reasons_in, stage_limits_in, units_in, urgencies_in
from gongzhi.catalogue.read_calendars import calendars_in
from gongzhi.catalogue.read_documents import MARKS_FILE, marks_in, templates_in
from gongzhi.catalogue.read_kinds import KindReader, fields_in
from gongzhi.catalogue.read_messages import messages_in
from gongzhi.catalogue.read_procedures import procedures_in
from gongzhi.catalogue.read_routes import rules_in
from gongzhi.catalogue.read_words import words_in
from gongzhi.catalogue.route_rule import bound
from gongzhi.catalogue.table import Found, Table

FOLDERS = (
    "kinds", "units", "routes", "reasons", "calendars", "limits", "ladders", "procedures", "messages", "documents",
    "purposes", "words",
)  # fmt: skip
BESIDE = "mappings"
"""A folder that is no part of what matters begin under: how the words of other systems become ours."""
SINGLE = ("kinds/fields.toml", "limits/urgencies.toml", "limits/stages.toml")


def read(folder: Path) -> Catalogue:
    """The catalogue in `folder`; raises `Faults` with every fault that keeps it from being used."""
    found: Found = {}
    return _sound(_build(_texts(folder, found), found), found)


def read_texts(files: Mapping[str, str]) -> Catalogue:
    """The catalogue in `files` (path → TOML), as kept in `Catalogue.files`; raises `Faults`."""
    found: Found = {}
    return _sound(_build(files, found), found)


def faults_in(folder: Path) -> tuple[Fault, ...]:
    """Everything that is wrong in `folder`: what keeps it from being read, and all that `check` finds."""
    found: Found = {}
    catalogue = _build(_texts(folder, found), found)
    return (*found, *check(catalogue))


def _sound(catalogue: Catalogue, found: Found) -> Catalogue:
    if found:
        raise Faults(found)
    return catalogue


def _texts(folder: Path, found: Found) -> dict[str, str]:
    texts = {}
    for path in sorted(folder.rglob("*.toml")):
        name = path.relative_to(folder).as_posix()
        if name.startswith(f"{BESIDE}/"):
            continue
        try:
            texts[name] = path.read_text("utf-8").replace("\r\n", "\n")
        except (UnicodeDecodeError, OSError) as why:
            found[fault("file-unreadable", name, "—", why=str(why))] = None
    return texts


def _parsed(files: Mapping[str, str], found: Found) -> dict[str, dict[str, Any]]:
    parsed = {}
    for name in sorted(files):
        if name.split("/")[0] not in FOLDERS or "/" not in name:
            found[fault("file-unknown", name, "—", known=", ".join(FOLDERS))] = None
            continue
        try:
            parsed[name] = tomllib.loads(files[name], parse_float=Decimal)
        except tomllib.TOMLDecodeError as why:
            found[fault("file-unreadable", name, "—", why=str(why))] = None
    for name in SINGLE:
        if name not in files:
            found[fault("file-missing", name, "—")] = None
    return parsed


def digest_of(parsed: Mapping[str, Any]) -> str:
    """SHA-256 over the content: spaces, comments and the order of keys do not change it."""
    canonical = json.dumps(parsed, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=str)
    return hashlib.sha256(canonical.encode()).hexdigest()


def _build(files: Mapping[str, str], found: Found) -> Catalogue:
    """The catalogue as far as it can be read; faults go into `found`."""
    parsed = _parsed(files, found)
    tables = {name: Table(data, name, "", found) for name, data in parsed.items()}
    single = {name: tables.get(name, Table({}, name, "", {})) for name in SINGLE}
    folders = {folder: {n: t for n, t in tables.items() if n.startswith(f"{folder}/")} for folder in FOLDERS}
    written: Written = {}
    fields = fields_in(single["kinds/fields.toml"])
    urgencies = urgencies_in(single["limits/urgencies.toml"])
    reader = KindReader(fields, urgencies, written)
    for name, at in folders["kinds"].items():
        if name not in SINGLE:
            reader.read(at, name.split("/")[-1].removesuffix(".toml"))
    units, groups = units_in(folders["units"], written)
    reasons = reasons_in(folders["reasons"], written)
    digests = {name: digest_of({name: data}) for name, data in parsed.items() if name.startswith("documents/")}
    catalogue = Catalogue(
        digest=digest_of(parsed),
        files=dict(files),
        kinds=reader.kinds,
        classes=reader.classes,
        fields=fields,
        urgencies=urgencies,
        units=units,
        groups=groups,
        reasons=reasons,
        calendars=calendars_in(folders["calendars"]),
        limits=stage_limits_in(single["limits/stages.toml"]),
        ladders=ladders_in(folders["ladders"]),
        procedures=procedures_in(folders["procedures"], reasons),
        messages=messages_in(folders["messages"], written),
        purposes=purposes_in(folders["purposes"], written),
        rules=bound(rules_in(folders["routes"], written), reader.kinds),
        templates=templates_in(folders["documents"], digests, written),
        marks=marks_in(tables.get(MARKS_FILE, Table({}, MARKS_FILE, "", {}))),
        words=words_in(folders["words"]),
        places=written,
    )
    found |= dict.fromkeys(references(catalogue))
    return catalogue
