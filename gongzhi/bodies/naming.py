"""Logs keep references and codes; who and what is behind them is said on the pages, to whoever may read them."""

from collections.abc import Iterable
from uuid import UUID

from gongzhi.bodies.models import Person
from gongzhi.places.spoken import say

PREFIX = "person:"


def called(refs: Iterable[str]) -> dict[str, str]:
    """What to call each `person:<id>` among `refs`: login and name. What is no person of this house is left out."""
    ids = {found for ref in refs if (found := _id_in(ref)) is not None}
    people = Person.objects.filter(pk__in=ids).values_list("pk", "login", "name")
    return {f"{PREFIX}{pk}": login if name in ("", login) else f"{login}（{name}）" for pk, login, name in people}


def named(ref: str) -> str:
    """What to call whoever is behind the reference; the reference itself where nobody has it."""
    return called([ref]).get(ref, ref)


def reference_of(login: str) -> str | None:
    """The reference of whoever has that login."""
    found = Person.objects.filter(login=login).values_list("pk", flat=True).first()
    return f"{PREFIX}{found}" if found is not None else None


def duty_in_words(duty: str) -> str:
    """A duty as the pages call it, its code beside it; "" is every duty of a post."""
    return f"{say(f'pages.duty.{duty}')}（{duty}）" if duty else say("pages.every_duty")


def _id_in(ref: str) -> UUID | None:
    try:
        return UUID(ref.removeprefix(PREFIX)) if ref.startswith(PREFIX) else None
    except ValueError:
        return None
