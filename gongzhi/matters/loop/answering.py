"""What a kind asks is answered in its own terms: a choice is one of the choices, a number has its limit.

A report is never lost because an answer is missing: what was not said is named in the report, for triage to ask.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from math import isfinite
from typing import Any

from gongzhi.catalogue import Kind
from gongzhi.catalogue.kind import Field
from gongzhi.kernel import Refused
from gongzhi.matters.loop.state import Kept, Plain, kept

Answer = bool | int | float | str | Kept
Answers = Mapping[str, Answer | Plain]
FUTURE = timedelta(minutes=10)
"""How far a device's clock may be ahead."""

_SLOTS = {"location": ("point", "address"), "description": ("text",), "contact": ("contact",)}
_FILES = ("blobs",)
_OPEN = ("choice", "yes_no", "datetime", "hours", "count")


def asked(kind: Kind) -> dict[str, Field]:
    """The fields of the kind that are answered as such; place, description, contact and files are slots of a report."""
    return {field.name: field for field in kind.fields if field.name not in _SLOTS and field.type != "files"}


def checked(command: Any, kind: Kind, at: datetime) -> Any:
    """The command with its answers read as the kind asks for them.

    Refuses with 422: `answer-unknown`, `answer-unfit`, `answer-not-a-choice`, `answer-too-long`, `answer-too-high`,
    `time-in-future`.
    """
    given: Answers = getattr(command, "answers", {})
    if not given:
        return command
    fields = asked(kind)
    unknown = sorted(set(given) - set(fields))
    if unknown:
        raise Refused("answer-unknown", status=422, field=unknown[0][:64], kind=kind.code, known=", ".join(fields))
    return replace(command, answers={name: _read(fields[name], value, at) for name, value in given.items()})


def shown_answers(answers: Mapping[str, Answer]) -> dict[str, bool | int | float | str]:
    """The answers that are no words: choices, yes or no, numbers and times, which rules may look at."""
    return {name: value for name, value in answers.items() if not isinstance(value, Kept)}


def readable(kind: Kind, answers: Answers) -> dict[str, bool | int | float | str]:
    """The answers of a command not read yet that are no words; what does not fit is refused later, when it is read."""
    fields = asked(kind)
    said = {name: value.value if isinstance(value, Plain) else value for name, value in answers.items()}
    return {
        name: value
        for name, value in said.items()
        if name in fields and fields[name].type in _OPEN and not isinstance(value, Kept)
    }


def missing(kind: Kind, command: Any) -> tuple[str, ...]:
    """The required fields of the kind that the report leaves open, in the kind's order."""
    return tuple(field.name for field in kind.fields if field.required and not _said(field, command))


def put_away(answers: Answers) -> dict[str, Answer]:
    """The answers, none of them as plain words."""
    return {name: kept(value) if isinstance(value, Plain) else value for name, value in answers.items()}


def _said(field: Field, command: Any) -> bool:
    slots = _SLOTS.get(field.name, _FILES if field.type == "files" else ())
    if slots:
        return any(getattr(command, slot) for slot in slots)
    return field.name in command.answers


def _read(field: Field, value: object, at: datetime) -> Answer | Plain:
    said = value.value if isinstance(value, Plain) else value
    return _READ[field.type](field, said, at)


def _unfit(field: Field) -> Refused:
    return Refused("answer-unfit", status=422, field=field.name, wanted=field.type)


def _text(field: Field, said: object, at: datetime) -> Plain:
    if not isinstance(said, str):
        raise _unfit(field)
    if len(said) > field.most:
        raise Refused("answer-too-long", status=422, field=field.name, most=field.most)
    return Plain(said)


def _choice(field: Field, said: object, at: datetime) -> str:
    if not isinstance(said, str) or said not in field.choices:
        raise Refused("answer-not-a-choice", status=422, field=field.name, known=", ".join(field.choices))
    return said


def _yes_no(field: Field, said: object, at: datetime) -> bool:
    if not isinstance(said, bool):
        raise _unfit(field)
    return said


def _hours(field: Field, said: object, at: datetime) -> int | float:
    if isinstance(said, bool) or not isinstance(said, int | float) or not isfinite(said) or said < 0:
        raise _unfit(field)
    if said > field.most:
        raise Refused("answer-too-high", status=422, field=field.name, most=field.most)
    return said


def _count(field: Field, said: object, at: datetime) -> int:
    number = _hours(field, said, at)
    if number != int(number):
        raise _unfit(field)
    return int(number)


def _moment(field: Field, said: object, at: datetime) -> str:
    try:
        moment = datetime.fromisoformat(said) if isinstance(said, str) else None
    except ValueError:
        moment = None
    if moment is None or moment.utcoffset() is None:
        raise _unfit(field)
    if moment > at + FUTURE:
        raise Refused("time-in-future", status=422, field=field.name, value=moment.isoformat())
    return moment.isoformat()


_READ: dict[str, Callable[[Field, object, datetime], Answer | Plain]] = {
    "text": _text,
    "long_text": _text,
    "contact": _text,
    "choice": _choice,
    "yes_no": _yes_no,
    "datetime": _moment,
    "hours": _hours,
    "count": _count,
}
