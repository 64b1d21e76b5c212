"""No secret and no number of a person stands in a log, and nobody writes a line of their own into it."""

import json
import logging
import sys

import pytest

from gongzhi.audit.origin import Origin, coming_from
from gongzhi.audit.scrubbing import scrubbed
from gongzhi.site.logs import JsonLine, PlainLine

SECRETS = {
    "mobile": "13812345678",
    "mobile-parted": "138 1234 5678",
    "mobile-country": "+86 138-1234-5678",
    "landline": "0434-3212345",
    "mail": "wang.fang@city.example.cn",
    "identity": "22010219800101123X",
    "token": "gz_0123456789ab_" + "Ab-_9" * 8 + "xyz",
}
NAMED = {
    "password=hunter2hunter2": "hunter2hunter2",
    '{"password": "hunter two"}': "hunter two",
    "Authorization: Bearer abcdefghijkl": "abcdefghijkl",
    "Cookie: sessionid=abc123def456": "abc123def456",
    "GONGZHI_SMS_TOKEN=s3cr3t-value": "s3cr3t-value",
    "postgresql://gongzhi:s3cr3t@db/gongzhi": "s3cr3t",
    "smtp://post:s3cr3t@mail": "s3cr3t",
    "GET /api/follow/7ZK3M9QW2XYB": "7ZK3M9QW2XYB",
    "GET /invitations/abcdefghijk/": "abcdefghijk",
    "密码：开门芝麻": "开门芝麻",
}
KEPT = (
    "2026-11-24T20:18:24",
    "0a4cdbd2-7c11-4f2e-9d2c-013812345678",
    "QX-2026-000123",
    "124.3512345,43.1712345",
    "220102001003004",
    "position 13812345",
    "9f86d081884c7d659a2feaa0c55ad015",
)


def record(message: str, *said: object) -> logging.LogRecord:
    try:
        raise ValueError(f"bad {message}")
    except ValueError:
        return logging.LogRecord("gongzhi", logging.ERROR, __file__, 1, f"failed {message} %s", said, sys.exc_info())


@pytest.mark.parametrize("secret", SECRETS.values(), ids=SECRETS)
@pytest.mark.parametrize("style", [PlainLine, JsonLine])
def test_no_secret_and_no_number_of_a_person_is_written(secret: str, style: type[logging.Formatter]) -> None:
    assert secret not in style().format(record(f"for {secret}，", f"[{secret}]"))


@pytest.mark.parametrize(("said", "secret"), NAMED.items())
def test_what_is_called_a_secret_is_one(said: str, secret: str) -> None:
    assert secret not in scrubbed(said)


@pytest.mark.parametrize("said", KEPT)
def test_what_only_looks_like_one_is_left_alone(said: str) -> None:
    assert scrubbed(said) == said


@pytest.mark.parametrize("style", [PlainLine, JsonLine])
def test_nobody_writes_a_line_of_their_own(style: type[logging.Formatter]) -> None:
    forged = logging.LogRecord(
        "gongzhi", logging.INFO, __file__, 1, "no %s", ("x\n2026 INFO all is well\x1b[2K",), None
    )
    said = style().format(forged)
    assert "\n" not in said
    assert "\x1b" not in said


def test_a_line_bears_the_number_of_the_request() -> None:
    with coming_from(Origin(request="abc123")):
        assert "[abc123]" in PlainLine().format(record("x"))
        assert json.loads(JsonLine().format(record("x")))["request"] == "abc123"
