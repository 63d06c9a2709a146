"""Every result and reason of the ledger, caused at a collector, counted by an aggregator."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import fields
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final
from uuid import uuid4

import msgspec
import pytest
from confluent_kafka import Producer

from schemas.outcomes import OUTCOMES
from schemas.reasons import REASONS
from schemas.records.control import REVISION_HEADER
from schemas.triggers import Custom
from tests.collector import samples
from tests.collector.running import Running, collector, settings
from tests.consumers.core.logs import version
from tests.consumers.pipeline import PARTITIONS, Pipeline, wait_for
from tests.consumers.test_operate import operate
from webapp.ledger.days import RESULTS, Books
from webapp.ledger.look import last_days, ledger
from webapp.ledger.queries import Tenant
from webapp.prometheus import Prometheus

KEY: Final = msgspec.structs.replace(samples.KEY, id="k1", project_id="p1")
SPENT: Final = version(
    definition="d2", name="spent_total", value="event", triggers=(Custom("paid"),), labels=()
)


@pytest.fixture
def pipeline(fresh_kafka: Callable[[], str], prometheus: str, tmp_path: Path) -> Iterator[Pipeline]:
    """With two definitions in force, and a project of its own in the shared Prometheus."""
    running = Pipeline(fresh_kafka(), prometheus, tmp_path, f"reasons-{uuid4().hex[:8]}")
    producer = Producer({"bootstrap.servers": running.bootstrap})
    headers: dict[str, str | bytes | None] = {REVISION_HEADER: "1"}
    producer.produce("control", msgspec.json.encode(KEY), KEY.key, headers=headers)
    assert producer.flush(30) == 0
    running.begin(version(), SPENT)
    yield running
    running.stop_all()


@pytest.fixture
def at(pipeline: Pipeline, tmp_path: Path) -> Iterator[Running]:
    environ = settings(pipeline.bootstrap, TALLY_PARTITIONS=str(PARTITIONS))
    with collector(environ, tmp_path) as made:
        yield made


def send(at: Running, *events: dict[str, Any], **more: Any) -> None:
    body = samples.body(
        **{"id": uuid4().hex, "token": samples.token(KEY.id), "events": events, **more}
    )
    assert at.post(body).status == 204


def books(pipeline: Pipeline) -> Books:
    """Yesterday's and today's together, should midnight pass meanwhile."""
    now = datetime.now(UTC)
    tenant, look = Tenant("acme", pipeline.project), Prometheus(pipeline.prometheus, timeout=10)
    days = ledger(look, tenant, last_days(now, 2), now).days.values()
    sums = {one: sum(getattr(day, one) for day in days) for one in ("accepted", *RESULTS)}
    return Books(**sums, rejected=sum((Counter(day.rejected) for day in days), Counter()))


def test_each_result_and_reason_stands_in_the_ledger(pipeline: Pipeline, at: Running) -> None:
    page_view: dict[str, Any] = {"name": "page_view"}
    twice = uuid4().hex
    send(at, page_view, id=twice)
    send(at, page_view, id=twice)
    send(at, page_view, webdriver=True)
    send(at, {"name": "unheard_of"})
    send(at, {"name": "paid", "value": -1}, {"name": "paid"}, {"name": "paid"})
    wait_for("7 events in the books", lambda: books(pipeline).accepted == 7)
    assert books(pipeline) == Books(7, 1, 1, 1, 1, {"negative_value": 1, "value_not_numeric": 2})
    assert operate(pipeline, "park", "p1", "--by", "me", "--why", "a test").returncode == 0

    def is_parked() -> bool:
        send(at, page_view)
        return "project_parked" in books(pipeline).rejected

    wait_for("the parking to be in force", is_parked)
    found = books(pipeline)
    assert found.balanced
    assert found.rejected.keys() == {c for c, r in REASONS.items() if r.where == "aggregator"}


def test_each_outcome_of_the_ledger_is_a_column_of_the_books() -> None:
    """`waiting` comes from the live process: tests/webapp/live."""
    columns = {column.name for column in fields(Books)}
    assert columns == {code for code, outcome in OUTCOMES.items() if outcome.at == "ledger"}
