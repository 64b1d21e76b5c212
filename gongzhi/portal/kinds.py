"""What can be reported, as somebody from the street looks for it: in groups and plain words, with what is asked."""

from collections.abc import Iterator
from dataclasses import dataclass

from gongzhi.catalogue import Catalogue, Kind
from gongzhi.kernel import Refused
from gongzhi.portal import spoken

UNSORTED = "unsorted"
SLOTS = ("location", "description", "contact")
"""Fields that have a place of their own in the form."""
MOST_FOUND = 30


@dataclass(frozen=True, kw_only=True, slots=True)
class Group:
    """A class of kinds with what it means in plain words; `often` are those that most people look for."""

    code: str
    title: str
    hint: str
    often: list[Kind]
    more: list[Kind]


@dataclass(frozen=True, kw_only=True, slots=True)
class Choice:
    code: str
    name: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Question:
    """One thing that the kind asks, beside place, words and contact."""

    name: str
    label: str
    type: str
    required: bool
    most: int
    choices: list[Choice]


def access_kind(code: str, catalogue: Catalogue) -> Kind:
    """The kind, if it can be reported; 404 `kind-unknown`."""
    kind = catalogue.kinds.get(code)
    if kind is None or not kind.reportable:
        raise Refused("kind-unknown", status=404, kind=code[:40])
    return kind


def groups(catalogue: Catalogue) -> list[Group]:
    """All kinds by class, in the order of the portal's words; a class that these do not name comes last."""
    words = catalogue.words
    named = list(words.under("portal.classes"))
    order = [*(code for code in named if code in catalogue.classes), *sorted(set(catalogue.classes) - set(named))]
    return [group for code in order if (group := _group(code, catalogue)).often or group.more]


def _group(code: str, catalogue: Catalogue) -> Group:
    kinds = [kind for kind in sorted_kinds(catalogue) if kind.klass == code]
    name, words = spoken.named(catalogue.classes[code].name), catalogue.words
    hint = f"portal.classes.{code}.hint"
    return Group(
        code=code,
        title=words.text(f"portal.classes.{code}.title", spoken.lang()) if words.has(hint) else name,
        hint=words.text(hint, spoken.lang()) if words.has(hint) else "",
        often=[kind for kind in kinds if kind.starter],
        more=[kind for kind in kinds if not kind.starter],
    )


def sorted_kinds(catalogue: Catalogue) -> list[Kind]:
    """What can be reported, by code, without what is not sorted yet."""
    known = (kind for kind in catalogue.kinds.values() if kind.reportable and kind.code != UNSORTED)
    return sorted(known, key=lambda kind: kind.code)


def found(text: str, catalogue: Catalogue) -> list[Kind]:
    """Kinds whose name holds the text, or most of its pairs of characters; those that people look for often first."""
    sought = text.strip().casefold()
    pairs = {sought[place : place + 2] for place in range(len(sought) - 1)}
    hits = [(_likeness(kind, sought, pairs), kind) for kind in sorted_kinds(catalogue)]
    liked = sorted((hit for hit in hits if hit[0] > 0), key=lambda hit: (-hit[0], not hit[1].starter, hit[1].code))
    return [kind for _, kind in liked][:MOST_FOUND]


def _likeness(kind: Kind, sought: str, pairs: set[str]) -> float:
    names = f"{kind.name.zh} {kind.name.en}".casefold()
    if sought and sought in names:
        return 2.0
    return sum(pair in names for pair in pairs) / len(pairs) if pairs else 0.0


def questions(kind: Kind, catalogue: Catalogue) -> list[Question]:
    """What the kind asks beside place, words and contact, in plain words."""
    return list(_questions(kind, catalogue))


def _questions(kind: Kind, catalogue: Catalogue) -> Iterator[Question]:
    words = catalogue.words
    for field in kind.fields:
        if field.name in SLOTS or field.type == "files":
            continue
        yield Question(
            name=field.name,
            label=spoken.first_of(words, f"portal.ask.{field.name}", f"fields.{field.name}"),
            type=field.type,
            required=field.required,
            most=field.most,
            choices=[
                Choice(code=code, name=words.text(f"choices.{field.name}.{code}", spoken.lang()))
                for code in field.choices
            ],
        )


def lead(kind: Kind, catalogue: Catalogue) -> str:
    """Whose duty the kind is."""
    return catalogue.words.text(f"duties.{kind.lead.duty}", spoken.lang())


def limits(kind: Kind, catalogue: Catalogue) -> list[str]:
    """How long each phase may take, from the dispatch on."""
    return [spoken.limit(phase, catalogue.words) for phase in kind.phases]
