"""Kinds are read class by class; what a kind does not say itself, the defaults of its class say."""

from collections.abc import Mapping
from dataclasses import replace

from gongzhi.catalogue.kind import (
    CHECKERS,
    FIELD_TYPES,
    KEEP_BASIS,
    LEVELS,
    PRIVACIES,
    URGENCIES,
    Field,
    Isolation,
    Kind,
    KindClass,
    Route,
    UrgencyRule,
)
from gongzhi.catalogue.national import NATIONAL_CLASSES, component_key
from gongzhi.catalogue.read_bodies import Written, noted
from gongzhi.catalogue.table import Table, limit_in
from gongzhi.catalogue.text import Text

UNSORTED = "unsorted"


def fields_in(at: Table) -> dict[str, Field]:
    """The fields that kinds may ask for, by name; `kinds/fields.toml`. Whether one is required, the kind says."""
    found = {}
    for name, row in at.named("fields").items():
        found[name] = Field(
            name=name,
            type=row.choice("type", FIELD_TYPES),
            required=False,
            personal=row.flag("personal", False),
            choices=row.strings("choices", ()),
            most=row.whole("most", 500, least=1),
        )
        if (found[name].type == "choice") != bool(found[name].choices):
            row.fault("value-wrong", "choices", value=found[name].choices, expected="choices for the type choice")
        row.done()
    at.done()
    return found


class KindReader:
    """Reads the class files one after the other, with the fields and urgencies that kinds refer to."""

    def __init__(self, fields: Mapping[str, Field], urgencies: Mapping[str, UrgencyRule], written: Written) -> None:
        self.fields, self.urgencies, self.written = fields, urgencies, written
        self.kinds: dict[str, Kind] = {}
        self.classes: dict[str, KindClass] = {}

    def read(self, at: Table, klass: str) -> None:
        """One file: name, defaults, names by code, components by code, and what single kinds say themselves."""
        national = klass in NATIONAL_CLASSES
        if not national and klass != UNSORTED and not (klass.isascii() and klass.isdigit() and 21 <= int(klass) <= 99):
            at.fault("code-wrong", value=klass, expected="01–10, 21–99, unsorted")
        self.classes[klass] = KindClass(code=klass, name=at.name("name"), national=national)
        defaults = at.table("defaults")
        own = at.named("kinds")
        names, components = at.table("names"), at.table("components") if at.has("components") else None
        for code in names.data:
            row = Table(own[code].data if code in own else {}, at.file, at.path(f"kinds.{code}"), at.found, defaults)
            if noted(self.written, f"kinds.{code}", row):
                self._check_code(names, code, klass)
                self.kinds[code] = self._kind(row, code, names.name(code), klass)
        for code in own:
            if code not in names.data:
                own[code].fault("key-missing", expected=f"names.{code}")
        self._components(components, defaults, klass)
        defaults.done()
        at.done()

    def _components(self, components: Table | None, defaults: Table, klass: str) -> None:
        for code in components.data if components is not None else ():
            assert components is not None
            self._check_code(components, code, klass)
            key = component_key(code)
            if noted(self.written, f"kinds.{key}", components):
                row = Table({}, components.file, components.path(code), components.found, defaults)
                kind = self._kind(row, key, components.name(code), klass)
                self.kinds[key] = replace(kind, reportable=False, self_handle=False, triage=True)

    def _check_code(self, at: Table, code: str, klass: str) -> None:
        proper = code == UNSORTED or (len(code) == 5 and code.isascii() and code.isdigit() and code[:2] == klass)
        if not proper:
            at.fault("code-wrong", code, value=code, expected=f"{klass} + 3 digits")

    def _kind(self, at: Table, code: str, name: Text, klass: str) -> Kind:
        urgency = at.choice("urgency", URGENCIES)
        kind = Kind(
            code=code,
            name=name,
            klass=klass,
            level=at.choice("level", LEVELS),
            urgency=urgency,
            privacy=at.choice("privacy", PRIVACIES),
            triage=at.flag("triage"),
            callback=at.flag("callback"),
            self_handle=at.flag("self_handle"),
            checker=at.choice("checker", CHECKERS),
            fields=self._fields(at),
            lead=route_in(at.table("lead")),
            support=tuple(route_in(each) for each in at.tables("support", ())),
            phases=tuple(limit_in(each) for each in at.tables("phases", ())) or (self.urgencies[urgency].handling,),
            keep_days=at.whole("keep_days", least=1),
            contact_days=at.whole("contact_days", least=1),
            keep_basis=at.text("keep_basis") if at.has("keep_basis") else KEEP_BASIS,
            basis=at.strings("basis", ()),
            confused_with=at.strings("confused_with", ()),
            isolation=isolation_in(at),
            powers=at.strings("powers", ()),
            non_dispatch=at.choices("non_dispatch", LEVELS, ()),
            national=klass in NATIONAL_CLASSES,
            starter=at.flag("starter", False),
            procedure=at.text("procedure") if at.has("procedure") else "",
        )
        at.done()
        return kind

    def _fields(self, at: Table) -> tuple[Field, ...]:
        required = at.strings("fields")
        optional = [name for name in at.strings("optional", ()) if name not in required]
        found = []
        for key, names, needed in (("fields", required, True), ("optional", optional, False)):
            for name in names:
                if name in self.fields:
                    found.append(replace(self.fields[name], required=needed))
                else:
                    at.source(key).fault("reference-unknown", key, value=name)
        return tuple(found)


def route_in(at: Table) -> Route:
    """A duty and a level."""
    found = Route(duty=at.text("duty"), level=at.choice("level", LEVELS))
    at.done()
    return found


def isolation_in(at: Table) -> Isolation | None:
    """Which answer isolates, and for whom; None where nothing does."""
    if not at.has("isolation"):
        return None
    below = at.table("isolation")
    found = Isolation(
        field=below.text("field"), privacy=below.choice("privacy", PRIVACIES), target=below.text("target")
    )
    below.done()
    return found
