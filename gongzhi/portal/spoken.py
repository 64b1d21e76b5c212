"""The portal's sentences stand in the catalogue's words under `portal`; names of the trade are said as elsewhere."""

from datetime import datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings

from gongzhi.catalogue import Lang, Limit, Text, Words
from gongzhi.places.spoken import say, spoken_lang


def lang() -> Lang:
    """The language of the page."""
    return "en" if spoken_lang() == "en" else "zh"


def portal(key: str, **details: Any) -> str:
    """The words of `portal.<key>`, filled in."""
    return say(f"portal.{key}", **details)


def line(said: tuple[str, str]) -> str:
    """What is the matter and the way out, in one line."""
    return portal("error.line", title=said[0], way_out=said[1])


def named(text: Text) -> str:
    """A name of the catalogue in the language of the page."""
    return text.en or text.zh if lang() == "en" else text.zh


def first_of(words: Words, *keys: str) -> str:
    """The words of the first key that has any."""
    return next((words.text(key, lang()) for key in keys if words.has(key)), keys[-1])


def limit(given: Limit, words: Words) -> str:
    """How much time there is: `到场 30 分钟内`."""
    amount = Decimal(given.amount).normalize()
    if given.unit == "clock_hours" and amount < 1:
        time = portal("limits.minutes", amount=int(amount * 60))
    else:
        time = portal(f"limits.{given.unit}", amount=f"{amount:f}")
    return portal("limits.line", what=words.text(f"limits.{given.name}", lang()), time=time)


def moment(at: datetime) -> str:
    """An instant on the clock of the city: `3 月 2 日（周一）14:30`."""
    local = at.astimezone(ZoneInfo(settings.TIME_ZONE))
    day = portal(f"days.{local.isoweekday()}")
    return portal("moment", year=local.year, month=local.month, date=local.day, day=day, time=f"{local:%H:%M}")
