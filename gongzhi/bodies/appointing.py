"""Many people are put on posts and into grids by one list: judged row by row, asked whole, confirmed whole."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import PurePath
from uuid import UUID, uuid4

from django.db import transaction

from gongzhi.bodies import history, rights_changes
from gongzhi.bodies.appointing_known import Known, known_of
from gongzhi.bodies.duties import ADMINISTRATORS
from gongzhi.bodies.models import Person, RightsChange
from gongzhi.bodies.models.people import GRID_ROLE_NAMES
from gongzhi.bodies.rights import actor_of
from gongzhi.kernel import Refused
from gongzhi.places.reading import Line, lines_of_sheet, lines_of_text, plain
from gongzhi.places.rows import instant

COLUMNS: Mapping[str, str] = {
    "login": "登录名", "name": "姓名", "unit": "单位编码", "post": "岗位", "grid": "网格编码", "role": "角色",
    "from": "起始时间", "to": "终止时间", "deputy_of": "代理何人", "remark": "事由",
}  # fmt: skip
NEEDED = ("login", "name", "remark")
LIMITS = {"login": 64, "name": 64, "remark": 200}
MOST_ROWS, MOST_BYTES, MOST_UNPACKED = 1000, 2 << 20, 64 << 20
KNOWN_FILES: Mapping[str, Callable[[bytes], list[Line]]] = {
    ".csv": lines_of_text,
    **dict.fromkeys((".xlsx", ".xls", ".ods"), lambda content: lines_of_sheet(content, MOST_UNPACKED)),
}
_CONTROL = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]")
_ROLES = {name: role for role, name in GRID_ROLE_NAMES} | {role: role for role, _ in GRID_ROLE_NAMES}


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the list as it stands in the file: its line and what its cells say, by column."""

    line: int
    said: Mapping[str, str]


@dataclass(slots=True)
class Judged:
    """What would be asked for a row, or everything that is wrong with it."""

    row: Row
    wish: RightsChange = field(default_factory=RightsChange)
    wrong: list[Refused] = field(default_factory=list)

    @property
    def opens(self) -> list[str]:
        """What is opened with it: account, post."""
        fresh = {"account": self.wish.person, "post": self.wish.post}
        return [name for name, kept in fresh.items() if kept is not None and kept._state.adding]


def read(content: bytes, name: str) -> list[Row]:
    """The rows of a CSV file or workbook; refuses (422) what is no list, or longer than one is."""
    suffix = PurePath(name.lower()).suffix
    if suffix not in KNOWN_FILES:
        raise _no("area-file-kind-unknown", value=name[:80], known=" ".join(KNOWN_FILES))
    if len(content) > MOST_BYTES:
        raise _no("area-file-too-large", limit_mb=MOST_BYTES >> 20)
    return rows_of(KNOWN_FILES[suffix](content))


def rows_of(lines: Sequence[Line]) -> list[Row]:
    """The rows below the line of names (Chinese or English); empty ones are none."""
    known = {name: column for column, name in COLUMNS.items()} | {column: column for column in COLUMNS}
    head = [known.get(plain(cell).lower(), "") for cell in lines[0][1]] if lines else []
    if missing := [COLUMNS[name] for name in NEEDED if name not in head]:
        raise _no("list-columns-missing", columns="、".join(missing), known="、".join(COLUMNS.values()))
    rows = [Row(line, dict(zip(head, map(plain, cells), strict=False))) for line, cells in lines[1:]]
    rows = [row for row in rows if any(row.said.values())]
    if not rows or len(rows) > MOST_ROWS:
        raise _no("list-too-long" if rows else "list-empty", rows=len(rows), most=MOST_ROWS)
    return rows


def judge(rows: Sequence[Row], by: Person, at: datetime) -> list[Judged]:
    """Each row with what would be asked for it, or with everything that is wrong; nothing is written."""
    known = known_of((row.said for row in rows), at)
    opens = any(right.duty == "bodies.edit" for right in actor_of(by, at).rights)
    first: dict[tuple[str, ...], int] = {}
    return [_judged(row, known, first, by, at, opens=opens) for row in rows]


@transaction.atomic
def ask_all(rows: Sequence[Row], by: Person, at: datetime) -> UUID:
    """Ask for every row of the list under one number; refuses the whole (422 `list-not-clean`) where one is wrong.

    Accounts and posts that are not there yet are opened now: without a confirmed right they give nothing.
    """
    judged = judge(rows, by, at)
    if wrong := [one.row.line for one in judged if one.wrong]:
        raise _no("list-not-clean", lines="、".join(map(str, wrong[:20])))
    for fresh in (kept for one in judged for kept in (one.wish.person, one.wish.post)):
        if fresh is not None and fresh._state.adding:
            fresh.save()
            history.note(fresh, None, history.values_of(fresh), by=by.actor_id, at=at)
    listed = uuid4()
    for one in judged:
        one.wish.listed = listed
        rights_changes.ask(one.wish, by, at)
    return listed


