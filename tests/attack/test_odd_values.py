"""Whatever is written into an address, a header, a cookie or a body, the house answers; it never breaks."""

from collections.abc import Iterator
from urllib.parse import quote

import pytest
from django.apps import apps
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from gongzhi.bodies.administering import PAGES
from tests.attack.routes import ROUTES, SCHEMA, holes
from tests.exchange.messages import seat
from tests.http.conftest import Wire

pytestmark = pytest.mark.django_db
ODD = (
    "\0", "%00x", "9" * 400, "-1", "NaN", "1e400", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00",
    "\ud7ff\U0010ffff", "\u202e\u200b\u2066", "a" * 9000, "'\"*)(;--", "[]", "2026-02-30", "../../keys/master",
    "${jndi:ldap://x}", "{{7*7}}",
)  # fmt: skip
READERS = {"audit_events": "auditor", "audit_export": "auditor"}
"""Routes that only one post comes so far into that what is asked for is looked at."""
BY_NAME = {route.name: route for route in ROUTES}


def places() -> Iterator[tuple[str, str, str]]:
    """Every place into which a caller can write: operation, where, name."""
    for operations in SCHEMA["paths"].values():
        for told in operations.values():
            yield from ((told["operationId"], each["in"], each["name"]) for each in told.get("parameters", ()))


PLACES = sorted(set(places()))


@pytest.fixture(scope="module")
def office(one_city: Wire) -> Wire:
    """The city with somebody who reads the security log."""
    seat(one_city.city, "auditor", "ZZ", "audit_admin")
    one_city.token("auditor")
    return one_city


@pytest.mark.parametrize("place", PLACES, ids=" ".join)
def test_nothing_odd_in_an_address_or_a_header_is_a_fault(office: Wire, place: tuple[str, str, str]) -> None:
    name, where, what = place
    route, broken = BY_NAME[name], []
    for value in ODD:
        path, headers = route.at(**({what: quote(value, safe="")} if where == "path" else {})), {}
        if where == "query":
            path += f"{'&' if '?' in path else '?'}{quote(what)}={quote(value, safe='')}"
        elif where == "header" and value.isascii() and value.isprintable():
            headers = {what.replace("-", "_"): value}
        answer = office.call(route.method, path, READERS.get(name, "clerk"), route.body, **headers)
        if answer.status >= 500:
            broken.append(value[:40])
    assert broken == []


@pytest.mark.parametrize("page", sorted(set(PAGES) - {"bodies.unitpower"}))
def test_nothing_odd_in_a_filter_of_the_administration_is_a_fault(office: Wire, page: str) -> None:
    listed = reverse(f"admin:{page.replace('.', '_')}_changelist")
    auditor = Client(raise_request_exception=False)
    auditor.force_login(office.city.people["auditor"], "gongzhi.bodies.administering.ByPost")
    model = admin.site._registry[apps.get_model(page)]
    asked = ["q", "o", "p", "e", "all", *(f"{each}__exact" for each in model.list_filter if isinstance(each, str))]
    broken = []
    for name in [*asked, *(f"{model.date_hierarchy}__{part}" for part in ("year", "day") if model.date_hierarchy)]:
        for value in ODD:
            answer = auditor.get(f"{listed}?{name}={quote(value, safe='')}")
            if answer.status_code >= 500 or ("\0" in value and answer.status_code != 400):
                broken.append((name, value[:20], answer.status_code))
    assert broken == []
    assert auditor.get(f"{listed}%00/change/").status_code == 400


@pytest.mark.parametrize("cookie", ['"aaaaaaaaaaaa\\000bbbb"', "a" * 5000, "é" * 20, "' OR 1=1 --", '"\\012X: 1"', ""])
@pytest.mark.parametrize("path", ["/", "/login/", "/admin/", "/api/me", "/api/open", "/account/"])
def test_a_cookie_that_is_no_key_of_this_house_is_no_session(one_city: Wire, cookie: str, path: str) -> None:
    answer = Client(raise_request_exception=False).get(path, headers={"cookie": f"sessionid={cookie}"})
    assert answer.status_code == {"/admin/": 302, "/account/": 302, "/api/me": 401}.get(path, 200)


def test_every_place_of_the_description_is_written_into() -> None:
    assert len(PLACES) > 150
    assert {where for _, where, _ in PLACES} == {"path", "query", "header"}
    assert {name for name, _, _ in PLACES} >= {route.name for route in ROUTES if holes(route.path)}
