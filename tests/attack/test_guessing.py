"""Nobody finds a report, a name or a link by trying, and nobody asks more often by pretending to be many."""

from uuid import uuid4

import pytest
from django.core.cache import cache
from django.test import Client
from pytest_django import Settings

from gongzhi.audit.origin import Origin
from gongzhi.site import limits
from gongzhi.site.numbering import address_of
from tests.http.conftest import REPORT, Wire

pytestmark = pytest.mark.django_db
NEAR = "ABCDEFGHJKMNPQRSTVWXYZ0123456789"


@pytest.fixture(autouse=True)
def nothing_tried_yet() -> None:
    cache.clear()
    limits.buckets.known.clear()


def test_a_code_that_is_nearly_right_says_the_same_as_any_other(wire: Wire) -> None:
    code = wire.report()["query_code"]
    bare = code.replace("-", "")
    other = NEAR[(NEAR.index(bare[-1]) + 1) % len(NEAR)]
    answers = [
        wire.get(f"/follow/{tried}") for tried in (bare[:-1] + other, "0" * 12, bare[:-1], bare + "0", "%00" * 4)
    ]
    assert {(one.status, one.code) for one in answers} == {(404, "code-unknown")}
    assert len({one.raw for one in answers}) == 1


def test_the_number_or_the_id_of_a_report_is_no_code(wire: Wire) -> None:
    made = wire.report()
    for tried in (made["number"], made["id"], made["id"].replace("-", "")[:12]):
        assert wire.get(f"/follow/{tried}").status == 404
        assert wire.post(f"/follow/{tried}/withdraw", {}).status == 404


def test_no_pretended_address_gives_further_tries(wire: Wire) -> None:
    for place in range(limits.FREE + 1):
        wire.get(f"/follow/{place:012d}", x_forwarded_for=f"203.0.{place}.1", x_real_ip=f"203.0.{place}.1")
    held = wire.get("/follow/000000000000", x_forwarded_for="198.51.100.7", forwarded="for=198.51.100.7")
    assert (held.status, held.code) == (429, "too-many-requests")
    assert int(held.headers["Retry-After"]) > 0


def test_behind_the_proxy_only_what_the_proxy_says_last_is_believed(settings: Settings) -> None:
    settings.HTTPS = True
    request = Client().get("/health/live", headers={"x-forwarded-for": "1.1.1.1, 203.0.113.9"}).wsgi_request
    assert address_of(request) == "203.0.113.9"
    settings.HTTPS = False
    assert address_of(request) == "127.0.0.1"


@pytest.mark.parametrize(
    "said", ["x" * 5000, "\x1b[31m", "' OR 1", "::ffff:1.2.3.4%eth0", "1.2.3.4:80", "999.1.1.1", ""]
)
def test_an_address_that_is_none_is_nobody_in_particular(said: str) -> None:
    assert Origin(address=said).network == "" or "/" in Origin(address=said).network


def test_ever_new_tokens_do_not_pass_the_limit_of_an_address(wire: Wire, settings: Settings) -> None:
    settings.GONGZHI_LIMIT_CALLER, settings.GONGZHI_LIMIT_ADDRESS = 5, 8
    answers = [wire.get("/me", authorization=f"Bearer {uuid4()}", cookie=f"sessionid={uuid4().hex}") for _ in range(12)]
    assert [one.status for one in answers] == [401] * 8 + [429] * 4


def test_an_invitation_that_was_invented_is_as_good_as_none(wire: Wire) -> None:
    client = Client(raise_request_exception=False)
    said = [client.get(f"/invitations/{tried}/") for tried in ("A" * 43, "x", "%00", "' OR 1=1 --", "a" * 4000)]
    assert {one.status_code for one in said} == {404}


def test_nobody_learns_by_the_login_of_colleagues_who_sits_elsewhere(wire: Wire) -> None:
    told = wire.get("/colleagues?unit=220302-ZZ", "handler").raw.decode()
    assert "clerk" not in told
    assert wire.get("/colleagues", "stranger").json == []


def test_reports_of_a_stranger_are_held_by_the_limit_of_their_address(wire: Wire, settings: Settings) -> None:
    settings.GONGZHI_LIMIT_ADDRESS = 3
    assert [wire.post("/reports", REPORT).status for _ in range(5)] == [201] * 3 + [429] * 2
