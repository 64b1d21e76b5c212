"""A post's duty reaches the kinds and privacy classes that two people laid down for it, from a day to a day."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from gongzhi.bodies.duties import ROLE_DUTIES
from gongzhi.bodies.founding import appoint
from gongzhi.bodies.models import GridAssignment, HistoryLine, Person, Post, PostScope, RightsChange
from gongzhi.bodies.rights import actor_of
from gongzhi.bodies.rights_changes import ask, confirm
from gongzhi.bodies.roster import ROOT_CODE
from gongzhi.kernel import EVERYTHING, Refused, Scope
from gongzhi.site.words import words
from tests.bodies.conftest import DAY, GRID, LONG_AGO, NOON

pytestmark = [pytest.mark.usefixtures("city"), pytest.mark.urls("tests.bodies.urls")]
ROADS = Scope(kinds=frozenset({"06"}), classes=frozenset({"P0", "P1"}))


@pytest.fixture
def two() -> dict[str, Person]:
    made = {kind: Person.objects.create_user(kind, name=kind) for kind in ("administrator", "security_admin")}
    for kind, person in made.items():
        appoint(person, ROOT_CODE, kind, LONG_AGO)
    return made


def post(kind: str = "handler") -> Post:
    return Post.objects.get(unit_id="CG-220302", kind=kind)


def wish(**more: Any) -> RightsChange:
    given = {"what": "scope", "post": post(), "kinds": ["06"], "classes": ["P0", "P1"], "remark": "分工"} | more
    return RightsChange(**given)


def scope(duty: str, at: Any = NOON, login: str = "handler") -> set[Scope]:
    return {right.scope for right in actor_of(Person.objects.get(login=login), at).rights if right.duty == duty}


def lay_down(two: dict[str, Person], at: Any = NOON, **more: Any) -> None:
    asked = ask(wish(**more), two["administrator"], at)
    confirm(asked.pk, two["security_admin"], at)


def test_a_scope_holds_from_when_a_second_person_confirmed_it_and_is_in_the_history(two: dict[str, Person]) -> None:
    asked = ask(wish(), two["administrator"], NOON)
    assert scope("matters.handle") == {EVERYTHING}
    with pytest.raises(Refused, match="change-needs-another"):
        confirm(asked.pk, two["administrator"], NOON)
    confirm(asked.pk, two["security_admin"], NOON)
    assert scope("matters.handle", NOON - DAY) == {EVERYTHING}
    assert ROADS in scope("matters.handle")
    line = HistoryLine.objects.get(page="bodies.postscope")
    assert line.after is not None
    assert (line.by, line.second) == (two["administrator"].actor_id, two["security_admin"].actor_id)
    assert line.after["kinds"] == ["06"]


def test_the_scope_of_one_duty_goes_before_that_of_the_post_and_the_next_ends_the_one_before(
    two: dict[str, Person],
) -> None:
    post("triage").appointments.all().delete()
    lay_down(two)
    lay_down(two, NOON, duty="matters.handle", kinds=["07"], classes=[])
    assert scope("matters.handle") == {Scope(kinds=frozenset({"07"}))}
    assert scope("matters.comment") == {ROADS}
    lay_down(two, NOON + DAY, kinds=[], classes=["P0"])
    assert (scope("matters.comment", NOON), scope("matters.comment", NOON + DAY)) == (
        {ROADS},
        {Scope(classes=frozenset({"P0"}))},
    )
    assert PostScope.objects.filter(valid_to=NOON + DAY).count() == 1


def test_nobody_changes_what_the_own_post_reaches(two: dict[str, Person]) -> None:
    appoint(two["administrator"], "CG-220302", "handler", LONG_AGO)
    mine = two["administrator"].appointments.get(post__kind="handler").post
    with pytest.raises(Refused, match="right-for-oneself"):
        ask(wish(post=mine), two["administrator"], NOON)
    asked = ask(wish(post=mine), two["security_admin"], NOON)
    with pytest.raises(Refused, match="right-for-oneself"):
        confirm(asked.pk, two["administrator"], NOON)


@pytest.mark.parametrize(
    "more", [{"duty": "matters.dispatch"}, {"person": "handler"}, {"remark": " "}, {"post": "grid_worker"}]
)
def test_a_scope_for_a_duty_that_the_post_has_not_or_for_a_person_is_not_taken(
    two: dict[str, Person], more: dict[str, Any]
) -> None:
    if "person" in more:
        more["person"] = Person.objects.get(login=more["person"])
    if "post" in more:
        more["post"] = Post.objects.get(kind=more["post"])
    with pytest.raises(Refused, match="change-incomplete"):
        ask(wish(**more), two["administrator"], NOON)


def test_only_posts_that_have_to_do_with_it_reach_p3_at_first() -> None:
    assert {right.scope for right in actor_of(Person.objects.get(login="clerk"), NOON).rights} == {EVERYTHING}
    worker = {right.scope.reaches("26002", "P3") for right in actor_of(Person.objects.get(login="worker"), NOON).rights}
    assert worker == {False}
    assert {"archive.destroy"} == {
        duty for duty in ROLE_DUTIES["archivist"] if not duty.startswith(("matters.", "documents."))
    }


def test_the_page_asks_for_a_scope_and_another_confirms_it_there(two: dict[str, Person]) -> None:
    said = {"what": "scope", "post": str(post().pk), "kinds": "06, 0701", "classes": ["P0"], "remark": "分工"}
    page = reverse("admin:bodies_rightschange_add")
    one, other = Client(), Client()
    one.force_login(two["administrator"])
    other.force_login(two["security_admin"])
    assert "类别编码" in one.post(page, said | {"kinds": "06; DROP"}).content.decode()
    assert one.post(page, said).status_code == 302
    chosen = {"action": "confirm", "_selected_action": [str(RightsChange.objects.get().pk)]}
    other.post(reverse("admin:bodies_rightschange_changelist"), chosen)
    row = PostScope.objects.get()
    assert (row.kinds, row.classes, row.duty) == (["06", "0701"], ["P0"], "")
    assert "0701" in other.get(reverse("admin:bodies_postscope_changelist")).content.decode()


def in_grid(**more: Any) -> RightsChange:
    given = {"what": "assign", "person": Person.objects.get(login="stranger"), "grid": GRID, "role": "worker"} | more
    return RightsChange(remark="分工", **given)


@pytest.mark.parametrize(
    ("more", "reached", "not_reached"),
    [
        ({}, {("06013", "P0"), ("25001", "P2")}, {("26002", "P3")}),
        ({"kinds": ["06"]}, {("06013", "P0"), ("06013", "P2")}, {("25001", "P2"), ("06013", "P3")}),
        ({"classes": ["P0", "P1"]}, {("25001", "P1")}, {("25001", "P2"), ("26002", "P3")}),
    ],
)
def test_a_role_in_a_grid_reaches_what_two_people_laid_down_for_it(
    two: dict[str, Person], more: dict[str, Any], reached: set[tuple[str, str]], not_reached: set[tuple[str, str]]
) -> None:
    confirm(ask(in_grid(**more), two["administrator"], NOON).pk, two["security_admin"], NOON)
    (there,) = scope("matters.verify", login="stranger")
    assert all(there.reaches(*one) for one in reached)
    assert not any(there.reaches(*one) for one in not_reached)


def test_no_role_in_a_grid_is_given_p3_whatever_stands_in_its_row(two: dict[str, Person]) -> None:
    with pytest.raises(Refused, match="scope-grid-p3"):
        ask(in_grid(classes=["P0", "P3"]), two["administrator"], NOON)
    GridAssignment.objects.filter(person__login="worker").update(classes=["P3"])
    (there,) = scope("matters.verify", login="worker")
    assert not there.reaches("26002", "P3")


def test_what_does_not_belong_to_a_change_is_no_part_of_it_for_whoever_confirms(two: dict[str, Person]) -> None:
    asked = ask(in_grid(post=post(), duty="matters.handle"), two["administrator"], NOON)
    asked.refresh_from_db()
    assert (asked.post, asked.duty, asked.grid) == (None, "", GRID)
    browser = Client()
    browser.force_login(two["security_admin"])
    assert GRID in browser.get(reverse("admin:bodies_rightschange_changelist")).content.decode()


def test_every_duty_has_words(two: dict[str, Person]) -> None:
    every = {duty for duties in ROLE_DUTIES.values() for duty in duties}
    assert sorted(duty for duty in every if not words().has(f"pages.duty.{duty}")) == []
    browser = Client()
    browser.force_login(two["administrator"])
    page = browser.get(reverse("admin:bodies_rightschange_add")).content.decode()
    assert "裁定争议（matters.rule）" in page
    assert "data-needs=" in page
