"""A link for the first password works once; the administration pages show no secret and delete no past."""

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.contrib.auth import authenticate
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from gongzhi.bodies import hours
from gongzhi.bodies.administering import PAGES
from gongzhi.bodies.founding import appoint
from gongzhi.bodies.invitations import invite, redeem
from gongzhi.bodies.models import Invitation, Person, Token, Unit
from gongzhi.bodies.reading import calendars, holder_of
from gongzhi.bodies.roster import ROOT_CODE
from gongzhi.bodies.tokens import make_token
from gongzhi.kernel import Refused
from gongzhi.places.models import Area
from gongzhi.places.standing import changed
from tests.bodies.conftest import COUNTY, DAY, LONG_AGO, NOON, PLACE

pytestmark = [pytest.mark.usefixtures("city"), pytest.mark.urls("tests.bodies.urls")]
INLINE = re.compile(r"<script(?![^>]*(?:src=\"/static/|type=\"application/json\"))|\son\w+=|javascript:")
GOOD = "春天-的-铁西-2025"


def person(login: str = "worker") -> Person:
    return Person.objects.get(login=login)


def secret_of(link: str) -> str:
    return link.rstrip("/").rsplit("/", 1)[1]


def test_an_invitation_sets_the_first_password_once() -> None:
    secret = secret_of(invite(person(), NOON))
    assert authenticate(username="worker", password=GOOD) is None
    redeem(secret, GOOD, NOON)
    assert authenticate(username="worker", password=GOOD) == person()
    with pytest.raises(Refused, match="invitation-used"):
        redeem(secret, GOOD + "!", NOON)
    assert authenticate(username="worker", password=GOOD) == person()


@pytest.mark.django_db(transaction=True)
def test_of_many_who_redeem_at_the_same_moment_one_sets_the_password() -> None:
    secret = secret_of(invite(person(), NOON))
    together = Barrier(4)

    def race(number: int) -> str | None:
        together.wait()
        try:
            redeem(secret, f"{GOOD}-{number}", NOON)
        except Refused as refused:
            return refused.code
        finally:
            connection.close()
        return f"{GOOD}-{number}"

    with ThreadPoolExecutor(4) as threads:
        said = list(threads.map(race, range(4)))
    assert said.count("invitation-used") == 3
    won = next(word for word in said if word != "invitation-used")
    assert authenticate(username="worker", password=won) == person()


def test_a_weak_password_is_refused_and_leaves_the_invitation_open() -> None:
    secret = secret_of(invite(person(), NOON))
    with pytest.raises(Refused, match="password-weak"):
        redeem(secret, "12345678", NOON)
    redeem(secret, GOOD, NOON)


def test_an_expired_replaced_or_invented_invitation_opens_nothing() -> None:
    first = secret_of(invite(person(), NOON))
    second = secret_of(invite(person(), NOON))
    for secret, at, code in (
        (first, NOON, "invitation-unknown"),
        ("invented", NOON, "invitation-unknown"),
        (second, NOON + 3 * DAY, "invitation-expired"),
    ):
        with pytest.raises(Refused, match=code):
            redeem(secret, GOOD, at)
    assert not person().has_usable_password()


def test_the_secret_of_an_invitation_is_not_stored() -> None:
    secret = secret_of(invite(person(), NOON))
    assert secret not in repr(list(Invitation.objects.values_list()))


def test_the_page_of_the_invitation_leads_to_the_login_and_the_login_lets_in(client: Client) -> None:
    link = invite(person(), timezone.now())
    page = client.get(link)
    assert "worker" in page.content.decode()
    assert page["Referrer-Policy"] == "strict-origin"
    assert client.post(link, {"password": GOOD, "again": "not the same"}).status_code == 422
    assert client.post(link, {"password": "12345678", "again": "12345678"}).status_code == 422
    assert client.post(link, {"password": GOOD, "again": GOOD}).headers["Location"] == reverse("account_login")
    closed = client.get(link)
    assert (closed.status_code, "已经使用过" in closed.content.decode()) == (410, True)
    said = {"login": "worker", "password": GOOD, "next": "/admin/"}
    assert client.post(reverse("account_login"), said).headers["Location"] == "/admin/"
    assert "已退出" in client.post(reverse("account_logout"), follow=True).content.decode()


