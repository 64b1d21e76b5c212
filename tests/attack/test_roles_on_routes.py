"""Every post tries every route about a matter, here and elsewhere, open and between people: what the table by hand says
is what happens, over the wire."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction

from gongzhi.bodies.duties import GRID_ROLES
from gongzhi.bodies.models import GridAssignment
from gongzhi.bodies.staffing import UnitRow, bulk
from tests import cast
from tests.attack.routes import WITH_A_MATTER, Route
from tests.cast import BEGUN, GRIDS, LEAD, SUPPORT
from tests.door.test_rights_table import OUTSIDE, ROWS, named
from tests.exchange.messages import seat
from tests.http.conftest import Answer, Wire

pytestmark = pytest.mark.django_db
OTHER = (("220399", "铁东区", "county", "220300"), ("220399001", "某街道", "township", "220399"),
         ("220399001001", "某社区", "community", "220399001"))  # fmt: skip
ROLES = {post: role for role, post in GRID_ROLES.items()}
OF_THE_AUDIT = {("matter_looks", "audit_admin"), ("matter_destruction", "audit_admin")}
"""What the audit administrator is told of every matter: who looked, and what was destroyed."""
READ = {"matter", "matter_clocks", "matter_clock", "matter_rights", "matter_documents", "matter_suggestions",
        "matter_unclaim"}  # fmt: skip
"""What whoever sees a matter may read of it; leaving what one has not claimed changes nothing."""
REACHES = {"triage", "dispatcher", "supervisor", "centre_leader", "callback", "secretary", "hotline", "duty_commander",
           "mediator"}  # fmt: skip
"""Whose work at a centre it is to reach a reporter: they see masked values."""
IN_DANGER = {"handler", "head", "mediator", "grid_worker", "grid_leader"}
"""Who may open values in danger only, with an alarm: they see none before."""
UNKNOWN = {"matter-unknown", "purpose-unknown"}
"""All that is said to whom the matter is none; a purpose that there is not is refused before anything is looked up."""
Row = tuple[str, str, str]


@pytest.fixture(scope="module", autouse=True)
def wider() -> Iterator[None]:
    """A second county in the city."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cast, "_AREAS", (*cast._AREAS, *OTHER))
        yield


@pytest.fixture(scope="module")
def everybody(one_city: Wire) -> Wire:
    """Somebody on every post of the table, and on the same post of the other county."""
    units = [("220302-SW", "水务局"), ("220302-GA", "公安局"), ("220399-ZJ", "住建局"), ("220399-CG", "城管局"),
             ("220399-SW", "水务局"), ("220399-GA", "公安局")]  # fmt: skip
    centres = [("220399-ZZ", "county", "220399"), ("220399001-ZZ", "township", "220399001")]
    centres += [("220399001001-ZZ", "community", "220399001001")]
    bulk(at=BEGUN, units=[
        *(UnitRow(code=code, name=name, type=code[-2:], level="county", area=code[:6]) for code, name in units),
        *(UnitRow(code=code, name=code, type="ZZ", level=level, area=area, is_centre=True)
          for code, level, area in centres),
    ])  # fmt: skip
    for post, where in sorted({(post, each) for post, seat_of in places() for each in (seat_of, away(seat_of))}):
        login = f"{post}@{where}"
        seat(one_city.city, login, "220302001001-ZZ" if where in GRIDS else where, post)
        if where in GRIDS:
            GridAssignment.objects.create(
                person=one_city.city.people[login], grid=where, role=ROLES[post], valid_from=BEGUN
            )
        one_city.token(login)
    return one_city


BELOW = ("triage", "dispatcher", "secretary", "centre_leader")
TRIED = [
    row for row in ROWS if not row[0].endswith((" ZZ", "001-ZZ")) or (row[0].split()[0] in BELOW and "001-ZZ" in row[0])
]
"""The city's posts, and most of the township's, are tried without the wire only (`tests/door/test_rights_table.py`)."""


def places() -> Iterator[tuple[str, str]]:
    for row in TRIED:
        post, where = row[0].split()
        yield post, where


def away(where: str) -> str:
    """The same seat in the other county; a grid stays where it is."""
    return where if where in GRIDS else where.replace("220302", "220399")


