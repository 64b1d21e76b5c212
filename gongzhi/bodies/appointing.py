"""Many people are put on posts and into grids by one list: judged row by row, asked whole, confirmed whole."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID, uuid4

from django.core.exceptions import ValidationError
from django.db import transaction

from gongzhi.bodies import history, rights_changes
from gongzhi.bodies.appointing_known import Known, known_of
from gongzhi.bodies.duties import ADMINISTRATORS
from gongzhi.bodies.lists import CONTROL, Row, Shape, unfit
from gongzhi.bodies.models import Person, RightsChange
from gongzhi.bodies.models.people import GRID_ROLE_NAMES
from gongzhi.bodies.rights import actor_of
from gongzhi.kernel import Refused
from gongzhi.places.rows import instant

COLUMNS: Mapping[str, str] = {
    "login": "登录名", "name": "姓名", "unit": "单位编码", "post": "岗位", "grid": "网格编码", "role": "角色",
    "from": "起始时间", "to": "终止时间", "deputy_of": "代理何人", "remark": "事由",
}  # fmt: skip
LIMITS = {"login": 64, "name": 64, "remark": 200}
LIST = Shape(columns=COLUMNS, needed=("login", "name", "remark"), most=1000)
_ROLES = {name: role for role, name in GRID_ROLE_NAMES} | {role: role for role, _ in GRID_ROLE_NAMES}


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
        raise unfit("list-not-clean", lines="、".join(map(str, wrong[:20])))
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
        one.wrong.append(unfit("list-double", value=key[0], first=first[key]))
    return one


def _words(one: Judged, known: Known) -> Iterator[Refused]:
    for column, value in one.row.said.items():
        if CONTROL.search(value) or len(value) > LIMITS.get(column, 80):
            said = CONTROL.sub("�", value)[:40]
            yield unfit("list-value-odd", field=COLUMNS.get(column, ""), value=said, most=LIMITS.get(column, 80))
    one.wish.remark = one.row.said.get("remark", "")


def _person(one: Judged, known: Known) -> Iterator[Refused]:
    login, name = Person.normalize_username(one.row.said.get("login", "")), one.row.said.get("name", "")
    if not login or not name:
        yield unfit("list-person-missing")
        return
    one.wish.person = known.person(login, name)
    if one.wish.person._state.adding:
        try:
            one.wish.person.clean()
        except ValidationError:
            yield unfit("list-value-odd", field=COLUMNS["login"], value=login[:40], most=LIMITS["login"])
    if one.wish.person.name != name:
        yield unfit("list-name-differs", value=name, login=login)
    if not one.wish.person.is_active:
        yield unfit("list-account-locked", value=login)


def _place(one: Judged, known: Known) -> Iterator[Refused]:
    said = {name: one.row.said.get(name, "") for name in ("unit", "post", "grid", "role")}
    if not said["grid"] and not said["role"] and said["unit"] and said["post"]:
        one.wish.what, found = "appoint", known.posts(said["unit"], said["post"])
        one.wish.post = found[0] if len(found) == 1 else None
        if not known.has_unit(said["unit"]):
            yield unfit("list-unit-unknown", value=said["unit"])
        elif len(found) != 1:
            yield unfit("list-post-several" if found else "list-post-unknown", value=said["post"], unit=said["unit"])
    elif not said["unit"] and not said["post"] and said["grid"]:
        one.wish.what, one.wish.grid = "assign", said["grid"]
        one.wish.role = _ROLES.get(said["role"] or "worker", "")
        if not one.wish.role:
            yield unfit("list-role-unknown", value=said["role"], known="、".join(name for _, name in GRID_ROLE_NAMES))
        if not known.has_grid(said["grid"]):
            yield unfit("list-grid-unknown", value=said["grid"])
    else:
        yield unfit("list-place-missing")


def _term(one: Judged, known: Known) -> Iterator[Refused]:
    for column, kept in (("from", "valid_from"), ("to", "valid_to")):
        value = one.row.said.get(column, "")
        try:
            setattr(one.wish, kept, instant(value.replace("/", "-")))
        except (ValueError, OverflowError):
            yield unfit("list-date-unreadable", field=COLUMNS[column], value=value)
    start, end = one.wish.valid_from or known.at, one.wish.valid_to
    if end is not None and end <= max(start, known.at):
        yield unfit("expiry-past", value=end.isoformat())


def _deputy(one: Judged, known: Known) -> Iterator[Refused]:
    login, wish = Person.normalize_username(one.row.said.get("deputy_of", "")), one.wish
    if login:
        wish.appointment, wish.assignment = known.stood_in_for(login, wish)
        if wish.appointment is None and wish.assignment is None:
            yield unfit("list-deputy-unknown", value=login)
    if wish.person is not None and known.holds(wish.person, wish):
        yield unfit("list-held", value=wish.person.login)


def _allowed(one: Judged, by: Person, at: datetime, *, opens: bool) -> Iterator[Refused]:
    if one.wish.post is not None and one.wish.post.kind in ADMINISTRATORS:
        yield unfit("list-no-administrator")
    if one.opens and not opens:
        yield unfit("list-opens-account" if "account" in one.opens else "list-opens-post")
    try:
        rights_changes.check(one.wish, by, at)
    except Refused as refused:
        yield refused
