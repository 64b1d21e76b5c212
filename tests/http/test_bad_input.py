"""Whatever comes in that does not fit gets a clear answer, and leaves nothing half written."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4, uuid5

import pytest
from django.db import connection

from gongzhi.bodies.tokens import KNOWN_SCOPES, make_token
from gongzhi.matters import replay
from tests.cast import MONDAY
from tests.http.conftest import REPORT, Answer, Wire

LATER = "2031-01-01T08:00:00+08:00"
SWEPT = "06007"
MINE = "00000000-0000-4000-8000-00000000000a"
Case = tuple[str, int, str, Callable[["Scene"], Answer]]


@dataclass
class Scene:
    """A reported matter at version 3, and one with the lead's unit at version 5."""

    wire: Wire
    fresh: str = field(init=False)
    given: str = field(init=False)

    def __post_init__(self) -> None:
        self.fresh = self.wire.report("worker", id=MINE)["id"]
        self.given = self.wire.report("worker")["id"]
        self.wire.do("accept", self.given, "clerk", 3)
        self.wire.do("dispatch", self.given, "colleague", 4)

    def report(self, **said: Any) -> Answer:
        """A report with something wrong in it; None leaves a field out."""
        body = {name: value for name, value in (REPORT | said).items() if value is not None}
        return self.wire.post("/reports", body)

    def raw(self, body: bytes, **headers: str) -> Answer:
        return self.wire.call("POST", "/reports", None, body, **headers)

    def list(self, query: str) -> Answer:
        return self.wire.get(f"/matters?{query}", "clerk")

    def expired(self) -> Answer:
        at = self.wire.city.now
        _, secret = make_token(self.wire.city.people["clerk"], KNOWN_SCOPES, at + timedelta(hours=1), at)
        self.wire.city.now += timedelta(hours=2)
        return self.wire.get("/matters", authorization=f"Bearer {secret}")


def point(**said: Any) -> dict[str, Any]:
    return {"point": {"lon": 124.005, "lat": 43.005, "crs": "wgs84"} | said}


