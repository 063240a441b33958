"""Every address of the OpenAPI document, with parts made from their schemas: answers are as the document declares."""

from datetime import timedelta
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_schema_conformance,
    status_code_conformance,
)
from starlette.testclient import TestClient

from riparian.core.errors import StorageError
from riparian.web.app import create_app
from tests.web.hand_people import AS_OF
from tests.web.hand_reader import HandReader, company

TABLES = company()
APP = create_app(lambda: TABLES, hosts=("*",), now=lambda: AS_OF + timedelta(hours=9))
UNBUILT = create_app(lambda: None, hosts=("*",))
API = schemathesis.openapi.from_asgi("/api/openapi.json", APP).include(method="GET")
UNBUILT_API = schemathesis.openapi.from_asgi("/api/openapi.json", UNBUILT).include(method="GET")
DECLARED = [status_code_conformance, content_type_conformance, response_schema_conformance, negative_data_rejection]

few = settings(
    max_examples=12, derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow], database=None
)


@API.parametrize()
@few
def test_every_answer_is_one_that_the_document_declares(case: schemathesis.Case[Any]) -> None:
    answer = case.call_and_validate(checks=[not_a_server_error, *DECLARED], timeout=600)

    assert answer.status_code < 500


@UNBUILT_API.parametrize()
@settings(few, max_examples=2)
def test_before_the_first_build_every_answer_is_a_declared_refusal(case: schemathesis.Case[Any]) -> None:
    answer = case.call_and_validate(checks=DECLARED, timeout=600)

    assert answer.status_code in (303, 404, 405, 422, 503)


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/hourglass.json?month=0000-01", 422),
        ("/hourglass.json?month=9999-12", 422),
        ("/hourglass.json?month=٢٠٢٦-09", 422),
        ("/hourglass.json?against=0000-01", 404),
        ("/people.json?did=entered~0000-01~3", 422),
        ("/people.json?did=stood~9999-12~5", 422),
        ("/people.json?did=bought~9999-12-31", 404),
        ("/people.json?did=bought~0001-01-01", 404),
        ("/people.json?after=2026-01-01T00:00:00%2B02:00~3", 422),
        ("/people.json?after=0001-01-01~-3", 200),
        ("/people.json?search=%00", 200),
        ("/people/99999999999999999999.json", 422),
        ("/people/3.json?after=2026-01-01T00:00:00%2B02:00~3", 422),
        ("/value.json?year=9999-12-31", 404),
    ],
)
def test_what_lies_at_the_edge_of_a_part_is_answered_or_refused(client: TestClient, path: str, status: int) -> None:
    assert client.get(path).status_code == status


def test_a_snapshot_that_cannot_be_read_is_told_without_where_it_lies() -> None:
    def damaged() -> HandReader:
        raise StorageError("people has no column name", where="of ana/company", fix="riparian build")

    answer = TestClient(create_app(damaged), base_url="http://127.0.0.1").get("/people.json")

    assert (answer.status_code, answer.json()["fix"]) == (503, "riparian build")
    assert "ana" not in answer.text
