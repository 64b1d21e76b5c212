"""A list of appointments is done whole by two people, or not at all, and says of each row what is wrong with it."""

import io
from collections.abc import Sequence
from zipfile import ZipFile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from gongzhi.bodies.appointing import COLUMNS, LIST, Judged, ask_all, judge
from gongzhi.bodies.founding import appoint
from gongzhi.bodies.models import Appointment, GridAssignment, HistoryLine, Person, RightsChange
from gongzhi.bodies.rights import actor_of
from gongzhi.bodies.rights_changes import confirm, confirm_list, refuse, refuse_list
from gongzhi.bodies.roster import ROOT_CODE
from gongzhi.kernel import Refused
from gongzhi.places.models import Area
from gongzhi.places.standing import changed
from tests.bodies.conftest import DAY, GRID, LONG_AGO, NOON

pytestmark = [pytest.mark.usefixtures("city"), pytest.mark.urls("tests.bodies.urls")]
HEAD = ",".join(COLUMNS.values())
CLERK = "stranger,stranger,ZZ-220302001,受理员,,,,,,新任"
NEW = "wang,王新,CG-220302,checker,,,,2026-07-01,,新任"
WATCH = f"stranger,stranger,,,{GRID},网格员,,,worker,代班"


@pytest.fixture
def two() -> tuple[Person, Person]:
    """A system administrator and a security administrator."""
    made = [Person.objects.create_user(kind, name=kind) for kind in ("administrator", "security_admin")]
    for one in made:
        appoint(one, ROOT_CODE, one.login, LONG_AGO)
    Area.objects.create(code=GRID, name="网格", level="grid", valid_from=LONG_AGO)
    changed()
    return made[0], made[1]


def judged(rows: Sequence[str], by: Person) -> list[Judged]:
    return judge(LIST.read("\n".join([HEAD, *rows]).encode(), "list.csv"), by, NOON)


def asked(rows: Sequence[str], by: Person) -> list[RightsChange]:
    listed = ask_all(LIST.read("\n".join([HEAD, *rows]).encode(), "list.csv"), by, NOON)
    return list(RightsChange.objects.filter(listed=listed).order_by("pk"))


def duties(login: str) -> set[str]:
    return {right.duty for right in actor_of(Person.objects.get(login=login), NOON + DAY).rights}


def test_nothing_holds_until_another_administrator_confirmed_the_whole_list(two: tuple[Person, Person]) -> None:
    changes = asked([CLERK, NEW, WATCH], two[0])
    listed = changes[0].listed
    assert listed is not None
    assert (duties("stranger"), duties("wang")) == (set(), set())
    with pytest.raises(Refused, match="change-needs-another"):
        confirm_list(listed, two[0], NOON)
    assert confirm_list(listed, two[1], NOON) == 3
    assert {"matters.triage", "matters.verify"} <= duties("stranger")
    made = Appointment.objects.get(person__login="wang")
    assert (made.post.kind, made.post.name, made.valid_to is not None) == ("checker", "核查员", True)
    deputy = GridAssignment.objects.get(person__login="stranger").deputy_of
    assert deputy is not None
    assert deputy.person.login == "worker"
    seconds = HistoryLine.objects.filter(page="bodies.appointment").values_list("second", flat=True)
    assert set(seconds) == {two[1].actor_id}


def test_an_account_that_a_list_opens_lets_nobody_in(two: tuple[Person, Person]) -> None:
    asked([NEW], two[0])
    assert not Person.objects.get(login="wang").has_usable_password()


WRONG = {
    "list-person-missing": ",,ZZ-220302001,受理员,,,,,,新任",
    "list-name-differs": CLERK.replace("stranger,stranger", "stranger,别人"),
    "list-unit-unknown": CLERK.replace("ZZ-220302001", "ZZ-99"),
    "list-post-unknown": CLERK.replace("受理员", "长官"),
    "list-grid-unknown": WATCH.replace(GRID, "2.20302E+14"),
    "list-role-unknown": WATCH.replace("网格员", "长官"),
    "list-place-missing": CLERK.replace("受理员", ""),
    "list-date-unreadable": CLERK.replace(",,,,,,新任", ",,,明天,,,新任"),
    "expiry-past": CLERK.replace(",,,,,,新任", ",,,,2020-07-01,,新任"),
    "list-deputy-unknown": WATCH.replace("worker", "clerk"),
    "list-held": CLERK.replace("stranger,stranger", "clerk,clerk"),
    "list-no-administrator": CLERK.replace("受理员", "审计管理员"),
    "change-incomplete": CLERK.replace("新任", ""),
    "list-value-odd": CLERK.replace("新任", "任" * 201),
    "right-for-oneself": CLERK.replace("stranger,stranger", "administrator,administrator"),
}


@pytest.mark.parametrize("code", WRONG)
def test_each_row_says_what_is_wrong_and_nothing_of_the_list_is_asked(two: tuple[Person, Person], code: str) -> None:
    said = judged([NEW, WRONG[code]], two[0])
    assert [[refused.code for refused in one.wrong] for one in said] == [[], [code]]
    with pytest.raises(Refused, match="list-not-clean"):
        asked([NEW, WRONG[code]], two[0])
    assert not RightsChange.objects.exists()
    assert not Person.objects.filter(login="wang").exists()


