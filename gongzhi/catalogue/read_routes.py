"""Route rules are read file by file in the order of the file names, and in each file in the order they are written."""

import re
from collections.abc import Mapping

from gongzhi.catalogue.kind import LEVELS, PRIVACIES, URGENCIES, Route
from gongzhi.catalogue.read_bodies import Written, noted
from gongzhi.catalogue.read_kinds import route_in
from gongzhi.catalogue.route_rule import Answered, RouteRule, Span, UnitRoute, When, Working
from gongzhi.catalogue.table import Table

CODE = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
AREA = re.compile(r"[0-9A-Za-z-]{1,32}")
SPAN = re.compile(r"([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-3]):([0-5]\d)")
LONGEST = 40


def rules_in(files: Mapping[str, Table], written: Written) -> tuple[RouteRule, ...]:
    """All rules in their order; `routes/<name>.toml`, each with a name and a list of `rules`."""
    found = []
    for path in sorted(files):
        at = files[path]
        at.name("name")
        for row in at.tables("rules"):
            rule = _rule(row)
            if noted(written, f"rules.{rule.code}", row):
                found.append(rule)
        at.done()
    return tuple(found)


def _rule(at: Table) -> RouteRule:
    code = at.text("code")
    if code != "-" and not (CODE.fullmatch(code) and len(code) <= LONGEST):
        at.fault("code-wrong", "code", value=code, expected=f"a-z, 0-9, - ({LONGEST})")
    found = RouteRule(
        code=code,
        name=at.name("name"),
        when=_when(at.table("when")),
        lead=_lead(at.table("lead")),
        support=tuple(route_in(each) for each in at.tables("support", ())),
        powers=at.strings("powers", ()),
        note=at.name("note") if at.has("note") else None,
        basis=at.text("basis"),
    )
    at.done()
    return found


def _lead(at: Table) -> Route | UnitRoute:
    if not at.has("unit"):
        return route_in(at)
    found = UnitRoute(type=at.text("unit"), level=at.choice("level", LEVELS))
    at.done()
    return found


def _when(at: Table) -> When:
    found = When(
        kinds=at.strings("kinds", ()),
        classes=at.strings("classes", ()),
        areas=_areas(at),
        urgency=at.choices("urgency", URGENCIES, ()),
        answers=_answers(at.table("answers")) if at.has("answers") else (),
        months=_months(at),
        hours=tuple(_span(at, said) for said in at.strings("hours", ())),
        working=_working(at),
        channels=at.strings("channels", ()),
        privacy=at.choices("privacy", PRIVACIES, ()),
    )
    for key, said in at.data.items():
        if said in ([], {}):
            at.fault("value-wrong", key, value=said, expected="at least one; or leave it out")
    if not at.data:
        at.fault("key-missing", expected="at least one condition: what always holds is written in the kind")
    at.done()
    return found


def _areas(at: Table) -> tuple[str, ...]:
    codes = at.strings("areas", ())
    for code in codes:
        if not AREA.fullmatch(code):
            at.fault("code-wrong", "areas", value=code, expected="the code of an area")
    return codes


def _months(at: Table) -> tuple[int, ...]:
    if not at.has("months"):
        return ()
    said = [at.typed(each, int, "months", 0) for each in at.value("months", list, [])]
    for month in said:
        if not 1 <= month <= 12:
            at.fault("value-wrong", "months", value=month, expected="1–12")
    return tuple(said)


def _span(at: Table, said: str) -> Span:
    found = SPAN.fullmatch(said)
    if found is None or found[1] + found[2] == found[3] + found[4]:
        at.fault("value-wrong", "hours", value=said, expected="HH:MM-HH:MM")
        return (0, 1)
    start, end = (int(found[place]) * 60 + int(found[place + 1]) for place in (1, 3))
    return (start, end)


def _working(at: Table) -> Working | None:
    calendar = at.text("calendar", "standard")
    if not at.has("working"):
        if "calendar" in at.data:
            at.fault("key-missing", "working", expected="true | false")
        return None
    return Working(inside=at.flag("working"), calendar=calendar)


def _answers(at: Table) -> tuple[Answered, ...]:
    found = tuple(_answered(at, name) for name in at.data)
    at.done()
    return found


def _answered(at: Table, name: str) -> Answered:
    """true or false, one choice or a list of them, or a table with `least` and `most`."""
    said = at.data[name]
    if isinstance(said, dict):
        return _bounds(at.table(name), name)
    if isinstance(said, list):
        return Answered(field=name, values=at.strings(name))
    return Answered(field=name, values=(at.flag(name) if isinstance(said, bool) else at.text(name),))


def _bounds(at: Table, name: str) -> Answered:
    least, most = (float(at.amount(key)) if at.has(key) else None for key in ("least", "most"))
    at.done()
    if least is None and most is None:
        at.fault("key-missing", "least", expected="least, most or both")
    elif least is not None and most is not None and least > most:
        at.fault("value-wrong", "least", value=least, expected=f"≤ {most}")
    return Answered(field=name, least=least, most=most)
