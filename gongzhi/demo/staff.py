"""Each post is filled by somebody called by the post and a number: no name in the demonstration is a person's."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID, uuid5

from gongzhi.bodies.staffing import AppointmentRow, AssignmentRow, PersonRow, PostRow, UnitRow
from gongzhi.demo.known import known
from gongzhi.demo.numbering import DemoArea
from gongzhi.demo.offices import Offices, centre_of
from gongzhi.demo.patrols import Patrol, patrols

NAMESPACE = UUID("6f0b5a52-0c86-5d5c-9a55-2d9a4d2b7181")
POST_NAMES = {
    "triage": "受理员",
    "dispatcher": "派遣员",
    "supervisor": "督办员",
    "centre_leader": "分管领导",
    "handler": "承办人",
    "head": "负责人",
    "checker": "核查员",
    "callback": "回访员",
    "grid_worker": "网格员",
    "grid_leader": "网格长",
    "secretary": "书记",
    "mediator": "矛调员",
    "hotline": "热线坐席",
    "assessor": "考核员",
    "duty_commander": "指挥长",
    "archivist": "档案管理员",
}
CENTRE_POSTS = {
    "city": (
        "triage",
        "triage",
        "dispatcher",
        "dispatcher",
        "checker",
        "callback",
        "head",
        "supervisor",
        "centre_leader",
        "hotline",
        "assessor",
        "duty_commander",
        "archivist",
    ),
    "county": (
        "triage",
        "triage",
        "dispatcher",
        "checker",
        "callback",
        "head",
        "supervisor",
        "centre_leader",
        "mediator",
        "archivist",
    ),
    "township": ("dispatcher", "checker"),
    "community": ("secretary",),
}
UNITS_OF_A_HEAD = 5


@dataclass(frozen=True, kw_only=True, slots=True)
class Staff:
    """All posts and people of the demonstration."""

    posts: tuple[PostRow, ...]
    people: tuple[PersonRow, ...]
    appointments: tuple[AppointmentRow, ...]
    assignments: tuple[AssignmentRow, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Seated:
    """Somebody on a post; `deputy_of` the login of the holder they stand in for."""

    login: str
    name: str
    post: PostRow
    deputy_of: str | None = None


def staff(areas: Sequence[DemoArea], made: Offices, *, seed: int, workers: int) -> Staff:
    """Posts and people for every unit, and `workers` grid workers; the same seed gives the same references."""
    crews = patrols(areas, workers)
    seated = [*at_centres(areas), *at_units(areas, made), *at_villages(crews)]
    people = {one.login: one.name for one in seated}
    return Staff(
        posts=tuple(dict.fromkeys(one.post for one in seated)),
        people=tuple(
            PersonRow(login=login, name=name, id=uuid5(NAMESPACE, f"{seed}:{login}")) for login, name in people.items()
        ),
        appointments=tuple(AppointmentRow(login=one.login, post=one.post, deputy_of=one.deputy_of) for one in seated),
        assignments=tuple(row for crew in crews for row in crew.assignments),
    )


def at_centres(areas: Sequence[DemoArea]) -> Iterator[Seated]:
    """Who sits in the centres of every level; in a township the checker is deputy at the desk."""
    for area in areas:
        kinds = CENTRE_POSTS.get(area.level, ())
        for turn, kind in enumerate(kinds):
            number = kinds[: turn + 1].count(kind)
            yield _seated(centre_of(area.code), _place(area), kind, number)
        if area.level == "township":
            yield from _standing_in(area)


def at_units(areas: Sequence[DemoArea], made: Offices) -> Iterator[Seated]:
    """One to handle in each member unit, a head for every five of them, and one person for a township's stations."""
    for area in areas:
        units = made.of(area.code) if area.level in ("city", "county", "township") else []
        for turn, unit in enumerate(units):
            if area.level == "township":
                yield _in_many(unit, "handler", f"zs-{area.code}", f"{_place(area)}站所承办人")
                continue
            yield _seated(unit.code, unit.name, "handler", 1)
            number = turn // UNITS_OF_A_HEAD + 1
            yield _in_many(unit, "head", f"head-{area.code}-{number}", f"{_place(area)}负责人{number}")


def at_villages(crews: Sequence[Patrol]) -> Iterator[Seated]:
    """All workers at the centre of their village; the leader also dispatches there, with the next as deputy."""
    for crew in crews:
        unit = centre_of(crew.village)
        for turn, login in enumerate(crew.workers):
            kind = "grid_worker" if turn else "grid_leader"
            yield Seated(login=login, name=worker_name(login), post=_post(unit, kind))
        desk = _post(unit, "dispatcher")
        yield Seated(login=crew.leader, name=worker_name(crew.leader), post=desk)
        for login in crew.workers[1:2]:
            yield Seated(login=login, name=worker_name(login), post=desk, deputy_of=crew.leader)


def worker_name(login: str) -> str:
    """网格员0001: a number, never a name."""
    return f"{POST_NAMES['grid_worker']}{login.removeprefix('wgy')}"


def _place(area: DemoArea) -> str:
    return known().name if area.level == "city" else area.name


def _post(unit: str, kind: str) -> PostRow:
    return PostRow(unit=unit, kind=kind, name=POST_NAMES[kind])


def _seated(unit: str, place: str, kind: str, number: int) -> Seated:
    name = f"{place}{POST_NAMES[kind]}{number if number > 1 else ''}"
    return Seated(login=f"{kind}-{unit.lower()}-{number}", name=name, post=_post(unit, kind))


def _in_many(unit: UnitRow, kind: str, login: str, name: str) -> Seated:
    return Seated(login=login, name=name, post=_post(unit.code, kind))


def _standing_in(area: DemoArea) -> Iterator[Seated]:
    unit, place = centre_of(area.code), _place(area)
    dispatcher, checker = _seated(unit, place, "dispatcher", 1), _seated(unit, place, "checker", 1)
    yield Seated(login=checker.login, name=checker.name, post=dispatcher.post, deputy_of=dispatcher.login)
