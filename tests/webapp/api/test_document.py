"""The OpenAPI document is valid, current, and says of every operation who may call it and what fails."""

from typing import Any

import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator

from tests.repository.files import ROOT
from tests.webapp.api.caller import caller
from webapp.access.rules import ROUTES
from webapp.api.openapi import printed
from webapp.app import create_app
from webapp.parts import Parts

PROBLEM = "application/problem+json"
METHODS = ("get", "post", "put", "patch", "delete")


@pytest.fixture
def made(offline: Parts) -> dict[str, Any]:
    return dict(caller(offline.engine).get("openapi.json").json)


def operations(made: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {
        operation["operationId"]: operation
        for item in made["paths"].values()
        for method, operation in item.items()
        if method in METHODS
    }


def test_it_is_openapi_3_1(made: dict[str, Any]) -> None:
    assert made["openapi"] == "3.1.0"
    assert list(OpenAPIV31SpecValidator(made).iter_errors()) == []


def test_a_faulty_document_is_found(made: dict[str, Any]) -> None:
    del made["paths"]["/api/v1/auth/me"]["get"]["responses"]["200"]["description"]
    assert list(OpenAPIV31SpecValidator(made).iter_errors())


def test_the_copy_in_docs_is_current() -> None:
    """`python -m webapp openapi > docs/openapi.json` writes it."""
    assert (ROOT / "docs" / "openapi.json").read_text(encoding="utf-8") == printed()


def test_every_route_of_the_api_is_in_it(made: dict[str, Any], offline: Parts) -> None:
    app = create_app(offline)
    routes = {r.endpoint for r in app.url_map.iter_rules() if r.rule.startswith("/api/v1/")}
    assert operations(made).keys() == routes - {"api-docs.openapi_json"} | {"collector.beacon"}


def test_every_operation_says_what_it_does_and_what_may_fail(made: dict[str, Any]) -> None:
    for name, operation in operations(made).items():
        assert operation["summary"], name
        responses = operation["responses"]
        assert any(status.startswith("2") for status in responses), name
        failures = {status: it for status, it in responses.items() if status >= "4"}
        assert {kind for it in failures.values() for kind in it["content"]} == {PROBLEM}, name
        assert "503" in failures, name
        if "requestBody" in operation:
            assert {"400", "413", "415", "422"} <= failures.keys(), name


def test_public_operations_need_no_proof_and_all_others_a_token(made: dict[str, Any]) -> None:
    for name, operation in operations(made).items():
        if name != "collector.beacon":
            is_public = ROUTES[name].is_public
            assert operation["security"] == ([] if is_public else [{"bearer": []}]), name
            assert ("401" in operation["responses"]) >= (not is_public), name


def test_the_collectors_endpoint_is_described_by_the_struct_it_decodes(
    made: dict[str, Any],
) -> None:
    beacon = made["components"]["schemas"]["WireBeacon"]
    assert {"id", "events"} == set(beacon["required"])
    post = made["paths"]["/api/v1/metrics"]["post"]
    assert {"204", "400", "401", "403", "413", "415", "422", "503"} <= post["responses"].keys()


def test_the_page_shows_every_operation_and_every_body(
    made: dict[str, Any], offline: Parts
) -> None:
    answer = create_app(offline).test_client().get("/api/docs")
    assert (answer.status_code, answer.mimetype) == (200, "text/html")
    for path, item in made["paths"].items():
        for method in item.keys() & set(METHODS):
            assert f"{method.upper()} {path}" in answer.text
    for name in made["components"]["schemas"]:
        assert f'id="body-{name}"' in answer.text
    assert "style=" not in answer.text
