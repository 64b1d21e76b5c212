"""Whatever the house refuses is a problem document in the caller's language, and never shows anything from inside."""

import json
from typing import Any

import pytest
from django.http import HttpRequest
from django.test import Client, RequestFactory
from ninja import NinjaAPI, Schema
from ninja.testing import TestClient
from pydantic import AwareDatetime

from gongzhi.kernel import Refused
from gongzhi.site.problems import CODES, MEDIA, document, speak_through
from gongzhi.site.words import words


class Body(Schema):
    """What the probe takes."""

    count: int
    at: AwareDatetime


def probe() -> TestClient:
    """A small API that fails in every way."""
    api = NinjaAPI(urls_namespace=f"probe{id(object())}")
    speak_through(api)

    @api.post("/take")
    def take(request: HttpRequest, body: Body) -> dict[str, Any]:
        return {"count": body.count}

    @api.get("/refuse")
    def refuse(request: HttpRequest) -> None:
        raise Refused("no-right", status=403, duty="matters.dispatch")

    @api.get("/crash")
    def crash(request: HttpRequest) -> None:
        raise RuntimeError("13800138000 in the cellar")

    return TestClient(api)


def test_a_refusal_carries_code_words_way_out_and_details() -> None:
    answer = probe().get("/refuse", headers={"Accept-Language": "zh-CN"})
    assert answer.status_code == 403
    assert answer["Content-Type"] == MEDIA
    body = answer.json()
    assert body["type"] == "urn:gongzhi:refusal:no-right"
    assert body["status"] == 403
    assert body["code"] == "no-right"
    assert body["title"] == "您的岗位没有办理此事的权限（matters.dispatch）"
    assert body["way_out"].startswith("请由有此权限的岗位办理")
    assert body["details"] == {"duty": "matters.dispatch"}


def test_it_speaks_english_to_who_asks_for_it() -> None:
    answer = Client().get("/api/matters", headers={"Accept-Language": "en"})
    assert json.loads(answer.content)["title"] == "Not signed in, or the session has ended"


def test_what_does_not_fit_is_named_without_its_value() -> None:
    answer = probe().post("/take", json={"count": "13800138000x", "at": "2026-01-01T00:00:00"})
    body = answer.json()
    assert (answer.status_code, body["code"]) == (422, "request-invalid")
    assert [fault["where"] for fault in body["details"]["errors"]] == ["body.body.count", "body.body.at"]
    assert [fault["what"] for fault in body["details"]["errors"]] == ["应为整数", "时间须带时区偏移，如 +08:00"]
    assert "13800138000" not in answer.content.decode()


def test_an_error_of_ours_has_a_number_and_nothing_from_inside(caplog: pytest.LogCaptureFixture) -> None:
    answer = probe().get("/crash")
    number = answer.json()["details"]["number"]
    assert answer.status_code == 500
    assert "cellar" not in answer.content.decode()
    assert number in caplog.text
    assert "RuntimeError" in caplog.text


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("get", "/api/nothing-here", 404, "not-found"),
        ("delete", "/api/reports", 405, "method-not-allowed"),
        ("get", "/api/matters", 401, "not-signed-in"),
    ],
)
def test_also_what_the_framework_refuses_is_a_problem_document(method: str, path: str, status: int, code: str) -> None:
    answer = getattr(Client(), method)(path)
    assert answer.status_code == status
    assert answer["Content-Type"] == MEDIA
    assert json.loads(answer.content)["code"] == code
    assert (status != 405) or "POST" in answer["Allow"]


def test_a_malformed_host_under_the_api_is_a_problem_document() -> None:
    answer = Client().get("/api/matters", headers={"Host": "evil.example"})
    assert (answer.status_code, json.loads(answer.content)["code"]) == (400, "request-malformed")


def test_every_code_of_the_framework_has_words_in_both_languages() -> None:
    for code in CODES.values():
        assert words().has(f"refusals.{code}.title")
        assert words().has(f"refusals.{code}.way_out")
        for lang in ("zh", "en"):
            assert "—" not in document(code, 400, lang, {"number": 1})["title"]


@pytest.mark.django_db
def test_a_page_outside_the_api_is_answered_as_a_page() -> None:
    request = RequestFactory().get("/nothing")
    assert Client().get(request.path)["Content-Type"].startswith("text/html")