CASES: tuple[Case, ...] = (
    # where
    ("crs missing", 422, "request-invalid", lambda s: s.report(point={"lon": 124.0, "lat": 43.0})),
    ("crs unknown", 422, "crs-unknown", lambda s: s.report(**point(crs="mars2000"))),
    ("crs endless", 422, "request-invalid", lambda s: s.report(**point(crs="w" * 5000))),
    ("crs null", 422, "request-invalid", lambda s: s.report(**point(crs=None))),
    ("lat and lon swapped", 422, "point-impossible", lambda s: s.report(**point(lon=43.005, lat=124.005))),
    ("lon out of range", 422, "point-impossible", lambda s: s.report(**point(lon=1240.05))),
    ("lat as words", 422, "request-invalid", lambda s: s.report(**point(lat="43.005"))),
    ("lat true", 422, "request-invalid", lambda s: s.report(**point(lat=True))),
    ("lat huge", 422, "request-invalid", lambda s: s.report(**point(lat=1e300))),
    ("accuracy below zero", 422, "request-invalid", lambda s: s.report(**point(accuracy_m=-1))),
    ("point a list", 422, "request-invalid", lambda s: s.report(point=[124.0, 43.0])),
    ("no place at all", 422, "point-or-address-needed", lambda s: s.report(point=None)),
    # what
    ("kind unknown", 422, "kind-unknown", lambda s: s.report(kind="99999")),
    ("kind a component", 422, "kind-not-reportable", lambda s: s.report(kind="component/01001")),
    ("kind with a path", 422, "kind-unknown", lambda s: s.report(kind="../../etc/passwd")),
    ("kind null", 422, "request-invalid", lambda s: s.raw(json.dumps(REPORT | {"kind": None}).encode())),
    ("text of 10 MB", 422, "request-invalid", lambda s: s.report(text="a" * 10_000_000)),
    ("text of 20 MB", 413, "body-too-large", lambda s: s.report(text="a" * 20_000_000)),
    ("text empty", 422, "request-invalid", lambda s: s.report(text="  ")),
    ("text a number", 422, "request-invalid", lambda s: s.report(text=7)),
    ("text with NUL", 422, "request-invalid", lambda s: s.report(text="路面\0破损")),
    ("text with ESC", 422, "request-invalid", lambda s: s.report(text="\x1b[31m红字")),
    ("text with C1", 422, "request-invalid", lambda s: s.report(text="路面\x85破损")),
    ("address with NUL", 422, "request-invalid", lambda s: s.report(address="一号\0楼")),
    ("field nobody knows", 422, "request-invalid", lambda s: s.report(priority="first")),
    ("answer nobody asked", 422, "request-invalid", lambda s: s.report(answers={"n" * 65: 1})),
    ("answer too large", 422, "request-invalid", lambda s: s.report(answers={"count": 10**30})),
    ("answer an object", 422, "request-invalid", lambda s: s.report(answers={"count": {"$gt": 0}})),
    ("channel too long", 422, "request-invalid", lambda s: s.report(channel="w" * 33)),
    ("source by a stranger", 403, "no-right", lambda s: s.report(source={"system": "12345", "id": "1"})),
    ("source id too long", 422, "request-invalid", lambda s: s.report(source={"system": "12345", "id": "1" * 129})),
    ("self-handled by a stranger", 403, "no-right", lambda s: s.report(kind=SWEPT, self_handled="扫了")),
    # when
    ("captured in the future", 422, "time-in-future", lambda s: s.report(captured_at=LATER)),
    ("time without offset", 422, "request-invalid", lambda s: s.report(captured_at="2026-03-02T08:00:00")),
    ("time unreadable", 422, "request-invalid", lambda s: s.report(captured_at="昨天")),
    ("year one", 422, "request-invalid", lambda s: s.report(captured_at="0001-01-01T00:00:00+14:00")),
    ("progress from the future", 422, "time-in-future",
     lambda s: s.wire.do("comment", s.given, "handler", remark="好", captured_at=LATER)),
    # keys
    ("same id, other words", 409, "key-reused", lambda s: s.report(id=MINE, text="另一件事")),
    ("same id, other key", 409, "key-reused",
     lambda s: s.wire.post("/reports", REPORT | {"id": MINE}, idempotency_key=str(uuid4()))),
    ("id of a source", 422, "id-of-a-source", lambda s: s.report(id=str(uuid5(UUID(MINE), "1")))),
    ("source not its own", 403, "source-not-yours",
     lambda s: s.wire.post("/reports", REPORT | {"source": {"system": "12345", "id": "1"}}, "seat")),
    ("id is no UUID", 422, "request-invalid", lambda s: s.report(id="7")),
    ("key is no UUID", 422, "request-invalid", lambda s: s.wire.post("/reports", REPORT, idempotency_key="eins")),
    ("version weak", 412, "version-weak",
     lambda s: s.wire.post(f"/matters/{s.fresh}/accept", {}, "clerk", if_match='W/"3"')),
    # the body itself
    ("twenty thousand keys that nobody knows", 422, "too-many-keys",
     lambda s: s.report(**{f"k{number}": number for number in range(20_000)})),
    ("as many in one report of a batch", 422, "too-many-keys",
     lambda s: s.wire.post("/reports:batch", {"reports": [REPORT | {f"k{n}": n for n in range(201)}]}, "clerk")),
    ("body empty", 422, "request-invalid", lambda s: s.raw(b"")),
    ("body no JSON", 400, "request-malformed", lambda s: s.raw(b"{kind: 06013}")),
    ("body cut off", 400, "request-malformed", lambda s: s.raw(json.dumps(REPORT).encode()[:-9])),
    ("body an array", 422, "request-invalid", lambda s: s.raw(b"[]")),
    ("body a word", 422, "request-invalid", lambda s: s.raw(b'"report"')),
    ("body null", 422, "request-invalid", lambda s: s.raw(b"null")),
    ("UTF-8 broken", 400, "request-malformed", lambda s: s.raw(b'{"text": "\xe8\xb7\xff"}')),
    ("GBK", 400, "request-malformed", lambda s: s.raw(json.dumps(REPORT, ensure_ascii=False).encode("gbk"))),
    ("half a surrogate", 400, "request-malformed", lambda s: s.raw(b'{"text": "\\ud800"}')),
    ("half a surrogate as a name", 400, "request-malformed", lambda s: s.raw(b'{"\\ud800": 1}')),
    ("nested 100,000 deep", 400, "request-malformed", lambda s: s.raw(b"[" * 100_000 + b"]" * 100_000)),
    ("NaN", 400, "request-malformed", lambda s: s.raw(b'{"point": {"lon": NaN, "lat": 43, "crs": "wgs84"}}')),
    ("Infinity", 400, "request-malformed", lambda s: s.raw(b'{"point": {"lon": Infinity}}')),
    ("1e400", 400, "request-malformed", lambda s: s.raw(b'{"point": {"lon": 1e400}}')),
    ("form instead of JSON", 415, "media-unknown",
     lambda s: s.raw(b"kind=06013", content_type="application/x-www-form-urlencoded")),
    ("XML", 415, "media-unknown", lambda s: s.raw(b"<report/>", content_type="text/xml")),
    # files
    ("too many files", 422, "request-invalid", lambda s: s.report(files=[f"{one:064x}" for one in range(21)])),
    ("digest with a path", 422, "request-invalid", lambda s: s.report(files=["../../keys/master"])),
    ("digest in capitals", 422, "request-invalid", lambda s: s.report(files=["A" * 64])),
    ("digest in the address with a path", 404, "not-found",
     lambda s: s.wire.get(f"/matters/{s.fresh}/files/..%2F..%2Fkeys%2Fmaster", "clerk")),
    ("file of nothing", 422, "request-invalid",
     lambda s: s.wire.post("/uploads", {"digest": "a" * 64, "size": 0}, "worker")),
    ("file of a terabyte", 413, "attachment-too-large",
     lambda s: s.wire.post("/uploads", {"digest": "a" * 64, "size": 10**12}, "worker")),
    ("offset below zero", 422, "request-invalid",
     lambda s: s.wire.call("PATCH", f"/uploads/{uuid4()}?offset=-1", "worker", b"x", content_type="image/png")),
    ("upload unknown", 404, "upload-unknown", lambda s: s.wire.post(f"/uploads/{uuid4()}/finish", None, "worker")),
    # commands
    ("If-Match garbage", 422, "version-unreadable",
     lambda s: s.wire.post(f"/matters/{s.fresh}/accept", {}, "clerk", if_match="abc")),
    ("If-Match with a raised two", 422, "version-unreadable",
     lambda s: s.wire.post(f"/matters/{s.fresh}/accept", {}, "clerk", if_match="²")),
    ("If-Match below zero", 422, "version-unreadable",
     lambda s: s.wire.post(f"/matters/{s.fresh}/accept", {}, "clerk", if_match='"-3"')),
    ("If-Match missing", 428, "version-needed", lambda s: s.wire.do("accept", s.fresh, "clerk")),
    ("If-Match of the future", 412, "changed-since", lambda s: s.wire.do("accept", s.fresh, "clerk", 99)),
    ("command in the wrong stage", 409, "wrong-stage", lambda s: s.wire.do("take", s.fresh, "worker", 3)),
    ("command twice", 409, "wrong-stage", lambda s: s.wire.do("accept", s.given, "clerk", 5)),
    ("command unknown", 404, "not-found", lambda s: s.wire.do("explode", s.fresh, "clerk", 3)),
    ("command on no matter", 404, "matter-unknown", lambda s: s.wire.do("accept", uuid4(), "clerk", 3)),
    ("command on what is no matter", 404, "not-found", lambda s: s.wire.do("accept", "eins", "clerk", 3)),
    ("another's matter", 404, "matter-unknown", lambda s: s.wire.do("accept", s.fresh, "stranger", 3)),
    ("another's duty", 403, "no-right", lambda s: s.wire.do("accept", s.fresh, "worker", 3)),
    ("reason unknown", 422, "reason-unknown", lambda s: s.wire.do("decline", s.fresh, "clerk", 3, reason="just-so")),
    ("reason missing", 422, "request-invalid", lambda s: s.wire.do("decline", s.fresh, "clerk", 3)),
    ("lead unknown", 422, "unit-unknown", lambda s: _dispatch(s, lead="NOBODY")),
    ("support endless", 422, "request-invalid", lambda s: _dispatch(s, support=["220302-CG"] * 21)),
    ("reclassify to nothing known", 422, "kind-unknown",
     lambda s: s.wire.do("reclassify", s.fresh, "clerk", 3, kind="x")),
    ("relocate without crs", 422, "request-invalid",
     lambda s: s.wire.do("relocate", s.fresh, "clerk", 3, point={"lon": 124.0, "lat": 43.0})),
    ("correct nothing", 422, "nothing-to-correct", lambda s: s.wire.do("correct", s.fresh, "clerk", 3)),
    ("passed as a word", 422, "request-invalid", lambda s: s.wire.do("check", s.given, "worker", passed="yes")),
    # lists
    ("cursor garbage", 422, "cursor-unknown", lambda s: s.list("after=%E7%BF%BB%E9%A1%B5")),
    ("cursor of something else", 422, "cursor-unknown", lambda s: s.list("after=WzEsMl0")),
    ("cursor of an endless list", 422, "request-invalid", lambda s: s.list("after=" + "W1tb" * 400)),
    ("cursor from year one", 422, "cursor-unknown",
     lambda s: s.list("after=WyIwMDAxLTAxLTAxVDAwOjAwOjAwKzE0OjAwIiwiMDAiXQ")),
    ("limit nought", 422, "request-invalid", lambda s: s.list("limit=0")),
    ("limit below nought", 422, "request-invalid", lambda s: s.list("limit=-1")),
    ("limit 100,000", 422, "request-invalid", lambda s: s.list("limit=100000")),
    ("limit a word", 422, "request-invalid", lambda s: s.list("limit=all")),
    ("area unknown", 404, "area-unknown", lambda s: s.list("area=999999")),
    ("area with quotes", 422, "request-invalid", lambda s: s.list("area=%27%20OR%201=1--")),
    ("light unknown", 422, "request-invalid", lambda s: s.list("light=purple")),
    ("order unknown", 422, "request-invalid", lambda s: s.list("order=random")),
    ("stage unknown", 422, "stage-unknown", lambda s: s.list("stage=reported,exploded")),
    ("kind unknown in a list", 422, "kind-unknown", lambda s: s.list("kind=99999")),
    ("unit unknown in a list", 404, "unit-unknown", lambda s: s.list("unit=NOBODY")),
    ("condition unknown", 422, "filter-unknown", lambda s: s.list("stages=reported")),
    ("since without offset", 422, "request-invalid", lambda s: s.list("since=2026-03-02T00:00:00")),
    ("since year one", 422, "request-invalid", lambda s: s.list("since=0001-01-01T00:00:00%2B14:00")),
    ("text of nothing to search", 422, "search-empty", lambda s: s.list("text=%25%25")),
    ("text too long", 422, "search-too-long", lambda s: s.list("text=" + "%E5%9D%91" * 101)),
    ("text with NUL in a list", 422, "request-invalid", lambda s: s.list("text=%E5%9D%91%00")),
    ("query of 100 kB", 422, "request-invalid", lambda s: s.list("text=" + "a" * 100_000)),
    ("number with NUL", 422, "request-invalid", lambda s: s.wire.get("/matters/by-number/2026%00", "clerk")),
    ("number with quotes", 422, "request-invalid", lambda s: s.wire.get("/matters/by-number/1'--", "clerk")),
    ("number unknown", 404, "matter-unknown",
     lambda s: s.wire.get("/matters/by-number/20260302-220302-999999", "clerk")),
    ("query code with NUL", 404, "code-unknown", lambda s: s.wire.get("/follow/ABC%00")),
    ("area with NUL", 422, "request-invalid", lambda s: s.wire.get("/areas/2203%00", "clerk")),
    ("unit unknown", 404, "unit-unknown", lambda s: s.wire.get("/units/NOBODY", "clerk")),
    # who
    ("nobody", 401, "not-signed-in", lambda s: s.wire.get("/matters")),
    ("token expired", 401, "not-signed-in", lambda s: s.expired()),
    ("token made up", 401, "not-signed-in",
     lambda s: s.wire.get("/matters", authorization=f"Bearer gz_{'0' * 12}_{'A' * 43}")),
    ("token of another house", 401, "not-signed-in",
     lambda s: s.wire.get("/me", authorization="Bearer eyJhbGciOi.J9.x")),
    ("basic authorisation", 401, "not-signed-in", lambda s: s.wire.get("/me", authorization="Basic Y2xlcms6eA==")),
    ("authorisation of one word", 401, "not-signed-in", lambda s: s.wire.get("/me", authorization="Bearer")),
    ("bad token where none is needed", 401, "not-signed-in",
     lambda s: s.wire.post("/reports", REPORT, authorization="Bearer nothing")),
    ("session made up", 401, "not-signed-in", lambda s: s.wire.get("/me", cookie="sessionid=aaaa")),
    # roads that lead nowhere
    ("road unknown", 404, "not-found", lambda s: s.wire.get("/nowhere", "clerk")),
    ("road with NUL", 404, "not-found", lambda s: s.wire.get("/no%00where", "clerk")),
    ("method unknown", 405, "method-not-allowed", lambda s: s.wire.call("DELETE", "/reports")),
    ("method of another", 405, "method-not-allowed", lambda s: s.wire.call("PUT", f"/matters/{s.fresh}", "clerk")),
    ("report by GET", 405, "method-not-allowed", lambda s: s.wire.get("/reports")),
)  # fmt: skip