def test_a_wrong_password_is_said_at_the_form(client: Client) -> None:
    page = client.post(reverse("account_login"), {"login": "worker", "password": "wrong"})
    assert 'role="alert"' in page.content.decode()


def test_no_page_holds_a_script_that_runs_or_a_style_of_its_own(client: Client) -> None:
    for link in (reverse("account_login"), invite(person(), timezone.now()), reverse("bodies:redeem", args=["x"])):
        page = client.get(link).content.decode()
        assert 'lang="zh-CN"' in page
        assert INLINE.search(page) is None
        assert "<style" not in page
        assert "style=" not in page


def as_one(kind: str) -> Client:
    """A browser in which an administrator of that kind is signed in."""
    one = Person.objects.create_user(kind, GOOD, name=kind)
    appoint(one, ROOT_CODE, kind, LONG_AGO)
    browser = Client()
    browser.force_login(one)
    return browser


@pytest.fixture
def admin() -> Client:
    """A browser of the system administrator."""
    return as_one("administrator")


@pytest.fixture
def security() -> Client:
    """A browser of the security administrator."""
    return as_one("security_admin")


NAMES = (
    "unit",
    "unitduty",
    "post",
    "person",
    "appointment",
    "gridassignment",
    "token",
    "invitation",
    "rightschange",
    "historyline",
)


@pytest.mark.parametrize("name", NAMES)
def test_every_list_can_be_opened_and_searched_by_who_reads_them_all(name: str) -> None:
    assert as_one("audit_admin").get(reverse(f"admin:bodies_{name}_changelist"), {"q": "2203"}).status_code == 200


def test_the_page_of_a_token_shows_neither_secret_nor_digest(security: Client) -> None:
    token, shown = make_token(person(), ["matters.see"], timezone.now() + DAY, timezone.now())
    page = security.get(reverse("admin:bodies_token_change", args=[token.pk])).content.decode()
    assert token.prefix in page
    assert token.digest not in page
    assert shown.split("_", 2)[2] not in page
    assert security.get(reverse("admin:bodies_token_add")).status_code == 403


def test_a_token_is_revoked_from_its_list(security: Client) -> None:
    token, _ = make_token(person(), ["matters.see"], timezone.now() + DAY, timezone.now())
    chosen = {"action": "revoke", "_selected_action": [str(token.pk)]}
    security.post(reverse("admin:bodies_token_changelist"), chosen)
    assert Token.objects.get().revoked_at is not None


def rows_of(name: str, count: int) -> dict[str, str]:
    """The hidden fields of an inline whose rows are left alone."""
    return {f"{name}-TOTAL_FORMS": str(count), f"{name}-INITIAL_FORMS": str(count)}


@pytest.fixture
def county(db: None) -> None:
    """The county is drawn: the pages know its code."""
    Area.objects.create(code=COUNTY, name="铁西区", level="county", valid_from=LONG_AGO)
    changed()


def test_a_grid_nobody_has_drawn_is_refused_on_the_page(admin: Client) -> None:
    said = {"what": "assign", "person": str(person().pk), "grid": "nowhere", "role": "worker", "remark": "新任"}
    page = admin.post(reverse("admin:bodies_rightschange_add"), said).content.decode()
    assert "没有编码为 nowhere 的区域" in page


def test_a_unit_of_an_area_nobody_has_drawn_is_refused() -> None:
    with pytest.raises(ValidationError, match="没有编码为 nowhere 的区域"):
        Unit(code="NEW", name="新", type="CG", level="city", area="nowhere", valid_from=NOON).full_clean()


@pytest.fixture
def offered() -> Iterator[None]:
    """The catalogue has a calendar for service windows."""
    before = hours.offer(lambda: [("service-window", "办事窗口")])
    yield
    hours.offer(before)


@pytest.mark.usefixtures("county", "offered")
@pytest.mark.parametrize(("calendar", "status"), [("service-window", 302), ("", 302), ("moon", 200)])
def test_a_unit_keeps_a_calendar_that_the_catalogue_has(admin: Client, calendar: str, status: int) -> None:
    unit = Unit.objects.get(code="CG-220302")
    page = reverse("admin:bodies_unit_change", args=[unit.pk])
    assert "办事窗口" in admin.get(page).content.decode()
    said = {"name": unit.name, "type": unit.type, "level": unit.level, "area": unit.area, "calendar": calendar}
    said |= {"valid_from_0": "2024-01-01", "valid_from_1": "00:00:00", **rows_of("duties", 0), **rows_of("powers", 0)}
    assert admin.post(page, said).status_code == status
    assert calendars().get("CG-220302", "") == (calendar if status == 302 else "")


