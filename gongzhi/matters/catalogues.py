"""The catalogue in force, and the versions before it that older matters began under."""

import json
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from threading import Lock
from time import monotonic

from django.conf import settings
from django.db import connection

from gongzhi.catalogue import STANDARD, Calendar, Catalogue, read, read_texts
from gongzhi.kernel import Refused
from gongzhi.matters.loop.state import Clock
from gongzhi.matters.models import CatalogueVersion

_AGE = 2.0
_newest: tuple[float, int] = (0.0, 0)
_lock = Lock()


def put_in_force(folder: Path, at: datetime) -> int:
    """Store the catalogue of `folder` as a version, if it is not the newest already; returns its number."""
    read_now = read(folder)
    newest = CatalogueVersion.objects.order_by("-number").first()
    if newest is None or newest.digest != read_now.digest:
        content = json.dumps(dict(read_now.files), ensure_ascii=False)
        newest = CatalogueVersion.objects.create(digest=read_now.digest, content=content, made_at=at)
    forget()
    return newest.number


def in_force() -> tuple[str, Catalogue]:
    """Number and values of the newest version; Refused 503 `catalogue-missing` in an installation without one."""
    number = _number()
    return str(number), of(number)


def _number() -> int:
    global _newest
    with _lock:
        seen, number = _newest
        if number and monotonic() - seen < _AGE:
            return number
        with connection.cursor() as cursor:
            cursor.execute("SELECT max(number) FROM matters_catalogue")
            number = cursor.fetchone()[0] or 0
        if not number:
            raise Refused("catalogue-missing", status=503, folder=str(settings.CATALOGUE))
        _newest = (monotonic(), number)
        return number


@lru_cache(maxsize=8)
def of(number: int) -> Catalogue:
    """The catalogue of that version number."""
    return read_texts(json.loads(CatalogueVersion.objects.get(number=number).content))


def purposes_ever() -> frozenset[str]:
    """The codes of all purposes for which personal values could be opened, in any version."""
    versions = (json.loads(content) for content in CatalogueVersion.objects.values_list("content", flat=True))
    texts = (text for files in versions for name, text in files.items() if name.startswith("purposes/"))
    return frozenset(code for text in texts for code in tomllib.loads(text).get("purposes", {}))


@lru_cache(maxsize=16)
def calendars(began: int, newest: int) -> Mapping[str, Calendar]:
    """The calendars for what began under version `began`: its hours, with the days off that `newest` knows.

    A notice is no new policy, other hours are one; a calendar that came since is as it came.
    """
    latest = of(newest).calendars
    if began == newest:
        return latest
    return {**latest, **{code: _renewed(own, latest.get(code)) for code, own in of(began).calendars.items()}}


def _renewed(own: Calendar, latest: Calendar | None) -> Calendar:
    if latest is None or own.notices is None or latest.notices is None:
        return own
    same = (own.seasons, own.zone, own.name) == (latest.seasons, latest.zone, latest.name)
    return latest if same else replace(own, notices=latest.notices)


def counted_with(clock: Clock) -> Mapping[str, Calendar]:
    """The calendars that a clock was counted with; those in force where it does not say."""
    newest = int(clock.counted_by or in_force()[0])
    return calendars(int(clock.began_under or newest), newest)


def older(running: Iterable[Clock], own: str, newest: str) -> dict[str, Mapping[str, Calendar]]:
    """The calendars of the running clocks that began before their matter was put under catalogue `own`, by version."""
    began = {clock.began_under for clock in running} - {"", own}
    return {version: calendars(int(version), int(newest)) for version in began}


def calendar_choices() -> list[tuple[str, str]]:
    """Code and name of each calendar in force but the standard one; none before there is a catalogue."""
    if not CatalogueVersion.objects.exists():
        return []
    found = in_force()[1].calendars
    return [(code, f"{each.name.zh}（{code}）") for code, each in sorted(found.items()) if code != STANDARD]


def kind_codes() -> frozenset[str]:
    """The codes of all kinds in force; none before there is a catalogue."""
    return frozenset(in_force()[1].kinds) if CatalogueVersion.objects.exists() else frozenset()


def forget() -> None:
    """Forget what this process keeps in mind (after a new version, or under a new database)."""
    global _newest
    with _lock:
        _newest = (0.0, 0)
    of.cache_clear()
    calendars.cache_clear()
