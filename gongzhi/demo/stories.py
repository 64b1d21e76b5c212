"""A story is a kind of matter with the words people use for it, the months it happens in and where it happens."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from random import Random
from typing import Literal, get_args

Where = Literal["urban", "rural", "any"]
WHERES: tuple[Where, ...] = get_args(Where)
EVERY_MONTH = tuple(range(1, 13))


@dataclass(frozen=True, kw_only=True, slots=True)
class Story:
    """What is told about a kind; `weight` against the others, `handled` what a worker says who settled it at once."""

    kind: str
    weight: float
    where: Where
    months: tuple[int, ...]
    texts: tuple[str, ...]
    handled: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Spot:
    """A place as people name it, and the compound it belongs to (the village where there is none)."""

    text: str
    compound: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Book:
    """All stories and the words around them."""

    stories: tuple[Story, ...]
    urban_spots: tuple[str, ...]
    rural_spots: tuple[str, ...]
    answers: Mapping[str, tuple[str, ...]]

    def in_month(self, month: int) -> list[Story]:
        """The stories that happen in that month (1…12)."""
        return [story for story in self.stories if month in story.months]

    def spot(self, compounds: Sequence[str], village: str, random: Random) -> Spot:
        """A place in one of the compounds, or in the village where there are none."""
        compound = random.choice(compounds) if compounds else village
        template = random.choice(self.urban_spots if compounds else self.rural_spots)
        return Spot(text=filled(template, random, compound=compound), compound=compound)


def filled(template: str, random: Random, *, compound: str, spot: str = "") -> str:
    """The words with their place and numbers ({n} 2…9, {m} 1…6) put in."""
    return template.format(spot=spot, compound=compound, n=random.randint(2, 9), m=random.randint(1, 6))


@cache
def book() -> Book:
    """The stories that ship with the project."""
    table = tomllib.loads((files("gongzhi.demo") / "stories.toml").read_text(encoding="utf-8"))
    return Book(
        stories=tuple(
            Story(
                kind=row["kind"],
                weight=row["weight"],
                where=WHERES[WHERES.index(row["where"])],
                months=tuple(row.get("months", EVERY_MONTH)),
                texts=tuple(row["texts"]),
                handled=row.get("handled"),
            )
            for row in table["stories"]
        ),
        urban_spots=tuple(table["urban_spots"]),
        rural_spots=tuple(table["rural_spots"]),
        answers={name: tuple(words) for name, words in table["answers"].items()},
    )
