"""The description of the API names every refusal: each operation answers problems in one form and in nothing else."""

import re
from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest
from ninja import NinjaAPI, Schema
from ninja.openapi.schema import OpenAPISchema
from ninja.operation import Operation
from ninja.parser import Parser

from gongzhi.matters.wire import json_of
from gongzhi.site.access import anyone

PROBLEM = "application/problem+json"
METHODS = ("get", "post", "put", "patch", "delete")
MEANING = {
    "400": "The request cannot be read",
    "401": "Not signed in, or no longer",
    "403": "No right, or the session's token against forgery is missing",
    "404": "There is no such thing, or it is not for the caller to see",
    "409": "Does not go with how things stand, or the key was used for something else",
    "410": "What was sealed has been destroyed",
    "412": "Changed since: `details.changes` says by whom, when and by which commands",
    "413": "Too large",
    "415": "Not a type that is taken",
    "422": "What was said does not fit; `details.errors` says where",
    "428": "The version that was seen is needed (If-Match)",
    "429": "Too many",
    "503": "Not ready",
}


class Problem(Schema):
    """RFC 9457, with a code, the way out and what fills the words."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    way_out: str
    details: dict[str, Any]


class JsonOnly(Parser):
    """A body is UTF-8 JSON, strictly."""

    def parse_body(self, request: HttpRequest) -> Any:
        """The body's value; refuses another type (415) and whatever is not JSON (400)."""
        return json_of(request.body, request.content_type or "")


class Api(NinjaAPI):
    """The API with stable operation names, and with its refusals in its description."""

    def get_openapi_operation_id(self, operation: Operation) -> str:
        """The name that the route gives, else the function's."""
        return operation.operation_id or operation.view_func.__name__

    def get_openapi_schema(self, *, path_prefix: str | None = None, path_params: Any = None) -> OpenAPISchema:
        """The description, refusals included."""
        schema = super().get_openapi_schema(path_prefix=path_prefix, path_params=path_params)
        schema["components"]["schemas"]["Problem"] = Problem.model_json_schema()
        free = {self.get_openapi_operation_id(each) for each in self._all() if anyone in each.auth_callbacks}
        for operation in _operations(schema):
            _describe(operation)
            if operation["operationId"] in free:
                operation["security"].append({})
        return schema

    def _all(self) -> Iterator[Operation]:
        for router in self._get_bound_routers():
            for view in router.path_operations.values():
                yield from view.operations


def _operations(schema: OpenAPISchema) -> Iterator[dict[str, Any]]:
    for path in schema["paths"].values():
        yield from (path[method] for method in METHODS if method in path)


def _describe(operation: dict[str, Any]) -> None:
    """Summary from the first sentence of the description; every refusal that it can answer with."""
    told = operation.get("description", operation["summary"])
    summary, *_ = re.split(r"\. |: |\.$", told, maxsplit=1)
    operation["summary"], operation["description"] = summary.strip(), told
    content = {PROBLEM: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    refusals = {status: {"description": meaning, "content": content} for status, meaning in MEANING.items()}
    operation["responses"] = refusals | {str(status): told for status, told in operation["responses"].items()}
