"""A wrong setting stops the start with a sentence that names it and says how to mend it."""

from pathlib import Path

import pytest

from gongzhi.site import environment
from gongzhi.site.environment import Misconfigured


def test_a_value_comes_from_the_environment_or_from_a_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("GONGZHI_X", "seen")
    assert environment.text("GONGZHI_X") == "seen"
    monkeypatch.delenv("GONGZHI_X")
    (tmp_path / "secret").write_text("kept\n", encoding="utf-8")
    monkeypatch.setenv("GONGZHI_X_FILE", str(tmp_path / "secret"))
    assert environment.text("GONGZHI_X") == "kept"


def test_both_a_value_and_a_file_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GONGZHI_X", "a")
    monkeypatch.setenv("GONGZHI_X_FILE", "b")
    with pytest.raises(Misconfigured, match="GONGZHI_X and GONGZHI_X_FILE are both set: keep one"):
        environment.text("GONGZHI_X")


def test_a_missing_value_and_an_unreadable_file_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(Misconfigured, match="GONGZHI_X is missing: set GONGZHI_X, or GONGZHI_X_FILE"):
        environment.text("GONGZHI_X")
    monkeypatch.setenv("GONGZHI_X_FILE", "/nowhere/at/all")
    with pytest.raises(Misconfigured, match="GONGZHI_X_FILE: cannot read /nowhere/at/all"):
        environment.text("GONGZHI_X")


@pytest.mark.parametrize(
    ("name", "value", "read", "said"),
    [
        ("GONGZHI_ADDRESS", "8000", environment.address, "not host:port"),
        ("GONGZHI_ADDRESS", "localhost:99999", environment.address, "not host:port"),
        ("X", "maybe", lambda: environment.switch("X", default="off"), "not on or off"),
        ("X", "0", lambda: environment.whole("X", "2", least=1), "not a whole number of at least 1"),
        ("X", "two", lambda: environment.whole("X", "2", least=1), "not a whole number of at least 1"),
        ("X", "Mars/Base", lambda: environment.zone("X", "Asia/Shanghai"), "not a time zone"),
        (
            "DATABASE_URL",
            "mysql://h/x",
            lambda: environment.database_in(Path("/x")),
            "it takes sqlite:// or postgresql://",
        ),
        ("GONGZHI_S3_BUCKET", "b", lambda: environment.storage(Path("/x")), "GONGZHI_S3_ACCESS_KEY is missing"),
    ],
)
def test_a_wrong_value_is_named_with_what_is_wanted(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, read: object, said: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(Misconfigured, match=said):
        read()  # type: ignore[operator]


def test_the_database_is_the_file_at_home_or_what_the_url_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "")
    assert environment.database_in(Path("/home/x"))["NAME"] == Path("/home/x/gongzhi.sqlite3")
    monkeypatch.setenv("DATABASE_URL", "postgresql://me:p%40ss@db:5433/city")
    found = environment.database_in(Path("/home/x"))
    assert (found["USER"], found["PASSWORD"], found["HOST"], found["PORT"], found["NAME"]) == (
        "me",
        "p@ss",
        "db",
        "5433",
        "city",
    )


def test_the_address_may_be_ipv6(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GONGZHI_ADDRESS", "[::1]:8080")
    assert environment.address() == ("::1", 8080)


def test_without_a_secret_nothing_is_signed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("GONGZHI_SECRET_KEY")
    with pytest.raises(Misconfigured, match="run 'gongzhi init' first"):
        environment.sworn(tmp_path)
    (tmp_path / "secret").write_text("s\n", encoding="utf-8")
    environment.sworn(tmp_path)
    assert environment.secret_key(tmp_path) == "s"


def test_attachments_lie_at_home_or_in_a_bucket(monkeypatch: pytest.MonkeyPatch) -> None:
    assert environment.storage(Path("/x/attachments"))["OPTIONS"] == {"location": "/x/attachments"}
    for name in ("BUCKET", "ACCESS_KEY", "SECRET_KEY"):
        monkeypatch.setenv(f"GONGZHI_S3_{name}", name.lower())
    assert environment.storage(Path("/x"))["BACKEND"] == "storages.backends.s3.S3Storage"


@pytest.mark.parametrize(
    "url", ["ftp://sms.example/x", "http://sms.example/x", "https:///x", "https://user:secret@sms.example/x", "sms"]
)
def test_an_address_outside_is_called_over_tls_and_holds_no_password(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    monkeypatch.setenv("GONGZHI_SMS_URL", url)
    with pytest.raises(Misconfigured, match="GONGZHI_SMS_URL is not an address https") as refused:
        environment.outward("GONGZHI_SMS_URL")
    assert "secret" not in str(refused.value)


@pytest.mark.parametrize("url", ["", "https://sms.example/x?y=1", "http://127.0.0.1:9000/sms"])
def test_an_address_that_may_be_called_is_taken(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    monkeypatch.setenv("GONGZHI_SMS_URL", url)
    assert environment.outward("GONGZHI_SMS_URL") == url


def test_a_mail_server_is_reached_under_tls(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GONGZHI_SMTP_URL", "smtp://who:se%40cret@mail.example")
    found = environment.mail("GONGZHI_SMTP_URL")
    assert (found["EMAIL_HOST"], found["EMAIL_PORT"], found["EMAIL_HOST_PASSWORD"]) == ("mail.example", 587, "se@cret")
    assert (found["EMAIL_USE_TLS"], found["EMAIL_USE_SSL"]) == (True, False)
    monkeypatch.setenv("GONGZHI_SMTP_URL", "mail.example:25")
    with pytest.raises(Misconfigured, match="GONGZHI_SMTP_URL is not smtp://"):
        environment.mail("GONGZHI_SMTP_URL")


@pytest.mark.parametrize(
    ("https", "hosts", "address", "expected"),
    [
        ("on", "*.example,gongzhi.city.example,other.example", "127.0.0.1:8000", "https://gongzhi.city.example"),
        ("off", "gongzhi.city.example", "127.0.0.1:8000", "http://127.0.0.1:8000"),
        ("on", "", "[::1]:8080", "http://[::1]:8080"),
    ],
)
def test_a_link_that_is_handed_out_begins_where_people_come_in(
    monkeypatch: pytest.MonkeyPatch, https: str, hosts: str, address: str, expected: str
) -> None:
    for name, value in (("HTTPS", https), ("HOSTS", hosts), ("ADDRESS", address)):
        monkeypatch.setenv(f"GONGZHI_{name}", value)
    assert environment.front() == expected
