"""Two tenants, and the first one's owner as a caller."""

from dataclasses import dataclass

import pytest
from sqlalchemy import Engine

from tests.webapp.api.caller import Caller, caller
from tests.webapp.two_tenants import Tenant, two_tenants


@dataclass(frozen=True)
class Scene:
    a: Tenant
    b: Tenant
    nobody: Caller
    owner: Caller


@pytest.fixture
def scene(engine: Engine) -> Scene:
    a, b = two_tenants(engine)
    nobody = caller(engine)
    return Scene(a, b, nobody, nobody.named("owner@a.test"))
