"""`python -m consumers park | lift | skip`: decisions of an operator, as records of `control`.

Each carries who and why. It is in force for the aggregator as everything on `control` is, and `rerun`
reads it too, so the decision is part of what the log says.
"""

import msgspec
from confluent_kafka import Producer

from consumers.core.rules import Rules
from consumers.core.windows import WINDOW
from consumers.kafka import plain_producer
from consumers.operate.show import committed_offset
from schemas.process.errors import Stop
from schemas.records.control import REVISION_HEADER, Parking, Skip
from schemas.topics import CONTROL

SEND_SECONDS = 10.0


def parking(rules: Rules, project_id: str, state: str, by: str, why: str, now: int) -> Parking:
    """The next version of the decisions on a project. Raises Stop for a project that is not on
    `control`, or one that is already so."""
    if rules.project(project_id) is None:
        raise Stop(f"control knows no project {project_id}")
    version = rules.newest_parking(project_id) + 1
    return msgspec.convert(
        {
            "kind": "parking",
            "project_id": project_id,
            "version": version,
            "state": state,
            "effective_at": now + WINDOW,
            "by": by,
            "why": why,
        },
        Parking,
    )


def skip(bootstrap: str, partition: int, offset: int, by: str, why: str) -> Skip:
    """The record to pass over. Raises Stop for an offset that a transaction has passed: what it did
    stands in Prometheus, and a rerun would no longer find it."""
    committed = committed_offset(bootstrap, partition)
    if committed is not None and offset < committed:
        raise Stop(f"offset {offset} was counted already: the partition stands at {committed}")
    return Skip(partition, offset, by, why)


def send(bootstrap: str, record: Parking | Skip) -> None:
    """Append to `control`. Raises Stop when Kafka does not take it."""
    producer = Producer(plain_producer(bootstrap, "operate"))
    failed: list[str] = []
    producer.produce(
        CONTROL.name,
        msgspec.json.encode(record),
        record.key,
        partition=0,
        headers={REVISION_HEADER: "1"},
        on_delivery=lambda error, _message: failed.append(str(error)) if error else None,
    )
    if producer.flush(SEND_SECONDS) or failed:
        raise Stop(f"control did not take it: {'; '.join(failed) or 'no answer'}")
