"""Two members of the aggregator's group beside one: how much CPU an event costs then, and who works."""

import os
import signal
import time
from typing import Any, Final

from confluent_kafka import Producer

from ops.bench.aggregator import PARTITIONS, declare, wait_until_committed
from ops.bench.cpu import seconds_of
from ops.bench.left import beacons, ends
from ops.bench.restart import restored
from ops.bench.rig import Rig, rig
from schemas.topics import AGGREGATOR_GROUP

BEACONS: Final = 100_000
PER_BEACON: Final = 3
# What two cost together may exceed what one costs by a tenth: then, on cores of their own, they do twice
# (1.8 times) the work. Here broker, load and members share the cores, so the clock would tell less.
MOST: Final = 1.1


def measure() -> list[dict[str, Any]]:
    """One row, judged: CPU-seconds per event of two members together beside those of one alone."""
    with rig(PARTITIONS) as running:
        producer = Producer({"bootstrap.servers": running.bootstrap, "compression.type": "lz4"})
        declare(producer)
        one = restored(running, "aggregator-0")
        time.sleep(11)  # a definition is in force at the latest 10 s after it stands on control
        _counted(running, producer, 0, [one])  # caches are warm afterwards
        (alone,), seconds_alone = _counted(running, producer, 1, [one])
        two = restored(running, "aggregator-1", PARTITIONS // 2)
        both, seconds_both = _counted(running, producer, 2, [one, two])
        for pid in (one, two):
            os.kill(pid, signal.SIGTERM)
    ratio = sum(both) / alone
    return [
        {
            "row": "aggregator, CPU-seconds per event of two members together beside one alone",
            "value": round(ratio, 2),
            "share_target": f"<= {MOST}",
            "held": ratio <= MOST,
            "smaller_share_of_the_work": round(min(both) / sum(both), 2),
            "events_per_wall_second": [
                round(BEACONS * PER_BEACON / seconds) for seconds in (seconds_alone, seconds_both)
            ],
        }
    ]


def _counted(
    running: Rig, producer: Producer, turn: int, pids: list[int]
) -> tuple[list[float], float]:
    """CPU-seconds of each member for the beacons of a turn, and how long until all were committed."""
    before, started = [seconds_of(pid) for pid in pids], time.monotonic()
    numbers = range(turn * BEACONS, (turn + 1) * BEACONS)
    beacons(producer, numbers, PER_BEACON, PARTITIONS)
    wait_until_committed(running, AGGREGATOR_GROUP, ends(numbers.stop, PARTITIONS))
    used = [seconds_of(pid) - so_far for pid, so_far in zip(pids, before, strict=True)]
    return used, time.monotonic() - started
