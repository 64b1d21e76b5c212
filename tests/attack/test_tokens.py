"""A token opens what it names, where it was made, until it ends; in no other place and in no other shape."""

from datetime import timedelta

import pytest
from django.test import Client

from gongzhi.audit.models import Event
from gongzhi.bodies.duties import ROLE_DUTIES
from gongzhi.bodies.models import Token
from gongzhi.bodies.tokens import KNOWN_SCOPES, authenticate_token, make_token, revoke_token
from gongzhi.matters.loop import STEPS
from tests.attack.routes import CLOSED, ROUTES, Route
from tests.cast import LEAD
from tests.http.conftest import Wire

pytestmark = pytest.mark.django_db
SHUT = [pytest.param(route, id=route.name) for route in CLOSED]
DUTY_OF = {f"matter_{step.name}": step.duty for step in STEPS if step.duty}


def bearer(wire: Wire, who: str, *scopes: str) -> tuple[Token, dict[str, str]]:
    at = wire.city.now
    token, secret = make_token(wire.city.people[who], scopes or KNOWN_SCOPES, at + timedelta(hours=1), at)
    return token, {"authorization": f"Bearer {secret}"}


@pytest.mark.parametrize("route", [pytest.param(route, id=route.name) for route in ROUTES if route.name in DUTY_OF])
def test_a_token_that_may_only_see_gives_no_command(one_city: Wire, route: Route) -> None:
    made = one_city.report("worker")["id"]
    _, said = bearer(one_city, "clerk", "matters.see")
    answer = one_city.call(route.method, route.at(matter=made), None, route.body, if_match='"3"', **said)
    assert answer.status in (403, 404, 409, 422), answer.raw
    assert one_city.get(f"/matters/{made}", "clerk").json["matter"]["version"] == 3


def test_a_token_that_names_the_duty_gives_it_so_that_the_trial_above_can_fail(one_city: Wire) -> None:
    made = one_city.report("worker")["id"]
    _, said = bearer(one_city, "clerk", "matters.see", "matters.triage")
    assert one_city.post(f"/matters/{made}/accept", {}, if_match='"3"', **said).status == 200


@pytest.mark.parametrize("scope", ["matters.void", "archive.destroy", "audit.read", "rights.change", "matters.rule"])
def test_a_token_that_names_more_than_its_owner_holds_gives_nothing_more(one_city: Wire, scope: str) -> None:
    _, said = bearer(one_city, "worker", scope)
    told = one_city.get("/me", **said).json
    assert scope not in str(told.get("rights", told)) or scope in ROLE_DUTIES["grid_worker"]


@pytest.mark.parametrize("route", SHUT)
def test_an_ended_or_revoked_token_opens_no_route(one_city: Wire, route: Route) -> None:
    revoked, first = bearer(one_city, "head")
    revoke_token(revoked, one_city.city.now)
    _, second = bearer(one_city, "head")
    begun = one_city.city.now
    for said, later in ((first, timedelta(0)), (second, timedelta(hours=1))):
        one_city.city.now = begun + later
        answer = one_city.call(route.method, route.at(), None, route.body, if_match='"4"', **said)
        assert answer.status == 401
    one_city.city.now = begun


def test_a_token_says_nothing_of_why_it_opens_nothing(one_city: Wire) -> None:
    revoked, first = bearer(one_city, "head")
    revoke_token(revoked, one_city.city.now)
    stranger = {"authorization": f"Bearer gz_{'0' * 12}_{'A' * 43}"}
    wrong = {"authorization": f"Bearer gz_{revoked.prefix}_{'A' * 43}"}
    assert len({one_city.get("/me", **said).raw for said in (first, stranger, wrong)}) == 1


def test_the_secret_of_another_city_opens_nothing_here_though_its_prefix_is_known(one_city: Wire) -> None:
    token, said = bearer(one_city, "head")
    Token.objects.filter(pk=token.pk).update(digest="0" * 64)
    assert one_city.get("/me", **said).status == 401
    assert authenticate_token(said["authorization"].removeprefix("Bearer "), one_city.city.now) is None


@pytest.mark.parametrize("name", ["token", "access_token", "authorization", "api_key", "key"])
def test_a_token_in_an_address_or_a_cookie_is_none(one_city: Wire, name: str) -> None:
    _, said = bearer(one_city, "head")
    secret = said["authorization"].removeprefix("Bearer ")
    assert one_city.get(f"/me?{name}={secret}").status == 401
    assert one_city.get("/me", cookie=f"{name}={secret}; sessionid={secret}").status == 401
    assert one_city.call("POST", "/inbox:read-all", None, {name: secret}).status == 401


@pytest.mark.parametrize(
    "form", ["Basic {}", "Token {}", "Bearer  {}", "Bearer {} x", "{}", "Bearer {}\x00", "Bearer {}A"]
)
def test_a_token_in_another_shape_is_none(one_city: Wire, form: str) -> None:
    _, said = bearer(one_city, "head")
    secret = said["authorization"].removeprefix("Bearer ")
    assert one_city.get("/me", authorization=form.format(secret)).status == 401


def test_a_token_opens_no_page_of_administration_and_no_account(one_city: Wire) -> None:
    _, said = bearer(one_city, "head")
    for path in ("/admin/", "/admin/bodies/token/", "/account/devices/", "/account/password/"):
        answer = Client(raise_request_exception=False).get(path, headers=said)
        assert answer.status_code == 302
        assert "/login/" in answer.headers["Location"]


def test_a_token_does_not_speak_for_the_reporter(one_city: Wire) -> None:
    made = one_city.report()
    assert one_city.get(f"/matters/{made['id']}", "stranger").status == 404
    assert one_city.post(f"/matters/{made['id']}/withdraw", {}, "stranger").status == 404
    assert one_city.post(f"/matters/{made['id']}/withdraw", {}, "clerk", if_match='"3"').status == 403


def test_of_a_token_that_was_tried_only_the_try_is_kept(one_city: Wire) -> None:
    secret = f"gz_{'1' * 12}_{'Z' * 43}"
    one_city.get("/me", authorization=f"Bearer {secret}")
    event = Event.objects.filter(name="token").order_by("-id").first()
    assert event is not None
    assert "Z" * 20 not in event.facts + event.subject + event.actor
    assert LEAD not in event.facts
