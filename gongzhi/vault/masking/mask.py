"""A mark stands in the text where a personal number stood; what stood there goes to the vault."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from gongzhi.vault.masking import patterns
from gongzhi.vault.masking.reading import Reading, reading_of, worth_reading


class Kind(StrEnum):
    """What was found; `mark` is what stands in its place."""

    PHONE = "phone"
    MAIL = "mail"
    IDENTITY = "identity"

    @property
    def mark(self) -> str:
        return MARKS[self]


MARKS = {Kind.PHONE: "〔电话〕", Kind.MAIL: "〔邮箱〕", Kind.IDENTITY: "〔证件号〕"}
SPOKEN_DIGITS = str.maketrans("零〇一二三四五六七八九幺", "001234567891")
NOT_IN_NUMBER = re.compile(r"[^0-9A-Za-z]")


@dataclass(frozen=True, slots=True)
class Found:
    """One number or address: `value` as it is dialled or written to; `start` and `end` in the text as it was given."""

    kind: Kind
    value: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Masked:
    """The text with marks, and what they stand for, in the order of the text."""

    text: str
    found: tuple[Found, ...]


class Page:
    """A reading in which what one step has recognised is blank for the next, so that nothing is taken twice."""

    def __init__(self, reading: Reading) -> None:
        self.reading, self.text = reading, reading.text
        self.found: list[Found] = []
        self.spent: list[tuple[int, int]] = []

    def blank(self, start: int, end: int) -> None:
        self.spent.append((start, end))

    def take(self, kind: Kind, value: str, start: int, end: int) -> None:
        self.found.append(Found(kind, value, *self.reading.span(start, end)))
        self.blank(start, end)

    def matches(self, pattern: re.Pattern[str], beginning: re.Pattern[str]) -> Iterator[re.Match[str]]:
        """Every place where the pattern fits, also inside one that was looked at and not taken.

        `beginning` is a set of characters that any match begins with: most texts hold few of them.
        """
        at = 0
        while begun := beginning.search(self.text, at):
            at = begun.start() + 1
            if match := pattern.match(self.text, begun.start()):
                yield match
                if self.spent and self.spent[-1][0] >= match.start():
                    at = self.spent[-1][1]
        self._turn()

    def _turn(self) -> None:
        parts: list[str] = []
        at = 0
        for start, end in self.spent:
            parts += (self.text[at:start], "\x01" * (end - start))
            at = end
        self.text = "".join((*parts, self.text[at:]))
        self.spent = []


def mask(text: str) -> Masked:
    """The text with mobile and landline numbers, e-mail addresses and identity numbers replaced by marks.

    Left as they are: numbers of matters, coordinates, dates, amounts, codes of legal persons, 400 and service numbers.
    The mask of a masked text is the same text.
    """
    if not worth_reading(text):
        return Masked(text, ())
    page = Page(reading_of(text))
    for step in STEPS:
        step(page)
    if not page.found:
        return Masked(text, ())
    found = tuple(sorted(page.found, key=lambda one: one.start))
    return Masked(_marked(text, found), found)


def _marked(text: str, found: tuple[Found, ...]) -> str:
    parts: list[str] = []
    at = 0
    for one in found:
        parts += (text[at : one.start], one.kind.mark)
        at = one.end
    return "".join((*parts, text[at:]))


def _mails(page: Page) -> None:
    if "@" in page.text:
        for match in page.matches(patterns.MAIL, patterns.LOCAL_BEGINS):
            page.take(Kind.MAIL, match[0].replace(" ", ""), *match.span())


def _identities(page: Page) -> None:
    for match in page.matches(patterns.IDENTITY_18, patterns.DIGIT):
        number = _bare(match[0])
        if patterns.is_identity_18(number):
            page.take(Kind.IDENTITY, number, *match.span())


def _leave(page: Page) -> None:
    for match in page.matches(patterns.LEAVE, patterns.LEFT_BEGINS):
        page.blank(*match.span())


def _old_identities(page: Page) -> None:
    """Areas have codes of 15 digits too, so a year of birth before 1940 counts only behind a word that says so."""
    for match in page.matches(patterns.IDENTITY_15, patterns.DIGIT):
        said = patterns.IDENTITY_WORD.search(page.text, max(0, match.start() - 16), match.start())
        if match["province"] in patterns.PROVINCES and (match["year"] >= "40" or said):
            page.take(Kind.IDENTITY, _bare(match[0]), *match.span())


def _mobiles(page: Page) -> None:
    """Eleven digits in groups behind a group of four are a bank card, unless that group belongs to a number before."""
    for match in page.matches(patterns.MOBILE, patterns.PHONE_BEGINS):
        start = match.start()
        card = patterns.CARD_BEFORE.search(page.text, max(0, start - 5), start)
        if match["whole"] or not card or (page.spent and page.spent[-1][1] == start - 1):
            page.take(Kind.PHONE, _bare(match["whole"] or match["parts"]), *match.span())


def _landlines(page: Page) -> None:
    for match in page.matches(patterns.LANDLINE, patterns.PHONE_BEGINS):
        page.take(Kind.PHONE, f"0{match['area']}{_bare(match['number'])}", *match.span())


def _local_lines(page: Page) -> None:
    for match in page.matches(patterns.LOCAL_LINE, patterns.WORD_BEGINS):
        if not patterns.PUBLIC_LINE.match(match["number"]):
            page.take(Kind.PHONE, _bare(match["number"]), *match.span("number"))


def _spoken(page: Page) -> None:
    for match in page.matches(patterns.SPOKEN_MOBILE, patterns.SPOKEN_BEGINS):
        page.take(Kind.PHONE, match[0].translate(SPOKEN_DIGITS), *match.span())


def _bare(number: str) -> str:
    return NOT_IN_NUMBER.sub("", number).upper()


STEPS: tuple[Callable[[Page], None], ...] = (
    _mails,
    _identities,
    _leave,
    _old_identities,
    _mobiles,
    _landlines,
    _local_lines,
    _spoken,
)
