"""A catalogue is sound when everything in it leads somewhere: routes, limits, words, codes and calendars."""

from collections.abc import Iterator

from gongzhi.catalogue import check_routes
from gongzhi.catalogue.catalogue import Catalogue
from gongzhi.catalogue.check_documents import documents
from gongzhi.catalogue.fault import Fault, fault
from gongzhi.catalogue.kind import LEVELS, Kind
from gongzhi.catalogue.leading import file_of, named
from gongzhi.catalogue.limit import Limit
from gongzhi.catalogue.national import COMPONENT_CLASSES, NATIONAL_CLASSES, component_key
from gongzhi.catalogue.read_messages import message_words
from gongzhi.catalogue.text import LANGS, Lang
from gongzhi.catalogue.unit_type import CENTRE
from gongzhi.catalogue.walking import walked
from gongzhi.catalogue.words import placeholders

TRIAGE = "triage"


def check(catalogue: Catalogue) -> list[Fault]:
    """Every fault that can be seen in the catalogue alone; whether a route ends in a holder is seen with `bodies`."""
    found = (_codes, _routes, check_routes.check, _centres, _words, _needed, message_words, walked, documents)
    return [fault for look in found for fault in look(catalogue)]


def references(catalogue: Catalogue) -> Iterator[Fault]:
    """Names that lead to nothing: calendars of limits, confused kinds, isolation targets, procedures, rules."""
    for file, key, limit in limits_of(catalogue):
        if limit.calendar not in catalogue.calendars:
            yield fault("reference-unknown", file, f"{key}.calendar", value=limit.calendar)
    for kind in catalogue.kinds.values():
        yield from _kind_references(catalogue, kind)
    for reason in catalogue.reasons.values():
        for klass in reason.classes:
            if klass not in catalogue.classes:
                file, key = catalogue.places[f"reasons.{reason.code}"], f"reasons.{reason.code}.classes"
                yield fault("reference-unknown", file, key, value=klass)
    yield from named(catalogue)
    yield from check_routes.references(catalogue)


def limits_of(catalogue: Catalogue) -> Iterator[tuple[str, str, Limit]]:
    """Every limit with the file and key where it is written."""
    for kind in catalogue.kinds.values():
        for phase in kind.phases:
            yield catalogue.places[f"kinds.{kind.code}"], f"kinds.{kind.code}.phases.{phase.name}", phase
    for rule in catalogue.urgencies.values():
        yield "limits/urgencies.toml", f"urgencies.{rule.code}.response", rule.response
        yield "limits/urgencies.toml", f"urgencies.{rule.code}.handling", rule.handling
    for name, limit in catalogue.limits.items():
        yield "limits/stages.toml", f"limits.{name}", limit
    for reason in catalogue.reasons.values():
        if reason.follow_up is not None:
            yield catalogue.places[f"reasons.{reason.code}"], f"reasons.{reason.code}.follow_up", reason.follow_up
    for ladder in catalogue.ladders.values():
        for number, step in enumerate(ladder.steps):
            if step.after is not None:
                yield f"ladders/{ladder.code}.toml", f"steps[{number}].after", step.after


def _kind_references(catalogue: Catalogue, kind: Kind) -> Iterator[Fault]:
    file, key = catalogue.places[f"kinds.{kind.code}"], f"kinds.{kind.code}"
    for other in kind.confused_with:
        if other not in catalogue.kinds:
            yield fault("reference-unknown", file, f"{key}.confused_with", value=other)
    if kind.isolation is None:
        return
    if kind.isolation.target not in catalogue.reasons_in("hand_over"):
        yield fault("reference-unknown", file, f"{key}.isolation.target", value=kind.isolation.target)
    if kind.isolation.field not in {field.name for field in kind.fields}:
        yield fault("reference-unknown", file, f"{key}.isolation.field", value=kind.isolation.field)


