"""Every command of the command line that changes something tells the security log, whatever becomes of it."""

import os
from collections.abc import Callable, Mapping
from importlib import import_module
from pathlib import Path

import pytest
from pytest_django import Settings

from gongzhi.audit import telling
from gongzhi.audit.models import Event
from gongzhi.kernel import Refused
from gongzhi.site import starting
from gongzhi.site.cli import frame
from gongzhi.site.cli.frame import Summary, changing, main
from tests.cast import City, city, keys

__all__ = ["city", "keys"]
LOOKS = """areas check|audit check|audit show|catalogue check|clock due|document render|health|keys check|keys list
matter explain-clock|matter show|messages failed|retention due|routes explain|routes try|serve|suggest evaluate
suggest groups|user list|verify"""
CHANGES = """anchor|areas import|areas relocate|audit cut|audit export|backup|catalogue enforce|catalogue notice|demo
init|invite|keys new|keys retire|keys rotate|keys site|messages retry|reports import|restore|retention approve
retention hold|retention lift|retention propose|suggest learn|suggest train|token|upgrade|user administrators
user create|user end-sessions|user invite|user lock|user reset-factor|user unlock"""
"""Written by hand: a new command is put on one of the two lists. `serve` tells of its start by itself."""


def listed(said: str) -> set[str]:
    return set(said.replace("\n", "|").split("|"))


@pytest.fixture(autouse=True)
def all_commands(tmp_path: Path, settings: Settings) -> None:
    settings.HOME = tmp_path
    (tmp_path / "founded").touch()
    for module in frame.modules([]):
        import_module(f"gongzhi.site.cli.{module}")


def test_every_command_is_known_to_change_something_or_to_look_alone() -> None:
    assert set(frame.CHANGING) == listed(CHANGES)
    assert set(frame.READING) == listed(LOOKS)


def events() -> list[tuple[str, str]]:
    return list(Event.objects.order_by("id").values_list("name", "outcome"))


@pytest.mark.parametrize(
    ("said", "also"),
    [
        (["user", "create", "neu", "新人"], "account.invited"),
        (["user", "lock", "clerk"], "account.locked"),
        (["invite", "clerk"], "account.invited"),
        (["token", "clerk", "--scopes", "matters.see"], "token.made"),
        (["keys", "new"], "key.made"),
        (["keys", "site"], "key.rotated"),
        (["catalogue", "enforce"], "catalogue.enforced"),
        (["anchor"], "command.anchor"),
        (["messages", "retry"], "command.messages-retry"),
    ],
    ids=lambda said: " ".join(said[:2]) if isinstance(said, list) else said,
)
def test_what_was_done_is_told_with_who_the_machine_says_it_was(city: City, said: list[str], also: str) -> None:
    assert main([*said, "--json"]) == 0
    path = " ".join(said[:2]) if " ".join(said[:2]) in frame.CHANGING else said[0]
    event = Event.objects.get(name=f"command.{path.replace(' ', '-')}")
    assert (event.outcome, event.actor) == ("done", "command-line")
    assert "account" in event.facts
    assert (also, "done") in events()


def test_what_was_refused_is_told_too_and_no_secret_with_it(city: City) -> None:
    assert main(["user", "lock", "nobody", "--json"]) == 1
    assert ("command.user-lock", "refused") in events()
    main(["token", "clerk", "--scopes", "matters.see", "--json"])
    assert not Event.objects.filter(facts__contains="gz_").exists()


def test_a_command_that_ends_with_another_code_is_told_as_failed(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    hung: dict[str, Callable[..., object]] = {}
    monkeypatch.setattr(frame, "CHANGING", {})
    monkeypatch.setattr(frame, "_hang", lambda path, work: hung.update({path: work}))
    changing("try this")(lambda: Summary({}, code=1, about="key:1"))
    hung["try this"]()
    telling.settle()
    assert Event.objects.values_list("name", "outcome", "subject").get() == ("command.try-this", "failed", "key:1")


def test_a_start_tells_which_settings_changed_and_never_their_values(
    city: City, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def changed(known: Mapping[str, str]) -> str:
        monkeypatch.setattr(os, "environ", dict(known))
        starting.told()
        told: str = Event.objects.filter(name="house.started").order_by("-id")[0].facts
        return told

    home = Path(settings.HOME)
    (home / "smtp").write_text("smtp://user:word-one@host")
    first = {"GONGZHI_SMTP_URL_FILE": str(home / "smtp"), "GONGZHI_LOG": "json", "PATH": "/bin", "GONGZHI_PART": "web"}
    assert "GONGZHI_LOG,GONGZHI_SMTP_URL_FILE" in changed(first)
    assert '"settings_changed":""' in changed(first)
    (home / "smtp").write_text("smtp://user:word-two@host")
    assert '"settings_changed":"GONGZHI_SMTP_URL_FILE"' in changed(first)
    kept = (home / starting.KNOWN).read_text() + "".join(Event.objects.values_list("facts", flat=True))
    assert "word" not in kept
    assert '"settings_changed":"GONGZHI_LOG"' in changed({k: v for k, v in first.items() if k != "GONGZHI_LOG"})


def test_a_refusal_goes_on_to_whoever_asked(city: City) -> None:
    with pytest.raises(Refused, match="login-unknown"):
        frame.CHANGING["invite"](login="nobody")
