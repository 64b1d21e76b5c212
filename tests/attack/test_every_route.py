"""Whatever somebody outside tries at a route, they learn nothing: not even whether there is such a matter."""

import json
from typing import Any

import pytest
from django.conf import settings

from gongzhi.bodies.models import Person
from gongzhi.bodies.staffing import AppointmentRow, PersonRow, PostRow, bulk
from tests.attack.routes import CLOSED, NOWHERE, ROUTES, WITH_A_MATTER, Route, holes
from tests.cast import BEGUN, LEAD, SUPPORT
from tests.http.conftest import Answer, Wire

OUTSIDERS = {
    "stranger": None,
    "administrator": ("ZZ", "administrator"),
    "security_admin": ("ZZ", "security_admin"),
    "audit_admin": ("ZZ", "audit_admin"),
    "other_unit": (SUPPORT, "handler"),
    "other_head": (SUPPORT, "head"),
}
"""Who has no business in a matter of the lead's: by login, the post (unit, kind)."""
FOR_ALL = {("matter_looks", "audit_admin")}
"""What somebody outside is meant to see: who looked is the business of the audit administrator."""
NAMED = [pytest.param(route, id=route.name) for route in ROUTES]
ABOUT = [pytest.param(route, id=route.name) for route in WITH_A_MATTER]
HOLED = [pytest.param(route, id=route.name) for route in ROUTES if holes(route.path)]
BODIED = [pytest.param(route, id=route.name) for route in ROUTES if route.body is not None]
TOKENS = ("gz_0123456789ab_" + "A" * 43, "gz_0123456789ab", "' OR 1=1 --", "A" * 5000)
TRICKS = ("../../etc/passwd", "..%2f..%2fkeys%2fmaster", "%00", "a\r\nX-Own: 1", "'; DROP TABLE x; --", "💥" * 50)
DEEP = b'{"a":' * 20_000 + b"1" + b"}" * 20_000
WIDE = json.dumps({f"k{place}": place for place in range(2_000)}).encode()
SHUT = [pytest.param(route, id=route.name) for route in CLOSED]


@pytest.fixture(scope="module")
def hidden(one_city: Wire) -> str:
    """A matter between people, which goes to the lead's unit and is seen by its circle only."""
    posts = {who: PostRow(unit=where[0], kind=where[1], name=who) for who, where in OUTSIDERS.items() if where}
    bulk(at=BEGUN, posts=list(posts.values()),
         people=[PersonRow(login=who, name=who) for who in posts],
         appointments=[AppointmentRow(login=who, post=post) for who, post in posts.items()])  # fmt: skip
    for who in posts:
        one_city.city.people[who] = Person.objects.get(login=who)
    made = one_city.report("worker")
    for version, command, who in ((3, "accept", "clerk"), (4, "dispatch", "colleague")):
        assert one_city.do(
            command, made["id"], who, version, **({"lead": LEAD} if command == "dispatch" else {})
        ).status
    return str(made["id"])


def told(answer: Answer, *ids: str) -> tuple[int, Any]:
    """Status and body, with the ids out of them."""
    said = answer.raw.decode("utf-8", "replace")
    for each in ids:
        said = said.replace(each, "…").replace(each.replace("-", ""), "…")
    return answer.status, said


def tried(wire: Wire, route: Route, who: str | None, **values: str) -> Answer:
    return wire.call(route.method, route.at(**values), who, route.body, if_match='"4"')


@pytest.mark.django_db
@pytest.mark.parametrize("route", ABOUT)
def test_what_is_hidden_answers_as_what_is_not_there(one_city: Wire, hidden: str, route: Route) -> None:
    for who in OUTSIDERS:
        if (route.name, who) in FOR_ALL:
            continue
        there = told(tried(one_city, route, who, matter=hidden), hidden)
        nowhere = told(tried(one_city, route, who, matter=NOWHERE), NOWHERE)
        assert there == nowhere, who
        assert there[0] in (401, 403, 404, 422), who


@pytest.mark.django_db
@pytest.mark.parametrize("route", ABOUT)
def test_the_lead_is_answered_otherwise_so_that_the_trial_above_can_fail(
    one_city: Wire, hidden: str, route: Route
) -> None:
    if route.method != "GET" or holes(route.path) != ["matter"] or route.name == "matter_destruction":
        return  # what was destroyed is the archivist's business, and the lead is told nothing of it either
    there = told(tried(one_city, route, "head", matter=hidden), hidden)
    assert there != told(tried(one_city, route, "head", matter=NOWHERE), NOWHERE)


@pytest.mark.django_db
@pytest.mark.parametrize("route", SHUT)
def test_nobody_comes_in_without_an_account(one_city: Wire, hidden: str, route: Route) -> None:
    assert tried(one_city, route, None, matter=hidden).status == 401


@pytest.mark.django_db
@pytest.mark.parametrize("route", NAMED)
def test_a_token_of_another_city_opens_nothing(one_city: Wire, hidden: str, route: Route) -> None:
    if route.name in ("open", "open_near", "open_matters", "open_counters"):
        return  # asks nobody who they are
    for token in TOKENS:
        said = {"authorization": f"Bearer {token}", "if_match": '"4"'}
        answer = one_city.call(route.method, route.at(matter=hidden), None, route.body, **said)
        assert answer.status == 401
        assert token[:40] not in answer.raw.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("route", HOLED)
def test_no_path_trick_leads_anywhere(one_city: Wire, route: Route) -> None:
    for planted in TRICKS:
        path = route.path.removeprefix("/api")
        for name in holes(route.path):
            path = path.replace(f"{{{name}}}", planted)
        answer = one_city.call(route.method, path, "clerk", route.body)
        assert answer.status in (400, 401, 403, 404, 405, 422), (planted, answer.raw)
        assert "X-Own" not in answer.headers


@pytest.mark.django_db
@pytest.mark.parametrize("route", BODIED)
def test_what_is_oversized_is_refused(one_city: Wire, hidden: str, route: Route) -> None:
    long = json.dumps(dict.fromkeys(list(route.body) or ["text"], "长" * 20_000)).encode()
    for body in (DEEP, WIDE, long):
        answer = one_city.call(route.method, route.at(matter=hidden), "clerk", body)
        assert 400 <= answer.status < 500, (len(body), answer.raw[:300])
        assert len(answer.raw) < 20_000


@pytest.mark.django_db
def test_what_is_larger_than_the_setting_is_not_even_read(one_city: Wire) -> None:
    assert one_city.call("POST", "/reports", None, b"x" * (settings.BODY_LIMIT + 1)).status == 413


def test_every_route_of_the_description_is_tried() -> None:
    assert len(ROUTES) > 100
    assert len(WITH_A_MATTER) > 60
    assert {"/api/matters/{matter}", "/api/reports"} <= {route.path for route in ROUTES}
