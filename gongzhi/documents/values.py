"""What is asked for a document is looked at before anything is written: known names, right types, nothing wanting."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from gongzhi.catalogue import Ask, Catalogue, Column, Template
from gongzhi.documents.chinese import day
from gongzhi.documents.printable import lines_in, on_one_line, printable
from gongzhi.kernel import Refused

ENTRY = 1000
"""Characters that one entry of a list may have."""
Row = Mapping[str, str]


@dataclass(frozen=True, kw_only=True, slots=True)
class Values:
    """Texts by name, lists by name, and rows by name, as they are printed. What is not there is not said."""

    single: Mapping[str, str] = field(default_factory=dict)
    lists: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    rows: Mapping[str, tuple[Row, ...]] = field(default_factory=dict)

    def has(self, name: str) -> bool:
        """Whether there is something to say under that name."""
        return bool(self.single.get(name) or self.lists.get(name) or self.rows.get(name))


@dataclass(frozen=True, kw_only=True, slots=True)
class Own:
    """What the matter says itself: texts by name, and the reasons it was given, by group."""

    single: Mapping[str, str] = field(default_factory=dict)
    reasons: Mapping[str, str] = field(default_factory=dict)

    def answers(self, ask: Ask) -> bool:
        """Whether the matter answers this, so that nobody is asked."""
        return bool(self.single.get(ask.given_by)) or (ask.group is not None and ask.group in self.reasons)


def checked(template: Template, given: Mapping[str, Any], own: Own, catalogue: Catalogue) -> Values:
    """The values of a document: what is given, with the matter's own.

    Refuses 422 `document-value-unknown`, `document-value-missing`, `document-value-wrong` (the name and what is
    expected, never the value), 409 `document-value-settled` what the matter has decided otherwise, and
    `text-unprintable`.
    """
    known = {ask.name for ask in template.asks}
    for name in given:
        if name not in known:
            raise Refused(
                "document-value-unknown", status=422, name=str(name)[:40], known="、".join(sorted(known)) or "—"
            )
    single = {name: printable(said, name) for name, said in own.single.items() if said}
    lists: dict[str, tuple[str, ...]] = {}
    rows: dict[str, tuple[Row, ...]] = {}
    missing: list[str] = []
    for ask in template.asks:
        said = _settled(ask, given.get(ask.name), own)
        if said in (None, "", []):
            said = ask.otherwise or None
        if said is None:
            missing += [ask.name] if ask.required else []
        elif ask.type == "list":
            lists[ask.name] = _list(ask, said)
        elif ask.type == "rows":
            rows[ask.name] = _rows(ask, said)
        else:
            single |= _single(ask, said, catalogue, own)
    if missing:
        raise Refused("document-value-missing", status=422, names="、".join(missing))
    return Values(single=single, lists=lists, rows=rows)


def personal_given(template: Template, given: Mapping[str, Any]) -> list[str]:
    """The names of the personal values among those given."""
    return [ask.name for ask in template.asks if ask.personal and given.get(ask.name) not in (None, "", [])]


def _settled(ask: Ask, said: Any, own: Own) -> Any:
    """What the matter has decided, which nobody may say otherwise in a document."""
    decided = own.reasons.get(ask.group) if ask.group is not None else own.single.get(ask.given_by)
    if not decided:
        return said
    if said not in (None, "", decided):
        raise Refused("document-value-settled", name=ask.name)
    return decided


def _single(ask: Ask, said: Any, catalogue: Catalogue, own: Own) -> dict[str, str]:
    if ask.given_by and said == own.single.get(ask.given_by):
        return {ask.name: printable(said, ask.name)}
    text = _text(said, ask.name, most=ask.most, least=ask.least)
    match ask.type:
        case "date":
            return {ask.name: _date(text, ask.name)}
        case "choice":
            if text not in ask.choices:
                raise _wrong(ask.name, " | ".join(ask.choices))
            return {ask.name: ask.choices[text].zh, f"{ask.name}_code": text}
        case "reason":
            return _reason(ask, text, catalogue)
        case "text":
            return {ask.name: on_one_line(text)}
        case _:
            return {ask.name: "\n".join(lines_in(text))}


def _reason(ask: Ask, code: str, catalogue: Catalogue) -> dict[str, str]:
    known = catalogue.reasons_in(ask.group) if ask.group is not None else {}
    if code not in known:
        raise _wrong(ask.name, " | ".join(known))
    reason = known[code]
    return {ask.name: reason.name.zh, f"{ask.name}_way_out": reason.way_out.zh}


def _list(ask: Ask, said: Any) -> tuple[str, ...]:
    entries = _counted(ask, said)
    return tuple(on_one_line(_text(each, f"{ask.name}[{n}]", most=ENTRY)) for n, each in enumerate(entries))


def _rows(ask: Ask, said: Any) -> tuple[Row, ...]:
    entries = _counted(ask, said)
    return tuple(dict(_row(ask.columns, each, f"{ask.name}[{n}]")) for n, each in enumerate(entries))


def _counted(ask: Ask, said: Any) -> Sequence[Any]:
    if not isinstance(said, list) or not ask.least <= len(said) <= ask.most:
        raise _wrong(ask.name, f"{ask.least}–{ask.most}")
    return said


def _row(columns: Sequence[Column], said: Any, where: str) -> Iterator[tuple[str, str]]:
    if not isinstance(said, dict) or not said.keys() <= {column.name for column in columns}:
        raise _wrong(where, "、".join(column.name for column in columns))
    for column in columns:
        name, value = f"{where}.{column.name}", said.get(column.name)
        if value not in (None, ""):
            text = on_one_line(_text(value, name, most=column.most))
            yield column.name, _date(text, name) if column.type == "date" else text
        elif column.required:
            raise Refused("document-value-missing", status=422, names=name)


def _text(said: Any, name: str, *, most: int, least: int = 0) -> str:
    if not isinstance(said, str):
        raise _wrong(name, "text")
    text = printable(said, name)
    if not max(least, 1) <= len(text) <= most:
        raise _wrong(name, f"{max(least, 1)}–{most}")
    return text


def _date(text: str, name: str) -> str:
    try:
        return day(date.fromisoformat(text))
    except ValueError:
        raise _wrong(name, "yyyy-mm-dd") from None


def _wrong(name: str, expected: str) -> Refused:
    return Refused("document-value-wrong", status=422, name=name, expected=expected)
