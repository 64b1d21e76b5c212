"""A token opens what it names, until it ends, and its secret is nowhere but with its holder."""

import hmac
from datetime import timedelta
from unittest.mock import Mock

import pytest
from pytest_django import DjangoAssertNumQueries

from gongzhi.bodies.models import Person, Token
from gongzhi.bodies.rights import actor_of
from gongzhi.bodies.tokens import authenticate_token, make_token, revoke_token
from gongzhi.kernel import Refused, Right
from tests.bodies.conftest import DAY, NOON, TOWN

pytestmark = pytest.mark.usefixtures("city")


def clerk() -> Person:
    return Person.objects.get(login="clerk")


def made(*scopes: str, login: str = "clerk") -> tuple[Token, str]:
    return make_token(Person.objects.get(login=login), scopes, NOON + DAY, NOON)


def test_a_token_acts_for_its_person_with_the_rights_it_names() -> None:
    _, shown = made("matters.triage", "matters.see", "areas.edit")
    actor = authenticate_token(shown, NOON)
    assert actor is not None
    assert actor.id == clerk().actor_id
    assert actor.unit == "ZZ-220302001"
    assert actor.rights == {Right(duty="matters.triage", area=TOWN), Right(duty="matters.see", area=TOWN)}
    assert actor.rights < actor_of(clerk(), NOON).rights


def test_a_token_that_may_only_report_acts_for_no_unit() -> None:
    actor = authenticate_token(made("matters.report")[1], NOON)
    assert actor is not None
    assert actor.unit is None


def test_a_token_speaks_for_the_sources_it_names_and_a_session_for_none() -> None:
    _, shown = make_token(clerk(), ["matters.report"], NOON + DAY, NOON, sources=["12345", "12345"])
    actor = authenticate_token(shown, NOON)
    assert actor is not None
    assert actor.sources == {"12345"}
    assert actor_of(clerk(), NOON).sources == frozenset()


def test_the_secret_is_long_and_is_not_stored() -> None:
    token, shown = made("matters.see")
    assert shown.startswith("gz_")
    kept = repr(list(Token.objects.values_list()))
    assert shown.split("_", 2)[2] not in kept
    assert len(shown.split("_", 2)[2]) * 6 // 8 >= 32
    assert shown not in str(token)


def test_expired_revoked_and_unknown_tokens_open_nothing() -> None:
    token, shown = made("matters.see")
    assert authenticate_token(shown, NOON - DAY) is None
    assert authenticate_token(shown, NOON + DAY) is None
    assert authenticate_token(shown + "x", NOON) is None
    assert authenticate_token(shown[:-1] + ("A" if shown[-1] != "A" else "B"), NOON) is None
    assert authenticate_token(f"gz_{'0' * 12}_{shown[16:]}", NOON) is None
    revoke_token(token, NOON)
    revoke_token(token, NOON + timedelta(hours=1))
    assert authenticate_token(shown, NOON) is None
    assert Token.objects.get().revoked_at == NOON


def test_a_token_of_someone_who_left_opens_nothing() -> None:
    shown = made("matters.see")[1]
    person = clerk()
    person.is_active = False
    person.save()
    assert authenticate_token(shown, NOON) is None


def test_each_secret_is_compared_in_constant_time_also_that_of_an_unknown_token(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    compare = Mock(wraps=hmac.compare_digest)
    monkeypatch.setattr(hmac, "compare_digest", compare)
    shown = made("matters.see")[1]
    authenticate_token(shown, NOON)
    authenticate_token(f"gz_{'0' * 12}_{shown[16:]}", NOON)
    assert [len(kept) for call in compare.call_args_list for kept in call.args] == [64] * 4


def test_of_its_use_only_the_day_is_kept_and_written_once_a_day(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    shown = made("matters.see")[1]
    authenticate_token(shown, NOON)
    with django_assert_num_queries(1):
        authenticate_token(shown, NOON + timedelta(hours=2))
    assert Token.objects.get().last_used == NOON.date()


@pytest.mark.parametrize(
    ("scopes", "term", "code"),
    [((), DAY, "scope-unknown"), (("everything",), DAY, "scope-unknown"), (("matters.see",), -DAY, "expiry-past")],
)
def test_a_token_without_known_scopes_or_a_coming_end_is_refused(
    scopes: tuple[str, ...], term: timedelta, code: str
) -> None:
    with pytest.raises(Refused, match=code):
        make_token(clerk(), scopes, NOON + term, NOON)
