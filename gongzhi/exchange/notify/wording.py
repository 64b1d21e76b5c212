"""A message is put into words when it is read or sent: in the reader's language, by the matter as it stands then."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings

from gongzhi.catalogue import Lang, Words
from gongzhi.exchange.notify.models import Message
from gongzhi.matters import catalogues
from gongzhi.matters.briefs import Brief
from gongzhi.matters.opening import IN_EMERGENCY, TOO_MANY

UNDELIVERED = "undelivered"
"""The message that says that another one could not be sent."""
ALARMS = (IN_EMERGENCY, TOO_MANY)
"""Messages that no line of a journal stands behind."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Worded:
    """A message in words."""

    title: str
    body: str


def worded(message: Message, brief: Brief, lang: Lang) -> Worded:
    """Title and body for the inbox; of what is between people the number and nothing else of it."""
    words = catalogues.in_force()[1].words
    if message.code == UNDELIVERED:
        why = error_text(words, message.error, lang)
        return _shared(words, "undelivered", lang, number=brief.number, error=why)
    if message.code in ALARMS:
        return _shared(words, message.code, lang, number=brief.number)
    title = words.text(f"messages.{message.code}.title", lang)
    if brief.kind is None and not to_reporter(message):
        return Worded(title=title, body=words.text("messages_shared.circle_body", lang, number=brief.number))
    said = {"number": brief.number, "about": about(words, brief, lang), "due": clock_time(message.due_at)}
    return Worded(title=title, body=words.text(_body(words, message), lang, **said))


def _body(words: Words, message: Message) -> str:
    """Which words: people of the house who reported something have no query code, and need none."""
    in_house = f"messages.{message.code}.in_house"
    return in_house if not to_reporter(message) and words.has(in_house) else f"messages.{message.code}.body"


def outward(message: Message, brief: Brief, count: int, lang: Lang) -> Worded:
    """What goes out of the house: one message, or how many there are and the last of them.

    Of what is between people nothing is said outside but that there is something, and the number. A reporter, who has
    no inbox, is told the newest: what went before it is overtaken.
    """
    words = catalogues.in_force()[1].words
    whole = worded(message, brief, lang)
    circle = brief.kind is None and not to_reporter(message)
    title = words.text("messages_shared.circle_title", lang) if circle else whole.title
    if count > 1 and not to_reporter(message):
        return _shared(words, "digest", lang, count=str(count), title=title, number=brief.number)
    return Worded(title=title, body=whole.body)


def to_reporter(message: Message) -> bool:
    """Whether the message is for whoever reported the matter."""
    return message.recipient.startswith("reporter:")


def about(words: Words, brief: Brief, lang: Lang) -> str:
    """Kind and place in brackets, or nothing."""
    if brief.kind is None:
        return ""
    key = "about" if brief.place else "about_kind"
    return words.text(f"messages_shared.{key}", lang, kind=brief.kind.say(lang), place=brief.place)


def clock_time(at: datetime | None) -> str:
    """A time of the city's own day, 03-02 17:00; a dash where nothing runs out."""
    return f"{at.astimezone(ZoneInfo(settings.TIME_ZONE)):%m-%d %H:%M}" if at else "—"


def error_text(words: Words, code: str, lang: Lang) -> str:
    """Why a message was not sent."""
    return words.text(f"message_errors.{code}", lang) if words.has(f"message_errors.{code}") else code


def _shared(words: Words, key: str, lang: Lang, **said: str) -> Worded:
    return Worded(
        title=words.text(f"messages_shared.{key}_title", lang, **said),
        body=words.text(f"messages_shared.{key}_body", lang, **said),
    )
