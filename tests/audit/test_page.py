"""The audit administrator reads the security log in words and by login, and takes it out; nobody else opens it."""

import ast
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from django.test import Client
from django.utils import timezone

import gongzhi
from gongzhi.audit.models import Event
from gongzhi.audit.telling import security_event
from gongzhi.bodies.accounts.hearing import SAID
from gongzhi.bodies.founding import appoint, ensure_root_centre
from gongzhi.bodies.models import Person
from gongzhi.bodies.roster import ROOT_CODE
from gongzhi.site.words import words

PAGE = "/admin/audit/event/"
BUILT = {"value.opened-in-emergency", "rights.refused", "rights.withdrawn", "rights.changed", "settings.changed",
         "reading", "command"}  # fmt: skip
"""Names that the code puts together."""


def signed_in(kind: str) -> Client:
    ensure_root_centre("", timezone.now())
    person = Person.objects.create_user(f"{kind}-1", name="某人")
    appoint(person, ROOT_CODE, kind, timezone.now())
    browser = Client()
    browser.force_login(person)
    return browser


def told_in_code() -> set[str]:
    """The names of all events that the code tells of by calling `security_event` or `tell` with a name."""
    names = set()
    for path in Path(gongzhi.__path__[0]).rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        if "import security_event" not in text and "security_events import tell" not in text and "REFUSED" not in text:
            continue
        for call in (node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Call) and node.args):
            first = call.args[0]
            called = isinstance(call.func, ast.Name) and call.func.id in ("security_event", "tell", "refused_to")
            if called and isinstance(first, ast.Constant) and len(call.args) + len(call.keywords) > 1:
                names.add(str(first.value))
    return names - {"check", "import", "relocate", "routes", "rewrap"}


def test_every_event_has_a_name_in_both_languages() -> None:
    names = told_in_code() | BUILT | {name for _, name, _ in SAID}
    assert len(names) > 45
    assert sorted(name for name in names if not words().has(f"audit.name.{name}")) == []


@pytest.mark.django_db
def test_the_log_is_read_by_login_and_in_words() -> None:
    auditor = signed_in("audit_admin")
    one, other = (Person.objects.create_user(login, name=login) for login in ("zhang-3", "li-4"))
    security_event("value.opened", one.actor_id, "m-1", purpose="callback")
    security_event("login", "public", other.actor_id, "refused")
    page = auditor.get(PAGE, {"q": "zhang-3"}).content.decode()
    assert "查看个人信息" in page
    assert "zhang-3" in page
    assert "li-4" not in page
    assert f"/api/audit/export?who=person%3A{one.pk}" in page
    refused = auditor.get(PAGE, {"outcome": "refused"}).content.decode()
    assert "未登录者" in refused
    assert "li-4" in refused
    assert "zhang-3" not in refused
    assert auditor.get(PAGE, {"name": "login"}).content.decode().count("li-4") == 1


@pytest.mark.django_db
def test_what_the_page_leads_to_is_the_signed_export() -> None:
    auditor = signed_in("audit_admin")
    security_event("login", "public", "unknown", "refused")
    one = Person.objects.create_user("zhang-3", name="zhang-3")
    for actor, subject in ((one.actor_id, "m-1"), ("public", one.actor_id), ("public", "m-2")):
        security_event("value.opened", actor, subject)
    answer = auditor.get("/api/audit/export", {"who": one.actor_id, "name": "value.opened"})
    assert answer["Content-Type"] == "application/zip"
    with ZipFile(BytesIO(answer.content)) as packed:
        lines = packed.read("security-log.jsonl").decode().splitlines()
    assert len(lines) == 2
    assert Event.objects.filter(name="audit.exported").exists()


@pytest.mark.django_db
@pytest.mark.parametrize(("kind", "path"), [("administrator", PAGE), ("handler", "/admin/login/")])
def test_whoever_asks_for_a_page_that_is_not_theirs_is_refused_and_told_of(kind: str, path: str) -> None:
    assert signed_in(kind).get(path).status_code == 403
    told = Event.objects.latest("id")
    assert (told.name, told.outcome, told.actor) == ("page", "refused", Person.objects.get().actor_id)
