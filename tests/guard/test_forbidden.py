"""What the house must never hold has no name in it: no table, field, address, data (privacy.md 7, domain.md §8)."""

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings

from gongzhi.site.api import api

FORBIDDEN = (
    "special_population",
    "key_person",
    "key_population",
    "face",
    "plate_number",
    "person_score",
    "credit_score",
    "social_credit",
    "track",
    "trajectory",
    "sentiment_of_person",
    "opinion",
    "belief",
    "religion",
    "leaderboard",
    "ranking",
    "quota",
    "checkin",
    "online_duration",
    "online_time",
    "last_login",
)
IN_CHINESE = ("重点人员", "重点人群", "特殊人群", "人员评分", "人脸", "轨迹", "排行榜", "打卡", "信仰")


def snake(name: str) -> str:
    """camelCase, kebab-case and paths as snake_case."""
    return re.sub(r"[^a-z0-9]+", "_", re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()).strip("_")


def forbidden_in(names: Iterable[str]) -> list[str]:
    """The names that hold a forbidden word as a whole word (`surface` holds no face)."""
    pattern = re.compile(rf"(^|_)({'|'.join(FORBIDDEN)})s?(_|$)")
    return sorted({name for name in names if pattern.search(snake(name)) or any(word in name for word in IN_CHINESE)})


def keys(value: Any) -> Iterator[str]:
    """All keys of a nested value."""
    if isinstance(value, Mapping):
        for name, inner in value.items():
            yield str(name)
            yield from keys(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from keys(inner)


@pytest.mark.parametrize(
    "planted", ["face", "Faces", "person_face_id", "personScore", "/api/key-person/{id}", "last_login", "特殊人群台账"]
)
def test_a_planted_word_is_found(planted: str) -> None:
    assert forbidden_in([planted]) == [planted]


@pytest.mark.parametrize("harmless", ["surface", "interface", "tracked_by_nobody", "checking", "preface", "attrack"])
def test_a_word_that_only_looks_like_it_is_left_alone(harmless: str) -> None:
    assert forbidden_in([harmless]) == []


def test_no_table_and_no_field_holds_it() -> None:
    ours = [model for model in apps.get_models() if model.__module__.startswith("gongzhi.")]
    assert ours
    names = [model.__name__ for model in ours] + [
        f"{model.__name__}.{field.name}" for model in ours for field in model._meta.get_fields()
    ]
    assert forbidden_in(names) == []


def test_no_address_and_no_shape_of_the_api_holds_it() -> None:
    schema = api.get_openapi_schema()
    assert schema["paths"]
    assert forbidden_in(keys(schema)) == []


def test_nothing_in_the_catalogue_holds_it() -> None:
    files = sorted(settings.CATALOGUE.rglob("*.toml"))
    assert files
    found = [key for path in files for key in keys(tomllib.loads(path.read_text(encoding="utf-8")))]
    assert forbidden_in(found) == []
    said = [
        line for path in files for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("#")
    ]
    assert [line for line in said if any(word in line for word in IN_CHINESE)] == []
