"""The OpenAPI document holds for the real app: whatever is asked, the answer is one that it tells of."""

import re
import subprocess
import sys
from collections.abc import Iterator

import msgspec
import pytest
import schemathesis
from flask import Flask
from hypothesis import HealthCheck, settings
from openapi_spec_validator import validate
from schemathesis.specs.openapi.checks import ignored_auth, positive_data_acceptance

from tests.api.conftest import IDS, System
from tests.conftest import Clock
from tests.store.test_isolation import rows_of
from voice_skill.api.document import openapi
from voice_skill.api.errors import KINDS
from voice_skill.api.operations import OPERATIONS
from voice_skill.store import Store

PLACES = {"product_id": "product", "name": "feed", "number": "number", "customer_id": "customer", "job_id": "job"}


def document_with_ids() -> dict:
    """Where an id stands in a path, also those that are there are tried: mine, what a feed brings, and the other's."""
    document = openapi()
    for methods in document["paths"].values():
        for operation in methods.values():
            for parameter in operation["parameters"]:
                if parameter["in"] == "path":
                    kind = PLACES[parameter["name"]]
                    ids = [str(IDS[name][kind]) for name in IDS] + (["fed-1", "fed-2"] if kind == "product" else [])
                    parameter["schema"] = {"anyOf": [{"enum": ids}, parameter["schema"]]}
                    del parameter["example"]
                    parameter["examples"] = {id_: {"value": id_} for id_ in ids}
    return document


@pytest.fixture
def untouched(shops: Store) -> Iterator[None]:
    """After all that was asked, the other shop is as it was."""
    before = rows_of(shops, "birch")
    yield
    assert rows_of(shops, "birch") == before


# A token is always sent here (what happens without one stands in test_door.py), and what fits the shape may still be
# refused: an order that cannot go there, a change without If-Match.
NOT_HERE = [ignored_auth, positive_data_acceptance]
schema = schemathesis.openapi.from_dict(document_with_ids())


@schema.parametrize()
@settings(
    max_examples=10,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.filter_too_much],
)
def test_every_answer_is_told_of_and_nothing_is_of_another_shop(
    case: schemathesis.Case, app: Flask, shops: Store, juniper: System, clock: Clock, untouched: None
) -> None:
    clock.advance(seconds=1)
    answer = case.call(app=app, headers={"Authorization": f"Bearer {juniper.secret}"})

    case.validate_response(answer, excluded_checks=NOT_HERE)
    assert b"Birch" not in answer.content


def test_the_document_is_valid_and_names_every_operation_once(app: Flask) -> None:
    document = app.test_client().get("/api/v1/openapi.json").get_json()

    validate(document)
    operations = [operation for methods in document["paths"].values() for operation in methods.values()]
    names = [operation["operationId"] for operation in operations]
    assert len(names) == len(set(names)) > 20
    assert all(
        operation["summary"] and {"401", "403", "429", "500"} <= set(operation["responses"]) for operation in operations
    )
    assert document["openapi"] == "3.1.0"


def test_the_examples_fit_their_shapes() -> None:
    for operation in OPERATIONS:
        if operation.body:
            assert msgspec.convert(operation.example, operation.body), operation.id


def test_the_document_is_told_once(app: Flask) -> None:
    client = app.test_client()
    etag = client.get("/api/v1/openapi.json").headers["ETag"]

    assert client.get("/api/v1/openapi.json", headers={"If-None-Match": etag}).status_code == 304


def test_the_page_tells_all_of_it_and_runs_nothing(app: Flask) -> None:
    client = app.test_client()

    page = client.get("/api/v1/docs")

    assert all(operation.id in page.text for operation in OPERATIONS)
    assert all(kind in page.text for kind in KINDS)
    assert "script-src" not in page.headers["Content-Security-Policy"]
    assert page.headers["Content-Security-Policy"].startswith("default-src 'none'; style-src 'self'")
    assert not re.search(r"<script|style=|<style|\son\w+=|(src|href)=.https?:", page.text)
    [sheet] = re.findall(r'<link rel="stylesheet" href="([^"]+)"', page.text)
    assert client.get(sheet).content_type == "text/css; charset=utf-8"


def test_the_server_loads_nothing_that_makes_the_document_until_it_is_asked_for() -> None:
    code = (
        "import sys, voice_skill.api; print([name for name in ('apispec', 'inflect', 'lxml') if name in sys.modules])"
    )

    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)

    assert run.stdout.strip() == "[]"
