"""What granian hands over reaches Django whole, and what is too large is turned away before it is read."""

import asyncio
import json
import threading
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from granian.rsgi import ProtocolClosed  # type: ignore[attr-defined]

from gongzhi.site import limits
from gongzhi.site.front import Cut, Front, TooLarge, body_of, environ_of, send_pieces
from gongzhi.site.wsgi import application


class Headers(dict[str, str]):
    """Headers as granian gives them; a name may come twice."""

    def __init__(self, *pairs: tuple[str, str]) -> None:
        super().__init__(pairs)
        self.pairs = list(pairs)

    def items(self) -> list[tuple[str, str]]:  # type: ignore[override]
        return self.pairs


@dataclass
class Scope:
    """A request as granian describes it."""

    headers: Headers = field(default_factory=lambda: Headers(("host", "localhost")))
    path: str = "/health/live"
    method: str = "GET"
    query_string: str = ""
    proto: str = "http"
    http_version: str = "1.1"
    scheme: str = "http"
    server: str = "127.0.0.1:8000"
    client: str = "10.0.0.9:5555"
    authority: str | None = None


class Protocol:
    """The other end: gives pieces of a body, keeps the answer."""

    def __init__(self, *pieces: bytes) -> None:
        self.pieces = pieces
        self.read = 0
        self.said: tuple[int, dict[str, str], bytes] | None = None

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for piece in self.pieces:
            self.read += len(piece)
            yield piece

    def response_bytes(self, status: int, headers: list[tuple[str, str]], body: bytes) -> None:
        self.said = (status, {name.lower(): value for name, value in headers}, body)


def call(scope: Scope, protocol: Protocol, *, web: bool = True) -> tuple[int, dict[str, str], bytes]:
    front = Front(application, web=web, inline=False)
    front.learn()
    asyncio.run(front.__rsgi__(scope, protocol))
    assert protocol.said is not None
    return protocol.said


def test_a_request_goes_through_django_and_comes_back() -> None:
    status, headers, body = call(Scope(), Protocol())
    assert (status, json.loads(body)) == (200, {"alive": True})
    assert headers["content-type"] == "application/json"


def test_paths_and_repeated_headers_arrive_as_wsgi_wants_them() -> None:
    pairs = (("cookie", "a=1"), ("cookie", "b=2"), ("x-one", "1"), ("x-one", "2"), ("content-type", "text/plain"))
    environ: dict[str, Any] = environ_of(Scope(path="/井盖", headers=Headers(*pairs)), b"body")
    assert environ["PATH_INFO"].encode("latin1").decode() == "/井盖"
    assert environ["HTTP_COOKIE"] == "a=1; b=2"
    assert environ["HTTP_X_ONE"] == "1,2"
    assert (environ["CONTENT_TYPE"], environ["CONTENT_LENGTH"]) == ("text/plain", "4")
    assert environ["REMOTE_ADDR"] == "10.0.0.9"
    assert environ["wsgi.input"].read() == b"body"


def test_an_address_of_the_sixth_version_arrives_without_its_brackets() -> None:
    scope = Scope()
    scope.client = "[2001:db8::7]:50123"
    assert environ_of(scope, b"")["REMOTE_ADDR"] == "2001:db8::7"


def test_a_header_with_an_underscore_cannot_pass_for_another() -> None:
    environ = environ_of(Scope(headers=Headers(("x_forwarded_proto", "https"))), b"")
    assert "HTTP_X_FORWARDED_PROTO" not in environ


def test_a_body_that_says_it_is_too_large_is_not_read() -> None:
    headers, protocol = Headers(("content-length", "101")), Protocol(b"x" * 101)
    with pytest.raises(TooLarge):
        asyncio.run(body_of(Scope(method="POST", path="/api/reports", headers=headers), protocol, 100))
    assert protocol.read == 0


def test_what_was_cut_off_on_the_way_is_not_taken_for_the_whole() -> None:
    headers, pieces = Headers(("content-length", "60")), (b"kind=06013&text=", b"the first half")
    scope = Scope(method="POST", path="/report/06013", headers=headers)
    with pytest.raises(Cut):
        asyncio.run(body_of(scope, Protocol(*pieces), 100))
    assert call(scope, Protocol(*pieces))[0] == 400
    whole = Scope(method="POST", path="/report/06013", headers=Headers(("content-length", "30")))
    assert asyncio.run(body_of(whole, Protocol(*pieces), 100)) == b"".join(pieces)