@pytest.mark.parametrize("login", ["Worker", "wo\u200brker", "wоrker"])
def test_a_list_opens_no_account_that_passes_for_another(two: tuple[Person, Person], login: str) -> None:
    (said,) = judged([CLERK.replace("stranger,stranger", f"{login},别人")], two[0])
    assert [refused.code for refused in said.wrong] == ["list-value-odd"]


def test_the_same_row_twice_is_told_with_the_row_that_was_first(two: tuple[Person, Person]) -> None:
    said = judged([CLERK, NEW, CLERK], two[0])
    assert [(refused.code, refused.details["first"]) for refused in said[2].wrong] == [("list-double", 2)]


def test_a_security_administrator_opens_no_account_and_no_post_by_a_list(two: tuple[Person, Person]) -> None:
    said = judged([CLERK, NEW, CLERK.replace("受理员", "回访员")], two[1])
    codes = [[refused.code for refused in one.wrong] for one in said]
    assert codes == [[], ["list-opens-account"], ["list-opens-post"]]


def test_when_one_row_no_longer_holds_none_is_done(two: tuple[Person, Person]) -> None:
    changes = asked([CLERK, NEW], two[0])
    assert changes[0].listed is not None
    late = NOON + 3000 * DAY
    with pytest.raises(Refused, match="expiry-past"):
        confirm_list(changes[0].listed, two[1], late)
    assert not Appointment.objects.filter(person__login__in=["stranger", "wang"]).exists()
    assert set(RightsChange.objects.values_list("state", flat=True)) == {"asked"}


def test_a_row_of_a_list_is_not_decided_by_itself_and_the_list_once(two: tuple[Person, Person]) -> None:
    change = asked([CLERK, NEW], two[0])[0]
    for decide in (confirm, refuse):
        with pytest.raises(Refused, match="change-in-list"):
            decide(change.pk, two[1], NOON)
    assert change.listed is not None
    refuse_list(change.listed, two[1], NOON)
    with pytest.raises(Refused, match="change-decided"):
        confirm_list(change.listed, two[1], NOON)
    assert duties("stranger") == set()


def test_a_file_that_is_no_list_is_refused_as_a_whole() -> None:
    bomb = io.BytesIO()
    with ZipFile(bomb, "w", 8) as parts:
        parts.writestr("xl/workbook.xml", bytes(80 << 20))
    for name, content, code in (
        ("a.csv", b"login,name\nx,y\n", "list-columns-missing"),
        ("a.csv", HEAD.encode(), "list-empty"),
        ("a.csv", "\n".join([HEAD, *[CLERK] * (LIST.most + 1)]).encode(), "list-too-long"),
        ("a.pdf", b"%PDF", "area-file-kind-unknown"),
        ("a.csv", bytes((2 << 20) + 1), "area-file-too-large"),
        ("a.xlsx", bomb.getvalue(), "area-file-too-large"),
    ):
        with pytest.raises(Refused, match=code):
            LIST.read(content, name)


def test_on_the_pages_a_list_is_checked_asked_and_confirmed_by_another(two: tuple[Person, Person]) -> None:
    asking, deciding = Client(), Client()
    asking.force_login(two[0])
    deciding.force_login(two[1])
    page = reverse("admin:bodies_rightschange_appointing")
    rows = "\n".join([HEAD, CLERK.replace("受理员", "长官"), CLERK])
    answer = asking.post(page, {"file": SimpleUploadedFile("a.csv", rows.encode("gb18030")), "check": "1"})
    assert "没有岗位“长官”" in answer.content.decode()
    answer = asking.post(page, {"file": SimpleUploadedFile("a.csv", "\n".join([HEAD, CLERK]).encode()), "check": "1"})
    assert not RightsChange.objects.exists()
    answer = asking.post(page, {"rows": answer.context["rows"], "ask": "1"})
    shown = answer.headers["Location"]
    assert 'name="confirm"' not in asking.get(shown).content.decode()
    assert 'name="confirm"' in deciding.get(shown).content.decode()
    deciding.post(shown, {"confirm": "1"})
    stranger = Person.objects.get(login="stranger")
    assert any(right.duty == "matters.triage" for right in actor_of(stranger, timezone.now()).rights)
    assert asking.get(reverse("admin:bodies_rightschange_template")).content.decode().strip("\ufeff\r\n") == HEAD


def test_nobody_but_who_may_change_rights_comes_to_the_lists(two: tuple[Person, Person]) -> None:
    change, browser = asked([CLERK], two[0])[0], Client()
    browser.force_login(Person.objects.get(login="handler"))
    for page in (reverse("admin:bodies_rightschange_appointing"), reverse("admin:bodies_rightschange_template"),
                 reverse("admin:bodies_rightschange_list", args=[change.listed])):  # fmt: skip
        for answer in (browser.get(page), browser.post(page, {"confirm": "1"})):
            assert answer.status_code == 302
            assert "/login/" in answer.headers["Location"]
    auditor = Person.objects.create_user("audit_admin", name="audit_admin")
    appoint(auditor, ROOT_CODE, "audit_admin", LONG_AGO)
    browser.force_login(auditor)
    assert browser.get(reverse("admin:bodies_rightschange_appointing")).status_code == 403
    shown = reverse("admin:bodies_rightschange_list", args=[change.listed])
    assert browser.get(shown).status_code == 200
    browser.post(shown, {"confirm": "1"})
    assert duties("stranger") == set()