def _dispatch(scene: Scene, **said: Any) -> Answer:
    scene.wire.do("accept", scene.fresh, "clerk", 3)
    counted.reset()
    return scene.wire.do("dispatch", scene.fresh, "colleague", 4, **said)


class Counted:
    """How many rows each table has, when it was last asked to look."""

    def __init__(self) -> None:
        self.rows: dict[str, int] = {}

    def reset(self) -> None:
        self.rows = now()


counted = Counted()
OWN = ("vault_", "matters_")
NOT_COUNTED = ("matters_serial", "matters_search_")


def now() -> dict[str, int]:
    """The number of rows of every table that a request about a matter may write."""
    found = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            if table.startswith(OWN) and not table.startswith(NOT_COUNTED):
                cursor.execute(f"SELECT count(*) FROM {table}")
                found[table] = int(cursor.fetchone()[0])
    return found


@pytest.fixture(scope="module")
def played(one_city: Wire) -> Scene:
    """The two matters, in the city that the whole table shares."""
    return Scene(one_city)


@pytest.fixture
def scene(played: Scene, db: None) -> Iterator[Scene]:
    """The two matters as they were at first; afterwards each is what its journal says."""
    played.wire.city.now = MONDAY + timedelta(hours=1)
    yield played
    assert list(replay.matters([UUID(played.fresh), UUID(played.given)])) == []


@pytest.mark.parametrize(("status", "code", "ask"), [pytest.param(*case[1:], id=case[0]) for case in CASES])
def test_what_does_not_fit_is_refused_clearly_and_leaves_nothing(
    scene: Scene, status: int, code: str, ask: Callable[[Scene], Answer]
) -> None:
    counted.reset()
    answer = ask(scene)
    assert (answer.status, answer.code) == (status, code), answer.raw[:600]
    assert len(answer.raw) < 20_000
    assert now() == counted.rows


def test_there_are_more_than_sixty_kinds_of_bad_input_each_with_its_name() -> None:
    assert len({case[0] for case in CASES}) == len(CASES) >= 60


@pytest.mark.parametrize(
    ("lang", "title"),
    [("zh-CN,zh;q=0.9", "坐标系缺失"), ("en-GB", "coordinate"), ("fr", "坐标系缺失"), ("*", "坐标系缺失")],
)
def test_a_refusal_speaks_the_callers_language(scene: Scene, lang: str, title: str) -> None:
    refused = scene.wire.post("/reports", REPORT | point(crs="mars"), accept_language=lang)
    assert refused.code == "crs-unknown"
    assert title.lower() in refused.json["title"].lower()
    assert "cgcs2000" in refused.json["way_out"]