def test_a_body_without_length_is_read_no_further_than_the_limit() -> None:
    headers, protocol = Headers(("transfer-encoding", "chunked")), Protocol(*[b"x" * 60] * 9)
    with pytest.raises(TooLarge):
        asyncio.run(body_of(Scope(method="POST", path="/api/reports", headers=headers), protocol, 100))
    assert protocol.read == 120


@pytest.mark.parametrize(("pieces", "read"), [(9, 540), (90, 1020)])
def test_of_what_is_sent_to_a_page_the_beginning_is_kept_and_ten_times_the_limit_taken_off_the_line(
    pieces: int, read: int
) -> None:
    headers, protocol = Headers(("transfer-encoding", "chunked")), Protocol(*[b"x" * 60] * pieces)
    with pytest.raises(TooLarge) as large:
        asyncio.run(body_of(Scope(method="POST", path="/report/06013", headers=headers), protocol, 100))
    assert (large.value.begun, protocol.read) == (b"x" * 100, read)


def test_a_page_is_not_read_at_all_where_more_is_announced_than_is_taken_off_the_line() -> None:
    headers, protocol = Headers(("content-length", "1001")), Protocol(b"x" * 1001)
    with pytest.raises(TooLarge):
        asyncio.run(body_of(Scope(method="POST", path="/report/06013", headers=headers), protocol, 100))
    assert protocol.read == 0


def test_too_large_is_a_problem_document() -> None:
    scope = Scope(method="POST", path="/api/reports", headers=Headers(("content-length", "99999999999")))
    status, headers, body = call(scope, Protocol())
    assert (status, headers["content-type"]) == (413, "application/problem+json")
    assert json.loads(body)["code"] == "body-too-large"


def test_a_process_for_the_stream_alone_answers_nothing_else() -> None:
    assert call(Scope(), Protocol(), web=False)[0] == 404


STREAM = Scope(path="/api/stream")
LARGE = Scope(method="POST", path="/api/reports", headers=Headers(("host", "localhost"), ("content-length", "9" * 11)))
SEALED = ("content-security-policy", "permissions-policy", "x-content-type-options", "x-frame-options",
          "referrer-policy", "cross-origin-opener-policy", "cross-origin-resource-policy")  # fmt: skip


@pytest.fixture(autouse=True)
def fresh(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "buckets", limits.Buckets())


@pytest.mark.parametrize(
    ("scope", "web", "busy", "status"),
    [
        (LARGE, True, False, 413),
        (Scope(path="/api/matters"), False, False, 404),
        (Scope(path="/api/matters"), True, True, 503),
        (STREAM, True, True, 503),
        (STREAM, True, False, 401),
        (Scope(path="/api/stream", query_string="after=x"), True, False, 422),
        (Scope(path="/api/stream", method="POST"), True, False, 403),
    ],
)
def test_whatever_is_refused_says_the_same_as_every_other_answer(
    scope: Scope, web: bool, busy: bool, status: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, usual, _ = call(Scope(path="/api/openapi.json"), Protocol())
    if busy:
        monkeypatch.setattr("gongzhi.site.front.WAITING", 0)
    found, headers, body = call(scope, Protocol(), web=web)
    assert (found, json.loads(body)["status"]) == (status, status)
    assert headers["content-type"] == "application/problem+json"
    assert headers["cache-control"] == "no-store"
    assert {name: headers[name] for name in SEALED} == {name: usual[name] for name in SEALED}
    assert headers["x-request-id"] != call(scope, Protocol(), web=web)[1]["x-request-id"]


def test_who_opens_the_stream_too_often_is_told_when_to_come_again(settings: Any) -> None:
    settings.GONGZHI_LIMIT_ADDRESS = 3
    answers = [call(STREAM, Protocol()) for _ in range(4)]
    assert [status for status, _, _ in answers] == [401, 401, 401, 429]
    assert int(answers[-1][1]["retry-after"]) > 0


def test_whoever_leaves_in_the_middle_of_an_answer_is_sent_nothing_more() -> None:
    taken: list[bytes] = []

    class Transport:
        async def send_bytes(self, piece: bytes) -> None:
            if taken:
                raise ProtocolClosed
            taken.append(piece)

    loop = asyncio.new_event_loop()
    runs = threading.Thread(target=loop.run_forever, daemon=True)
    runs.start()
    pieces = iter([b"one", b"two", b"three"])
    send_pieces(Transport(), pieces, loop)
    loop.call_soon_threadsafe(loop.stop)
    runs.join()
    loop.close()
    assert taken == [b"one"]
    assert list(pieces) == [b"three"]
