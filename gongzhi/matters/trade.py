"""Screens say stages, commands and lights in the words of the city's own catalogue."""

from typing import Any

from ninja import Schema

from gongzhi.catalogue import Catalogue, Lang


class WordsOut(Schema):
    """The words of the trade by group and code: `words.stages.handling`."""

    version: str
    words: dict[str, dict[str, str]]


TRADE = ("beside", "commands", "duties", "events", "ladder", "levels", "lights", "limits", "often", "outcomes",
         "parts", "privacy", "rights", "stages", "standings", "urgency")  # fmt: skip
"""The groups of words that screens show; the others are said by the server itself."""
COUNTED = "counted"
"""The group that says for each limit what it is counted in."""


def trade(version: str, catalogue: Catalogue, lang: Lang) -> dict[str, Any]:
    """The words of the trade in one language."""
    words = catalogue.words
    told = {group: {code: words.text(f"{group}.{code}", lang) for code in words.under(group)} for group in TRADE}
    told[COUNTED] = {code: words.text(f"time_units.{limit.unit}", lang) for code, limit in catalogue.limits.items()}
    return {"version": version, "words": told}
