"""The description of the API is kept, complete, and a client can be made from it."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from pydantic import BaseModel

from gongzhi.site.api import api
from tools.openapi import KEPT, generated

SCHEMA: dict[str, Any] = json.loads(generated())
OPERATIONS = [
    pytest.param(operation, id=operation["operationId"])
    for path in SCHEMA["paths"].values()
    for operation in path.values()
]


def test_the_description_is_the_one_that_is_kept() -> None:
    assert KEPT.read_text(encoding="utf-8") == generated(), "run: python -m tools.openapi"


def test_every_operation_has_a_name_of_its_own() -> None:
    names = [operation["operationId"] for path in SCHEMA["paths"].values() for operation in path.values()]
    assert len(names) == len(set(names))
    assert {"report", "reports_batch", "matters_list", "matter", "matter_take", "upload_append"} <= set(names)
    assert all(re.fullmatch(r"[a-z_]+", name) for name in names)


def shapes(base: type[BaseModel]) -> Iterator[type[BaseModel]]:
    """Every class of ours that describes a body, in or out."""
    for shape in base.__subclasses__():
        if shape.__module__.startswith("gongzhi."):
            yield shape
        yield from shapes(shape)


def test_no_two_unlike_shapes_share_a_name_for_one_would_be_described_as_the_other() -> None:
    found: dict[str, set[str]] = {}
    for shape in shapes(BaseModel):
        found.setdefault(shape.__name__, set()).add(json.dumps(shape.model_json_schema(), sort_keys=True))
    assert "WhyOut" in found
    assert [name for name, said in sorted(found.items()) if len(said) > 1] == []


@pytest.mark.parametrize("operation", OPERATIONS)
def test_an_operation_says_what_it_does_and_every_refusal(operation: dict[str, Any]) -> None:
    assert 0 < len(operation["summary"]) <= 80
    assert operation["description"]
    assert any(status.startswith("2") for status in operation["responses"])
    for status, answer in operation["responses"].items():
        if status.startswith("2"):
            assert status == "204" or answer["content"]
        else:
            assert list(answer["content"]) == ["application/problem+json"]
    assert {"400", "401", "403", "404", "409", "412", "413", "415", "422", "428", "429"} <= operation[
        "responses"
    ].keys()


@pytest.mark.parametrize("operation", OPERATIONS)
def test_what_is_answered_has_no_defaults(operation: dict[str, Any]) -> None:
    assert list(defaults(operation["responses"], set())) == []


@pytest.mark.parametrize("operation", OPERATIONS)
def test_every_condition_of_a_list_is_explained(operation: dict[str, Any]) -> None:
    for parameter in operation.get("parameters", []):
        if parameter["in"] == "query" and operation["operationId"] == "matters_list" and parameter["name"] != "limit":
            assert parameter["description"], parameter["name"]


def test_the_description_is_served_with_a_page_to_try_it() -> None:
    assert (api.openapi_url, api.docs_url) == ("/openapi.json", "/docs")


def defaults(node: Any, seen: set[str]) -> Iterator[str]:
    """Where a schema, or one that it refers to, has a default."""
    if isinstance(node, list):
        for one in node:
            yield from defaults(one, seen)
    if not isinstance(node, dict):
        return
    if "default" in node:
        yield str(node)
    name = str(node.get("$ref", "")).rpartition("/")[2]
    if name and name not in seen:
        yield from defaults(SCHEMA["components"]["schemas"][name], seen | {name})
    for value in node.values():
        yield from defaults(value, seen)