@pytest.mark.usefixtures("county", "offered")
@pytest.mark.parametrize("way", [{"area": ""}, {"area": COUNTY, "is_centre": "on"}])
def test_nobody_is_given_a_wider_right_by_one_person_who_moves_their_unit(admin: Client, way: dict[str, str]) -> None:
    moved, empty = Unit.objects.get(code="CG-220302"), Unit.objects.get(code="CG-2203")
    for unit, status in ((moved, 200), (empty, 302)):
        said = {"name": unit.name, "type": unit.type, "level": unit.level, "calendar": "", **way}
        said |= {"valid_from_0": "2024-01-01", "valid_from_1": "00:00:00"}
        said |= {**rows_of("duties", 0), **rows_of("powers", 0)}
        page = admin.post(reverse("admin:bodies_unit_change", args=[unit.pk]), said)
        assert page.status_code == status
    assert "须由两人办理" in admin.post(reverse("admin:bodies_unit_change", args=[moved.pk]), said).content.decode()
    moved.refresh_from_db()
    assert (moved.area, moved.is_centre) == (COUNTY, False)


def test_the_login_of_an_account_stays(admin: Client) -> None:
    admin.post(reverse("admin:bodies_person_change", args=[person().pk]), {"login": "stranger-2", "name": "改了名"})
    assert (person("worker").name, Person.objects.filter(login="stranger-2").exists()) == ("改了名", False)


@pytest.mark.usefixtures("county")
def test_a_unit_abolished_on_its_page_answers_no_more(admin: Client) -> None:
    assert holder_of("litter", "county", PLACE, NOON).unit == "CG-220302"
    unit = Unit.objects.get(code="CG-220302")
    duty = unit.duties.get()
    said = {
        "name": unit.name,
        "type": unit.type,
        "level": unit.level,
        "area": unit.area,
        "valid_from_0": "2024-01-01",
        "valid_from_1": "00:00:00",
        "valid_to_0": "2025-01-01",
        "valid_to_1": "00:00:00",
        **rows_of("duties", 1),
        **rows_of("powers", 0),
        "duties-0-id": str(duty.pk),
        "duties-0-unit": unit.pk,
        "duties-0-duty": duty.duty,
        "duties-0-valid_from_0": "2024-01-01",
        "duties-0-valid_from_1": "00:00:00",
    }
    saved = admin.post(reverse("admin:bodies_unit_change", args=[unit.pk]), said)
    assert saved.status_code == 302
    assert holder_of("litter", "county", PLACE, NOON).finding == "unit-abolished:CG-220302"


@pytest.mark.parametrize("code", [ROOT_CODE, "CG-220302"])
def test_no_unit_is_deleted(admin: Client, code: str) -> None:
    gone = admin.post(reverse("admin:bodies_unit_delete", args=[code]), {"post": "yes"})
    assert gone.status_code == 403
    assert Unit.objects.filter(code=code).exists()


def test_a_person_added_on_the_page_cannot_log_in_before_the_invitation(admin: Client, security: Client) -> None:
    admin.post(reverse("admin:bodies_person_add"), {"login": "fresh", "name": "新人"})
    assert not person("fresh").has_usable_password()
    chosen = {"action": "send_invitation", "_selected_action": [str(person("fresh").pk)]}
    page = security.post(reverse("admin:bodies_person_changelist"), chosen, follow=True).content.decode()
    secret = page.split("/invitations/")[1].split("/")[0]
    assert redeem(secret, GOOD, timezone.now() + timedelta(hours=1)) == person("fresh")


def test_one_page_leads_to_the_password_and_the_pages_stand_in_the_order_of_their_table(admin: Client) -> None:
    assert admin.get("/admin/password_change/").headers["Location"] == reverse("account_change_password")
    index = admin.get("/admin/").content.decode()
    assert "password_change" not in index
    shown = [name for name in PAGES if (at := name.replace(".", "/")) and f'href="/admin/{at}/"' in index]
    places = [index.index(f'href="/admin/{name.replace(".", "/")}/"') for name in shown]
    assert len(shown) > 10
    assert places == sorted(places)
