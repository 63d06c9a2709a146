"""How much of its traffic a project gets in beyond its quota: what comes until the first 429."""

from typing import Any, Final

import msgspec
from confluent_kafka import Producer

from ops.bench.collector import PARTITIONS, PROJECT, Served, request_of, start_collector, stored
from ops.bench.load import answered
from ops.bench.restart import restored
from ops.bench.rig import BenchError, Rig, rig
from schemas.records.control import REVISION_HEADER, Project

RATE: Final = 100
TURNS: Final = 5
# The quota is used up in 5 s, and is known of long before the rest is sent.
QUOTA: Final = 5 * RATE
SECONDS: Final = 30
OVERSHOOT_SECONDS: Final = 10.0


def measure() -> list[dict[str, Any]]:
    """One row: collector and aggregator beside a broker; the quota is raised from turn to turn."""
    with rig(PARTITIONS) as running:
        token, served = start_collector(running)
        restored(running, "aggregator-0")
        overshoots = [_turn(running, served, token, turn) for turn in range(TURNS)]
    worst = max(overshoots)
    return [
        {
            "row": f"quota used up at {RATE} events/s, traffic accepted beyond it, worst, s",
            "value": round(worst, 2),
            "target": f"<= {OVERSHOOT_SECONDS}",
            "reached": worst <= OVERSHOOT_SECONDS,
            "turns": [round(overshoot, 2) for overshoot in overshoots],
        }
    ]


def _turn(running: Rig, served: Served, token: str, turn: int) -> float:
    """Raise the quota, use it up and go on sending; the overshoot in seconds of traffic."""
    quota = stored(running) + QUOTA
    _publish(running, msgspec.structs.replace(PROJECT, quota=quota), revision=turn + 2)
    first = (turn + 1) * RATE * SECONDS
    answers = answered(served.port, RATE, SECONDS, lambda n: request_of(token, first + n))
    if answers[-1].status != 429:
        raise BenchError(f"a quota of {quota} is not known after {SECONDS} s: {answers[-1]}")
    return (stored(running) - quota) / RATE


def _publish(running: Rig, project: Project, revision: int) -> None:
    producer = Producer({"bootstrap.servers": running.bootstrap, "acks": "all"})
    headers: dict[str, str | bytes | None] = {REVISION_HEADER: str(revision)}
    producer.produce("control", msgspec.json.encode(project), project.key, headers=headers)
    producer.flush()
