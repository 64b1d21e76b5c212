"""Messages are read from `messages/*.toml`; a role is written as `lead.handlers`, the reporter as `reporter`."""

from collections.abc import Iterator, Mapping

from gongzhi.catalogue.catalogue import Catalogue
from gongzhi.catalogue.fault import Fault, fault
from gongzhi.catalogue.message import DETAILS, POSTS, REPORTER, WAYS, WHOSE, Message, Role
from gongzhi.catalogue.read_bodies import Written, noted
from gongzhi.catalogue.table import Table
from gongzhi.catalogue.words import placeholders

PARTS = ("title", "body")


def messages_in(files: Mapping[str, Table], written: Written) -> dict[str, Message]:
    """Messages by code, over all files."""
    found: dict[str, Message] = {}
    for at in files.values():
        for code, row in at.named("messages").items():
            if noted(written, f"messages.{code}", row):
                found[code] = _message(row, code)
        at.done()
    return found


def _message(at: Table, code: str) -> Message:
    found = Message(
        code=code,
        event=at.text("event"),
        to=tuple(role for said in at.strings("to") for role in _role(at, said)),
        ways=at.choices("ways", WAYS, ()),
        emergency_ways=at.choices("emergency_ways", WAYS, at.choices("ways", WAYS, ())),
        waits=at.flag("waits", True),
        only=_only(at),
    )
    at.done()
    return found


def _role(at: Table, said: str) -> Iterator[Role]:
    whose, _, posts = said.partition(".")
    known = [role for role in WHOSE if role == whose], [post for post in POSTS if post == (posts or "all")]
    if not all(known) or (whose == REPORTER) is bool(posts):
        at.fault(
            "value-wrong", "to", value=said, expected=f"({' | '.join(WHOSE[:-1])}).({' | '.join(POSTS)}) | reporter"
        )
        return
    yield Role(whose=known[0][0], posts=known[1][0])


def _only(at: Table) -> dict[str, str | bool]:
    if not at.has("only"):
        return {}
    below = at.table("only")
    wanted: dict[str, str | bool] = {}
    for name in below.data:
        wanted[name] = below.flag(name) if isinstance(below.data[name], bool) else below.text(name)
    return wanted


def message_words(catalogue: Catalogue) -> Iterator[Fault]:
    """Every message has words, and they name nothing that a message does not know."""
    for code in catalogue.messages:
        for key in (f"messages.{code}.{part}" for part in PARTS):
            for lang, words in (("zh", catalogue.words.zh), ("en", catalogue.words.en)):
                if key not in words:
                    yield fault("word-missing", catalogue.places[f"messages.{code}"], key, lang=lang)
                elif _unknown(words[key]):
                    file = catalogue.words.files[f"{lang}:{key}"]
                    yield fault("value-wrong", file, key, value=words[key], expected=_EXPECTED)


_EXPECTED = " · ".join(sorted(f"{{{name}}}" for name in DETAILS))


def _unknown(words: str) -> bool:
    try:
        return not placeholders(words) <= DETAILS
    except ValueError:
        return True
