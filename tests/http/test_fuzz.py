"""Whatever may be said to the API, fitting or not, the house neither fails nor answers off its own description."""

import json
import os
import random
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core import signals
from django.core.handlers.wsgi import WSGIHandler
from django.db import close_old_connections
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.errors import Unsatisfiable
from schemathesis import Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.schemas import APIOperation
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.http.conftest import REPORT, Wire
from tools.openapi import generated

EXAMPLES = int(os.environ.get("GONGZHI_FUZZ_EXAMPLES", "8"))
CHECKS = [not_a_server_error, content_type_conformance, status_code_conformance, response_schema_conformance]
ROLES = (None, "clerk", "colleague", "handler", "worker", "stranger")
SCHEMA = schemathesis.openapi.from_dict(json.loads(generated()))
SCHEMA.app = WSGIHandler()
OPERATIONS = [found.ok() for found in SCHEMA.get_all_operations() if isinstance(found, Ok)]
Operation = APIOperation[Any, Any, Any, Any]


@pytest.fixture(scope="module")
def known(one_city: Wire) -> dict[str, list[str]]:
    """Values that lead somewhere, by the name of the parameter."""
    made = [one_city.report("worker") for _ in range(3)]
    made.append(one_city.post("/reports", REPORT | {"kind": "23001"}).json)
    for version, command, who in ((3, "accept", "clerk"), (4, "dispatch", "colleague"), (5, "take", "handler")):
        for receipt in made[: 6 - version]:
            assert one_city.do(command, receipt["id"], who, version).status == 200
    return {
        "matter": [receipt["id"] for receipt in made],
        "number": [receipt["number"] for receipt in made],
        "code": [*(receipt["query_code"] for receipt in made), "220302", "220302-ZJ"],
        "kind": ["06013", "06007", "23001", "unsorted"],
        "captured_at": ["2026-03-01T08:00:00+08:00"],
        "reason": ["duplicate", "not-here"],
        "lead": ["220302-ZJ"],
    }


@pytest.fixture
def kept_connection() -> Iterator[None]:
    """The test's own transaction is not given back after each request."""
    for signal in (signals.request_started, signals.request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (signals.request_started, signals.request_finished):
        signal.connect(close_old_connections)


def lead(case: Case[Any], known: dict[str, list[str]], chance: random.Random) -> None:
    """Mostly, let the path and the body name something that is there."""
    for said in (case.path_parameters, case.body if isinstance(case.body, dict) else None):
        for name in known.keys() & set(said or ()):
            if said is not None and chance.random() < 0.8:
                said[name] = chance.choice(known[name])
    if isinstance(case.body, dict) and chance.random() < 0.8:
        case.body.pop("source", None)
        case.body.pop("self_handled", None)


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE], ids=["fitting", "unfitting"])
@pytest.mark.parametrize("operation", OPERATIONS, ids=[each.label for each in OPERATIONS])
def test_an_operation_never_fails_and_answers_as_described(
    one_city: Wire,
    known: dict[str, list[str]],
    db: None,
    kept_connection: None,
    operation: Operation,
    mode: GenerationMode,
) -> None:
    @settings(
        max_examples=EXAMPLES, deadline=None, database=None, derandomize=True, suppress_health_check=list(HealthCheck)
    )
    @given(case=operation.as_strategy(generation_mode=mode), role=st.sampled_from(ROLES), chance=st.randoms())
    def ask(case: Case[Any], role: str | None, chance: random.Random) -> None:
        lead(case, known, chance)
        headers = {"Authorization": f"Bearer {one_city.token(role)}"} if role else {}
        headers["Accept-Encoding"] = "identity"
        if chance.random() < 0.7:
            headers["If-Match"] = str(chance.randint(3, 6))
        case.validate_response(case.call(headers=headers), checks=CHECKS)

    try:
        ask()
    except Unsatisfiable:
        pytest.skip("nothing can be said that does not fit")
