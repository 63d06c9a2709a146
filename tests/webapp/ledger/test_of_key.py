"""A key's page tells what the key was used for, and what it cannot know."""

from collections.abc import Callable

from tests.consumers.core.logs import Logged, rules
from tests.webapp.ledger.counted import count
from tests.webapp.ledger.test_look import (  # noqa: F401  (fixtures)
    END,
    KNOWN,
    NOON,
    NOW,
    append,
    look,
    tenant,
)
from webapp.ledger.of_key import Used, used
from webapp.ledger.queries import Tenant
from webapp.prometheus import Prometheus


def test_events_and_the_newest_of_them(
    prometheus: str,
    look: Prometheus,  # noqa: F811
    tenant: Tenant,  # noqa: F811
    append: Callable[..., Logged],  # noqa: F811
) -> None:
    log = [append(NOON - 3_600_000, "a", "b", key_id="k1"), *END]
    count(prometheus, log, rules(*KNOWN))
    known = used(look, tenant, "k1", NOW)
    assert (known.is_known, known.events) == (True, 2)
    assert known.last_at is not None
    assert used(look, tenant, "k9", NOW) == Used(is_known=True)


def test_without_prometheus_nothing_is_claimed(tenant: Tenant) -> None:  # noqa: F811
    assert used(Prometheus("http://127.0.0.1:1"), tenant, "k1", NOW) == Used(is_known=False)