@pytest.fixture(scope="module")
def matters(everybody: Wire) -> dict[str, str]:
    """Matters in hand that the county dispatched: a unit leads, another supports, one is called, an order is given."""
    found = {}
    for privacy, kind in (("P0", "06013"), ("P1", "06028"), ("P2", "23002")):
        made = str(everybody.report("worker", contact={"name": "王小明", "phone": "13900001111"})["id"])
        steps: list[tuple[str, str, dict[str, Any]]] = [
            ("accept", "clerk", {}), ("dispatch", "colleague", {"lead": LEAD, "support": [SUPPORT]}),
            ("take", "handler", {}), ("supervise", "supervisor", {"remark": "请回复"}),
            ("whistle", "colleague", {"unit": "220302-SW", "remark": "请到现场"}),
        ]  # fmt: skip
        steps += [("reclassify", "clerk", {"kind": kind})] if privacy != "P0" else []
        for command, by, said in steps:
            version = everybody.get(f"/matters/{made}", "clerk").json["matter"]["version"]
            answer = everybody.do(command, made, by, version, **said)
            assert answer.status == 200, (command, answer.raw)
        found[privacy] = made
    return found


def tried(wire: Wire, route: Route, who: str, matter: str, version: int) -> Answer:
    """The answer to one try, which is taken back."""
    whole = transaction.atomic()
    whole._from_testcase = True  # type: ignore[attr-defined]
    with whole:
        answer = wire.call(route.method, route.at(matter=matter), who, route.body, if_match=f'"{version}"')
        transaction.set_rollback(True)
    return answer


def refused(answer: Answer, matter: str) -> str:
    """The code of the refusal; empty where it is none, or one about another matter that the command names."""
    if answer.status < 400:
        return ""
    return answer.code if answer.json["details"].get("matter", matter) == matter else ""


def wrong(wire: Wire, who: str, matter: str, may: set[str] | str) -> list[tuple[str, int, str]]:
    """The routes that answer this person otherwise than the table says: name, status, beginning of the answer."""
    found = []
    version = wire.get(f"/matters/{matter}", "clerk").json["matter"]["version"]
    for route in WITH_A_MATTER:
        answer = tried(wire, route, who, matter, version)
        if (route.name, who.partition("@")[0]) in OF_THE_AUDIT:
            continue
        command = route.name.removeprefix("matter_")
        code = refused(answer, matter)
        post, _, where = who.partition("@")
        if may == "unseen":
            right = code in UNKNOWN
        elif route.name in READ:
            right = answer.status in (200, 204)
        elif route.name == "matter_looks":
            right = answer.status == (200 if where == "220302-ZZ" else 403)
        elif route.name == "matter_contact":
            right = answer.status == (200 if post in REACHES | IN_DANGER else 403)
            right &= bool(answer.json.get("values")) is (post in REACHES and where != LEAD)
        elif command in may:
            right = answer.status < 500 and code not in UNKNOWN | {"no-right"}
        else:
            right = answer.status in (403, 404, 409, 422)
        if not right:
            found.append((route.name, answer.status, answer.raw.decode()[:120]))
    return found


@pytest.mark.parametrize("row", TRIED, ids=lambda row: row[0])
def test_a_post_gets_through_where_the_table_says_and_nowhere_else(
    everybody: Wire, matters: dict[str, str], row: Row
) -> None:
    post, where = row[0].split()
    who = f"{post}@{where}"
    assert wrong(everybody, who, matters["P0"], named(row[1])) == []
    assert wrong(everybody, who, matters["P1"], named(row[1])) == []
    assert wrong(everybody, who, matters["P2"], named(row[1] if row[2] == "the same" else row[2])) == []


@pytest.mark.parametrize("row", [row for row in TRIED if row[0].split()[1] not in GRIDS], ids=lambda row: row[0])
def test_the_same_post_of_another_county_gets_through_nowhere(
    everybody: Wire, matters: dict[str, str], row: Row
) -> None:
    post, where = row[0].split()
    for privacy in ("P0", "P1", "P2"):
        assert wrong(everybody, f"{post}@{away(where)}", matters[privacy], "unseen") == []


def test_what_protects_somebody_is_seen_by_its_circle_alone(everybody: Wire) -> None:
    made = everybody.report("worker", kind="26001", text="不便说")["id"]
    everyone = [who for who in everybody.tokens if "@" in who]
    seen = {who for who in everyone if everybody.get(f"/matters/{made}", who).status == 200}
    assert {who.split("@")[1] for who in seen} <= {"220302-ZZ"}
    assert not {who.split("@")[0] for who in seen} & (OUTSIDE | {"administrator", "security_admin", "audit_admin"})
    assert {who for who in everyone if made in everybody.get("/matters", who).raw.decode()} == seen