def _judged(
    row: Row, known: Known, first: dict[tuple[str, ...], int], by: Person, at: datetime, *, opens: bool
) -> Judged:
    one = Judged(row)
    for step in (_words, _person, _place, _term):
        one.wrong += step(one, known)
    if not one.wrong:
        one.wrong += [*_deputy(one, known), *_allowed(one, by, at, opens=opens)]
    key = tuple(row.said.get(name, "") for name in ("login", "unit", "post", "grid", "role"))
    if first.setdefault(key, row.line) != row.line:
        one.wrong.append(_no("list-double", value=key[0], first=first[key]))
    return one


def _words(one: Judged, known: Known) -> Iterator[Refused]:
    for column, value in one.row.said.items():
        if _CONTROL.search(value) or len(value) > LIMITS.get(column, 80):
            said = _CONTROL.sub("�", value)[:40]
            yield _no("list-value-odd", field=COLUMNS.get(column, ""), value=said, most=LIMITS.get(column, 80))
    one.wish.remark = one.row.said.get("remark", "")


def _person(one: Judged, known: Known) -> Iterator[Refused]:
    login, name = Person.normalize_username(one.row.said.get("login", "")), one.row.said.get("name", "")
    if not login or not name:
        yield _no("list-person-missing")
        return
    one.wish.person = known.person(login, name)
    if one.wish.person.name != name:
        yield _no("list-name-differs", value=name, login=login)
    if not one.wish.person.is_active:
        yield _no("list-account-locked", value=login)


def _place(one: Judged, known: Known) -> Iterator[Refused]:
    said = {name: one.row.said.get(name, "") for name in ("unit", "post", "grid", "role")}
    if not said["grid"] and not said["role"] and said["unit"] and said["post"]:
        one.wish.what, found = "appoint", known.posts(said["unit"], said["post"])
        one.wish.post = found[0] if len(found) == 1 else None
        if not known.has_unit(said["unit"]):
            yield _no("list-unit-unknown", value=said["unit"])
        elif len(found) != 1:
            yield _no("list-post-several" if found else "list-post-unknown", value=said["post"], unit=said["unit"])
    elif not said["unit"] and not said["post"] and said["grid"]:
        one.wish.what, one.wish.grid = "assign", said["grid"]
        one.wish.role = _ROLES.get(said["role"] or "worker", "")
        if not one.wish.role:
            yield _no("list-role-unknown", value=said["role"], known="、".join(name for _, name in GRID_ROLE_NAMES))
        if not known.has_grid(said["grid"]):
            yield _no("list-grid-unknown", value=said["grid"])
    else:
        yield _no("list-place-missing")


def _term(one: Judged, known: Known) -> Iterator[Refused]:
    for column, kept in (("from", "valid_from"), ("to", "valid_to")):
        value = one.row.said.get(column, "")
        try:
            setattr(one.wish, kept, instant(value.replace("/", "-")))
        except (ValueError, OverflowError):
            yield _no("list-date-unreadable", field=COLUMNS[column], value=value)
    start, end = one.wish.valid_from or known.at, one.wish.valid_to
    if end is not None and end <= max(start, known.at):
        yield _no("expiry-past", value=end.isoformat())


def _deputy(one: Judged, known: Known) -> Iterator[Refused]:
    login, wish = Person.normalize_username(one.row.said.get("deputy_of", "")), one.wish
    if login:
        wish.appointment, wish.assignment = known.stood_in_for(login, wish)
        if wish.appointment is None and wish.assignment is None:
            yield _no("list-deputy-unknown", value=login)
    if wish.person is not None and known.holds(wish.person, wish):
        yield _no("list-held", value=wish.person.login)


def _allowed(one: Judged, by: Person, at: datetime, *, opens: bool) -> Iterator[Refused]:
    if one.wish.post is not None and one.wish.post.kind in ADMINISTRATORS:
        yield _no("list-no-administrator")
    if one.opens and not opens:
        yield _no("list-opens-account" if "account" in one.opens else "list-opens-post")
    try:
        rights_changes.check(one.wish, by, at)
    except Refused as refused:
        yield refused


def _no(code: str, **details: object) -> Refused:
    return Refused(code, status=422, **details)
