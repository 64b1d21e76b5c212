"""Whoever reports fills in what the kind asks for, as far as it is not a place, a person or a file."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from random import Random

from gongzhi.catalogue import Kind
from gongzhi.catalogue.kind import Field

Answer = bool | int | float | str
VIOLENCE = 0.05
OPTIONAL = 0.2


def answers_for(kind: Kind, at: datetime, words: Mapping[str, tuple[str, ...]], random: Random) -> dict[str, Answer]:
    """Answers to the required and some other fields of `kind`; `words` by name of the field for those in words."""
    wanted = [field for field in kind.fields if field.required or random.random() < OPTIONAL]
    answers = {field.name: answer_to(field, at, words, random) for field in wanted}
    return {name: answer for name, answer in answers.items() if answer is not None}


def answer_to(field: Field, at: datetime, words: Mapping[str, tuple[str, ...]], random: Random) -> Answer | None:
    """One answer; None for a place, a contact, files, and words that nobody wrote down."""
    match field.type:
        case "choice":
            return random.choice(field.choices)
        case "yes_no":
            return random.random() < VIOLENCE
        case "count":
            return min(field.most, random.choice((1, 1, 2, 3, 6, 12, 24, 48)))
        case "hours":
            return min(field.most, random.choice((1, 2, 4, 12, 24, 48)))
        case "datetime":
            return (at - timedelta(minutes=random.randint(5, 240))).isoformat(timespec="seconds")
        case "text" | "long_text":
            return random.choice(words[field.name]) if field.name in words else None
        case _:
            return None
