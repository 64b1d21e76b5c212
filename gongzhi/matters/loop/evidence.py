"""A milestone is reached on evidence: each field that its outcome asks for is answered in its own terms, or refused."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, tzinfo

from gongzhi.catalogue import Evidence
from gongzhi.catalogue.procedure import DATED
from gongzhi.kernel import Refused
from gongzhi.matters.loop.answering import Answer, Answers
from gongzhi.matters.loop.run import member_name
from gongzhi.matters.loop.state import Kept, Plain

MOST_MEMBERS = 20
"""How many clauses, or joined proposals, one milestone can hold."""


def typed(given: Answers, asked: Mapping[str, Evidence], at: datetime, zone: tzinfo) -> dict[str, Answer | Plain]:
    """The evidence as its fields want it. Refuses with 422.

    `evidence-unknown`, `answer-unfit`, `answer-not-a-choice`, `answer-too-long`, `answer-too-high`, `day-not-come`,
    `day-gone`.
    """
    read: dict[str, Answer | Plain] = {}
    for name, said in given.items():
        asked_for = asked.get(field_of(name))
        if asked_for is None or asked_for.type in ("personal", "files") or not _fits(name, asked_for):
            raise Refused("evidence-unknown", status=422, field=name[:64], known=", ".join(asked))
        value = said.value if isinstance(said, Plain) else said
        read[name] = _TYPED[asked_for.type](asked_for, value, at.astimezone(zone).date())
    return read


def field_of(name: str) -> str:
    """The field that `clause.2` is a member of; a name that is no member is its own field."""
    return name.partition(".")[0]


def _fits(name: str, asked: Evidence) -> bool:
    """Whether a member is named where the field has members, and none where it has not."""
    number = name.partition(".")[2]
    if not asked.each:
        return "." not in name
    return number.isascii() and number.isdigit() and number[0] != "0" and int(number) <= MOST_MEMBERS


def complete(asked: Iterable[Evidence], given: Iterable[str]) -> None:
    """Refuse with 422 `evidence-missing` what is required and was not given (names of personal values and files too).

    Where a field has members, each member that was begun must be whole, and there is at least one.
    """
    fields, names = list(asked), set(given)
    sizes = members_of(fields, names)
    needed = [name for each in fields if each.required for name in _names(each, sizes)]
    lacking = [name for name in needed if name not in names]
    if lacking:
        raise Refused("evidence-missing", status=422, fields=", ".join(lacking))


def _names(asked: Evidence, sizes: Mapping[str, int]) -> list[str]:
    if not asked.each:
        return [asked.name]
    return [member_name(asked.name, member) for member in range(1, sizes.get(asked.each, 1) + 1)]


def _member(name: str) -> int:
    return int(name.partition(".")[2])


def lawful(asked: Iterable[Evidence], given: Mapping[str, object]) -> None:
    """Refuse with 422 `evidence-bars` an answer under which the law does not allow the outcome."""
    for each in asked:
        if each.must is not None and each.name in given and given[each.name] is not each.must:
            raise Refused("evidence-bars", status=422, field=each.name, must=str(each.must).lower())


def members_of(asked: Iterable[Evidence], given: Iterable[str]) -> dict[str, int]:
    """How many members each group has that the evidence names."""
    names, found = set(given), dict[str, int]()
    for each in asked:
        if each.each:
            counted = max([_member(name) for name in names if field_of(name) == each.name and "." in name] or [0])
            found[each.each] = max(found.get(each.each, 0), counted)
    return {group: size for group, size in found.items() if size}


def dates_of(asked: Iterable[Evidence], given: Mapping[str, object], member: int | None) -> dict[str, str]:
    """The days that were given, by name; what was said of one member is kept under that member."""
    dated = {each.name: each.each for each in asked if each.type in DATED}
    return {
        name if "." in name else member_name(name, member): str(value)
        for name, value in given.items()
        if field_of(name) in dated
    }


def _unfit(asked: Evidence) -> Refused:
    return Refused("answer-unfit", status=422, field=asked.name, wanted=asked.type)


def _text(asked: Evidence, said: object, today: date) -> Plain | Kept:
    if isinstance(said, Kept):
        return said
    if not isinstance(said, str):
        raise _unfit(asked)
    if len(said) > asked.most:
        raise Refused("answer-too-long", status=422, field=asked.name, most=asked.most)
    return Plain(said)


def _choice(asked: Evidence, said: object, today: date) -> str:
    if not isinstance(said, str) or said not in asked.choices:
        raise Refused("answer-not-a-choice", status=422, field=asked.name, known=", ".join(asked.choices))
    return said


def _yes_no(asked: Evidence, said: object, today: date) -> bool:
    if not isinstance(said, bool):
        raise _unfit(asked)
    return said


def _count(asked: Evidence, said: object, today: date) -> int:
    if isinstance(said, bool) or not isinstance(said, int) or said < 0:
        raise _unfit(asked)
    if said > asked.most:
        raise Refused("answer-too-high", status=422, field=asked.name, most=asked.most)
    return said


def _day(asked: Evidence, said: object) -> date:
    try:
        day = date.fromisoformat(said) if isinstance(said, str) and len(said) == len("2026-03-02") else None
    except ValueError:
        day = None
    if day is None or not 1970 <= day.year <= 2200:
        raise _unfit(asked)
    return day


def _date(asked: Evidence, said: object, today: date) -> str:
    day = _day(asked, said)
    if day > today:
        raise Refused("day-not-come", status=422, field=asked.name, day=day.isoformat())
    return day.isoformat()


def _planned(asked: Evidence, said: object, today: date) -> str:
    day = _day(asked, said)
    if day < today:
        raise Refused("day-gone", status=422, field=asked.name, day=day.isoformat())
    return day.isoformat()


_TYPED: dict[str, Callable[[Evidence, object, date], Answer | Plain]] = {
    "text": _text,
    "choice": _choice,
    "yes_no": _yes_no,
    "count": _count,
    "date": _date,
    "planned": _planned,
}