def _codes(catalogue: Catalogue) -> Iterator[Fault]:
    """All national codes are there, and the numbers that the standard leaves empty are not."""
    for klass, numbers in NATIONAL_CLASSES.items():
        file = f"kinds/{klass}.toml"
        keys = {code: code for code in numbers.codes(klass)}
        gaps = {code: code for code in numbers.gaps(klass)}
        if klass in COMPONENT_CLASSES:
            keys |= {component_key(code): code for code in keys.values()}
            gaps |= {component_key(code): code for code in gaps.values()}
        for key in sorted(key for key in keys if key not in catalogue.kinds):
            yield fault("key-missing", file, f"names.{key}", expected="GB/T 47678.5")
        for kind in catalogue.kinds.values():
            if kind.klass == klass and kind.code in gaps:
                yield fault("code-empty", file, f"names.{kind.code}", value=kind.code)
            elif kind.klass == klass and kind.code not in keys:
                yield fault("code-wrong", file, f"names.{kind.code}", value=kind.code, expected="GB/T 47678.5")


def _routes(catalogue: Catalogue) -> Iterator[Fault]:
    """Each route names a duty that some type of unit answers for at that level or above."""
    for kind in catalogue.kinds.values():
        for route in dict.fromkeys((kind.lead, *kind.support)):
            if not any(unit.answers(route.duty, route.level) for unit in catalogue.units.values()):
                file, key = catalogue.places[f"kinds.{kind.code}"], f"kinds.{kind.code}.lead"
                yield fault("route-nowhere", file, key, duty=route.duty, level=route.level)
    for procedure in catalogue.procedures.values():
        office = procedure.office
        if office is not None and not any(unit.answers(office.duty, office.level) for unit in catalogue.units.values()):
            yield fault("route-nowhere", file_of(procedure), "office", duty=office.duty, level=office.level)


def _centres(catalogue: Catalogue) -> Iterator[Fault]:
    """There is a centre that triages at every level."""
    centre = catalogue.units.get(CENTRE)
    if centre is None:
        yield fault("reference-unknown", "units", f"units.{CENTRE}", value=CENTRE)
        return
    for level in LEVELS:
        if TRIAGE not in centre.duties_at(level):
            yield fault("centre-level", catalogue.places[f"units.{CENTRE}"], f"units.{CENTRE}.levels", level=level)


def _words(catalogue: Catalogue) -> Iterator[Fault]:
    """Every key has words in both languages, with the same names in braces."""
    words = catalogue.words
    for key, lang in words.missing():
        other: Lang = LANGS[1] if lang == LANGS[0] else LANGS[0]
        twin = words.files.get(f"{other}:{key}", "")
        yield fault("word-missing", f"words/{lang}/{twin.rpartition('/')[2]}", key, lang=lang)
    for key in words.zh:
        if key in words.en and not _same_names(words.zh[key], words.en[key]):
            yield fault("word-details", words.files.get(f"en:{key}", "words"), key, value=words.en[key])


def _same_names(zh: str, en: str) -> bool:
    try:
        return placeholders(zh) == placeholders(en)
    except ValueError:
        return False


def needed_words(catalogue: Catalogue) -> Iterator[tuple[str, str, str]]:
    """(file, key where it is used, key of the words) for everything in the catalogue that is named by a code."""
    for unit in catalogue.units.values():
        file, key = catalogue.places[f"units.{unit.code}"], f"units.{unit.code}"
        yield from ((file, f"{key}.duties", f"duties.{duty}") for duty in unit.duties)
        yield from ((file, f"{key}.powers", f"powers.{power}") for power in unit.powers)
    for field in catalogue.fields.values():
        file, key = "kinds/fields.toml", f"fields.{field.name}"
        yield file, key, f"fields.{field.name}"
        yield from ((file, f"{key}.choices", f"choices.{field.name}.{choice}") for choice in field.choices)
    for file, key, limit in limits_of(catalogue):
        yield file, key, f"limits.{limit.name}"


def _needed(catalogue: Catalogue) -> Iterator[Fault]:
    """Whatever is named by a code has words."""
    for file, key, word in dict.fromkeys(needed_words(catalogue)):
        for lang, words in ((LANGS[0], catalogue.words.zh), (LANGS[1], catalogue.words.en)):
            if word not in words:
                yield fault("word-missing", file, f"{key} ({word})", lang=lang)
