"""Another page in the same browser gets nothing done in our name, and no header makes another request of one."""

from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from gongzhi.matters.models import MatterRow
from tests.attack.routes import ROUTES, Route
from tests.http.conftest import REPORT, Wire

pytestmark = pytest.mark.django_db
CHANGING = [pytest.param(route, id=route.name) for route in ROUTES if route.method != "GET"]
EVIL = "https://evil.example"


@pytest.fixture(scope="module")
def signed_in(one_city: Wire) -> Client:
    """A browser in which the clerk is signed in, whose forms are checked as in earnest."""
    client = Client(raise_request_exception=False, enforce_csrf_checks=True)
    client.force_login(one_city.city.people["clerk"], "gongzhi.bodies.administering.ByPost")
    return client


@pytest.mark.parametrize("route", CHANGING)
def test_no_route_changes_anything_by_a_session_without_its_token(signed_in: Client, route: Route) -> None:
    said: dict[str, Any] = {"data": b"{}", "content_type": "application/json"} if route.body is not None else {}
    for headers in ({}, {"origin": EVIL, "x-csrftoken": "a" * 32}, {"referer": f"{EVIL}/"}):
        answer = signed_in.generic(route.method, f"/api{route.at()}", headers=headers, **said)
        assert answer.status_code == 403, headers


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"])
def test_what_a_form_of_another_page_can_send_is_no_report(one_city: Wire, kind: str) -> None:
    before = MatterRow.objects.count()
    answer = one_city.post("/reports", REPORT, content_type=kind, origin=EVIL)
    assert (answer.status, answer.code) == (415, "media-unknown")
    assert MatterRow.objects.count() == before


@pytest.mark.parametrize("origin", [EVIL, "null", "http://testserver.evil.example"])
def test_no_other_page_may_read_an_answer(one_city: Wire, origin: str) -> None:
    for method in ("GET", "OPTIONS"):
        answer = one_city.call(method, "/matters", "clerk", origin=origin, access_control_request_method="POST")
        assert not [name for name in answer.headers if name.lower().startswith("access-control")]
        assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"


@pytest.mark.parametrize("name", ["X-HTTP-Method-Override", "X-Method-Override", "X-HTTP-Method", "_method"])
def test_a_method_is_what_it_is(one_city: Wire, name: str) -> None:
    made = one_city.report("worker")["id"]
    headers = {name.lower().replace("-", "_"): "POST"} if name.startswith("X") else {}
    one_city.get(f"/matters/{made}/accept?{name}=POST", "clerk", if_match='"3"', **headers)
    assert one_city.call("HEAD", f"/matters/{made}/claim", "clerk", **headers).status == 405
    assert one_city.get(f"/matters/{made}", "clerk").json["matter"]["version"] == 3


@pytest.mark.parametrize("method", ["TRACE", "CONNECT", "PROPFIND", "QUERY", "GET\tPOST"])
def test_a_method_that_nobody_knows_is_refused(one_city: Wire, method: str) -> None:
    answer = one_city.call(method, "/matters", "clerk", authorization_probe="x")
    assert answer.status == 405
    assert answer.raw != b"x"


@pytest.mark.parametrize(
    "host", ["evil.example", "testserver.evil.example", "testserver@evil.example", "a" * 300, "[::1"]
)
def test_another_name_of_the_host_is_not_answered(one_city: Wire, host: str, settings: Settings) -> None:
    settings.ALLOWED_HOSTS = ["testserver"]
    for path in ("/", "/login/", "/api/open"):
        answer = Client(raise_request_exception=False).get(path, headers={"host": host})
        assert answer.status_code == 400, path
        assert b"evil" not in answer.content


@pytest.mark.parametrize(
    "header",
    ["X-Forwarded-Host", "X-Forwarded-Server", "Forwarded", "X-Original-URL", "X-Rewrite-URL", "X-Forwarded-Prefix"],
)
def test_no_forwarded_name_or_path_gets_into_an_answer(one_city: Wire, header: str) -> None:
    said = {header: "host=evil.example" if header == "Forwarded" else "evil.example/admin"}
    for path in ("/", "/login/", "/admin/", "/api/open", "/api/docs"):
        answer = Client(raise_request_exception=False).get(path, headers=said)
        assert b"evil.example" not in answer.content
        assert "evil.example" not in str(dict(answer.items()))


def test_without_a_proxy_nobody_says_that_they_come_by_tls(one_city: Wire, settings: Settings) -> None:
    assert settings.SECURE_PROXY_SSL_HEADER is None
    answer = Client(raise_request_exception=False).get("/", headers={"x-forwarded-proto": "https"})
    assert not answer.wsgi_request.is_secure()
