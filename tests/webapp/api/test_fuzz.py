"""Whatever the document allows, and much that it forbids, is answered as the document says; never 500."""

from dataclasses import replace
from typing import Any, Final

import pytest
import schemathesis
from flask import Flask
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from prometheus_client import CollectorRegistry
from schemathesis import APIOperation, Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.webapp.api.conftest import Scene
from webapp.app import create_app
from webapp.prometheus import Prometheus
from webapp.security.attempts import Attempts

CHECKED: Final = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
EXAMPLES: Final = 12
# Another server; and the end of the token that all others use.
LEFT_OUT: Final = ("collector.beacon", "auth.signout")


def app_of(scene: Scene, prometheus: str) -> Flask:
    wired = scene.owner.parts
    return create_app(
        replace(
            wired,
            settings=replace(wired.settings, attempts_per_hour=1_000_000),
            attempts=Attempts(1_000_000),
            prometheus=Prometheus(prometheus),
            registry=CollectorRegistry(),
        )
    )


def aimed(case: Case[Any], scene: Scene) -> Case[Any]:
    """At what there is: random ids would only ever find out that there is nothing."""
    known = {
        "project_id": str(scene.a.project),
        "key_id": str(scene.a.key),
        "metric_id": str(scene.a.metric),
    }
    for given_ in (case.path_parameters, case.query):
        given_.update({name: it for name, it in known.items() if name in given_})
    if isinstance(case.body, dict) and "project_id" in case.body:
        case.body["project_id"] = known["project_id"]
    return case


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
def test_every_operation_keeps_to_the_document(
    scene: Scene, prometheus: str, mode: GenerationMode
) -> None:
    document = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", app_of(scene, prometheus))
    results = list(document.get_all_operations())
    operations = [result.ok() for result in results if isinstance(result, Ok)]
    assert len(operations) == len(results)
    tried = [it for it in operations if it.definition.raw["operationId"] not in LEFT_OUT]
    for operation in tried:
        fuzz(operation, mode, scene)
    assert len(tried) >= 18


def fuzz(operation: APIOperation[Any, Any, Any, Any], mode: GenerationMode, scene: Scene) -> None:
    @settings(
        max_examples=EXAMPLES,
        database=None,
        deadline=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(operation.as_strategy(generation_mode=mode), st.booleans())
    def keeps(case: Case[Any], aim: bool) -> None:
        sent = aimed(case, scene) if aim else case
        sent.call_and_validate(headers=dict(scene.owner.headers), checks=CHECKED)

    keeps()
