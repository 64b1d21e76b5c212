"""What a centre learns from its own closed matters is held against the rules on the newest ones; off where worse."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from gongzhi.bodies import reading as bodies
from gongzhi.kernel import Refused
from gongzhi.matters.lessons import Lesson, lead_by_rule, lessons
from gongzhi.suggestions import learning
from gongzhi.suggestions.asking import UNSORTED
from gongzhi.suggestions.labelled import gathered
from gongzhi.suggestions.learning import Recipe
from gongzhi.suggestions.model import Model

MOST = 20_000
"""Newest closed matters that are learnt from."""
LEAST = 200
"""Closed matters without which nothing is learnt."""
HELD_OUT = 0.2
"""Share of the matters, the newest, on which what was learnt is judged before it may say anything."""
OF_A_CLASS, OF_A_CASE = 5, 20
"""Matters that a class must have to be learnt, and that a case must have among the newest to be judged."""
RECIPE = Recipe(most=60_000)

BLANK, SAID = "blank", "said"
Figures = dict[str, Any]


@dataclass(frozen=True, kw_only=True, slots=True)
class Voice:
    """One thing to suggest: the class of a matter, what the class means where the matter is, and what was right."""

    name: str
    label: Callable[[Lesson], str]
    means: Callable[[str, Lesson, datetime], str]
    right: Callable[[Lesson], str]
    rule: Callable[[Lesson, datetime], str]


@dataclass(frozen=True, slots=True)
class Learnt:
    """The models by voice, how each fared, and over what it was learnt."""

    models: Mapping[str, Model]
    figures: Figures
    digest: str
    matters: int


def office(lesson: Lesson) -> str:
    """What kind of unit led: type and level, so that what was learnt in one county holds in the next."""
    if not lesson.lead:
        return ""
    unit = bodies.unit(lesson.lead)
    return f"{unit.type}/{unit.level}"


def unit_of(label: str, areas: tuple[str, ...], at: datetime) -> str:
    """The unit of that type and level over the place; "" where there is none of it."""
    kind, _, level = label.partition("/")
    found = bodies.nearest_of(kind, level, areas, at)
    return found.unit if found.via == "type" else ""


VOICES = (
    Voice(
        name="kind",
        label=lambda lesson: lesson.kind if lesson.kind != UNSORTED else "",
        means=lambda label, lesson, at: label,
        right=lambda lesson: lesson.kind,
        rule=lambda lesson, at: lesson.came_as,
    ),
    Voice(
        name="unit",
        label=office,
        means=lambda label, lesson, at: unit_of(label, lesson.areas, at),
        right=lambda lesson: lesson.lead,
        rule=lead_by_rule,
    ),
)


def learn(at: datetime) -> Learnt:
    """Learn from the closed matters; refuses 409 `too-few-closed` where there are not enough of them."""
    known = lessons(MOST)
    if len(known) < LEAST:
        raise Refused("too-few-closed", matters=len(known), least=LEAST)
    models: dict[str, Model] = {}
    figures: Figures = {}
    for voice in VOICES:
        figures[voice.name], model = heard(voice, known, at)
        if model is not None:
            models[voice.name] = model
    digest = gathered([(lesson.text, f"{lesson.kind} {lesson.lead}") for lesson in known]).digest
    return Learnt(models, figures, digest, len(known))


def heard(voice: Voice, known: Sequence[Lesson], at: datetime) -> tuple[Figures, Model | None]:
    """How the voice fares on the newest matters after learning from the older ones; then its model of all of them."""
    cut = round(len(known) * (1 - HELD_OUT))
    older, newest = taught(voice, known[:cut]), known[cut:]
    if len(set(older.values())) < 2:
        return {"classes": len(set(older.values())), "cases": {}}, None
    model = fit(known, older)
    plain = Counter(older.values()).most_common(1)[0][0]
    cases = {case: judged(voice, case, of_it, model, plain, at) for case, of_it in cases_of(newest).items()}
    whole = taught(voice, known)
    sharpness = learning.sharpest(model, [(lesson.text, voice.label(lesson)) for lesson in newest])
    facts: Figures = {"classes": len(set(whole.values())), "learnt_from": len(whole), "cases": cases}
    return facts, fit(known, whole, sharpness) if any(case["on"] for case in cases.values()) else None


def taught(voice: Voice, known: Sequence[Lesson]) -> dict[int, str]:
    """The class of each matter that has one which is common enough to be learnt, by its place."""
    labels = {place: voice.label(lesson) for place, lesson in enumerate(known)}
    common = Counter(labels.values())
    return {place: label for place, label in labels.items() if label and common[label] >= OF_A_CLASS}


def fit(known: Sequence[Lesson], labels: Mapping[int, str], sharpness: float = 1.0) -> Model:
    """The model of these matters with these labels."""
    return learning.fitted([known[place].text for place in labels], list(labels.values()), RECIPE, sharpness)


def cases_of(newest: Sequence[Lesson]) -> dict[str, Sequence[Lesson]]:
    """Before anybody said a kind (all of them, by their words alone), and after somebody did."""
    return {BLANK: newest, SAID: [lesson for lesson in newest if lesson.came_as != UNSORTED]}


def judged(voice: Voice, case: str, lessons: Sequence[Lesson], model: Model, plain: str, at: datetime) -> Figures:
    """How often the first guess was right, and one of three; and how often what needs no learning was (`rules`).

    Where nobody has said a kind the rules say nothing, and what needs no learning is the commonest class.
    It is on where it was right no less often, among enough matters.
    """
    first = among = ruled = 0
    for lesson in lessons:
        right = voice.right(lesson)
        meant = [voice.means(guess.label, lesson, at) for guess in model.guesses(lesson.text)]
        first += meant[0] == right
        among += right in meant
        ruled += right == (voice.rule(lesson, at) if case == SAID else voice.means(plain, lesson, at))
    on = len(lessons) >= OF_A_CASE and first >= ruled and first > 0
    return {"on": on, "matters": len(lessons), "right": first, "right_of_three": among, "rules": ruled}
