"""What somebody calls a unit, a person or a matter is shown as it was said and is never markup, script or a header."""

from typing import Any

import pytest
from django.test import Client

from gongzhi.bodies.models import HistoryLine, Person, Unit
from tests.cast import BEGUN
from tests.exchange.messages import seat
from tests.http.conftest import Wire

pytestmark = pytest.mark.django_db
SCRIPT = '"><script>alert(1)</script><img src=x onerror=alert(1)>{{7*7}}${7*7}'
RUNS = ("<script>alert", "<img src=x", "onerror=alert(1)>", 'href="javascript:')
PAGES = ("unit", "person", "historyline", "appointment", "post", "rightschange", "token", "invitation")


@pytest.fixture
def auditor(wire: Wire) -> Client:
    """A browser of the audit administrator, who sees every page."""
    seat(wire.city, "auditor", "ZZ", "audit_admin")
    client = Client(raise_request_exception=False)
    client.force_login(wire.city.people["auditor"], "gongzhi.bodies.administering.ByPost")
    return client


@pytest.fixture
def planted(wire: Wire) -> None:
    Unit.objects.filter(code="220302-ZJ").update(name=SCRIPT[:60])
    Person.objects.filter(login="handler").update(name=SCRIPT[:60])
    HistoryLine.objects.create(
        at=BEGUN, page="bodies.unit", key=SCRIPT[:40], by=SCRIPT[:40], before={SCRIPT: SCRIPT}, after={"name": SCRIPT}
    )


@pytest.mark.usefixtures("planted")
@pytest.mark.parametrize("page", PAGES)
def test_no_page_of_administration_runs_what_somebody_wrote(auditor: Client, page: str) -> None:
    for asked in ("", f"?q={SCRIPT}", "?q=javascript:alert(1)"):
        answer = auditor.get(f"/admin/bodies/{page}/{asked}")
        assert answer.status_code in (200, 302)
        said = answer.content.decode()
        assert not [each for each in RUNS if each in said]
        assert "script-src 'self'" in answer.headers["Content-Security-Policy"]
        assert "49" not in said.partition("{{7*7}}")[0][-10:]


@pytest.mark.usefixtures("planted")
def test_the_planted_name_is_shown_so_that_the_trial_above_can_fail(auditor: Client) -> None:
    assert "&lt;script&gt;alert(1)" in auditor.get("/admin/bodies/unit/?q=220302-ZJ").content.decode()


@pytest.mark.parametrize("path", ["/", "/login/", "/api/docs"])
def test_no_page_for_everybody_echoes_an_address(wire: Wire, path: str) -> None:
    answer = Client(raise_request_exception=False).get(
        path, {"next": SCRIPT, "q": SCRIPT, "lang": SCRIPT, "error": SCRIPT}
    )
    assert not [each for each in RUNS if each in answer.content.decode()]


@pytest.mark.parametrize(
    "name", ["Accept-Language", "User-Agent", "Referer", "X-Request-Id", "Idempotency-Key", "If-Match"]
)
def test_no_header_comes_back_in_an_answer(wire: Wire, name: str) -> None:
    answer = Client(raise_request_exception=False).get("/api/me", headers={name: "xyzzy<script>"})
    assert b"xyzzy" not in answer.content
    assert "xyzzy" not in str(dict(answer.items()))


def test_what_was_said_comes_as_data_with_a_type_that_no_browser_runs(wire: Wire) -> None:
    made = wire.report(text=SCRIPT)
    answer: Any = wire.get(f"/matters/{made['id']}", "clerk")
    assert answer.headers["Content-Type"].startswith("application/json")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.json["matter"]["text"] == SCRIPT
