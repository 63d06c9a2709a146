"""The collector for long and in trouble: latency at two rates, two workers, memory over minutes and
through an outage of Kafka. `python -m ops.bench soak`; too long for `make bench`.
"""

import os
import signal
import threading
from collections.abc import Iterator
from functools import partial
from typing import Any, Final

from ops.bench.collector import (
    ORIGIN,
    PARTITIONS,
    Served,
    per_cpu_second,
    request_of,
    start_collector,
)
from ops.bench.cpu import group_of
from ops.bench.load import CONNECTIONS, Answered, answered, flood, quantile, steady
from ops.bench.memory import rss_of
from ops.bench.rig import Rig, rig

Row = dict[str, Any]

RATES: Final = (1_000, 5_000)
RATE_SECONDS: Final = 20
SOAK_MINUTES: Final = 10
OUTAGE_RATE: Final = 200
OUTAGE_SECONDS: Final = 45
AWAY: Final = (10.0, 15.0)
# Each waits up to 2 s for its 503: as many as keep up with the rate meanwhile.
OUTAGE_CONNECTIONS: Final = 512
REFUSED_WITHIN: Final = 2.0
GROWTH_MB: Final = 16.0
WORKERS_SHARE: Final = 0.9
_TURNS: Final = 3


def measure() -> Iterator[Row]:
    """Rows of two workers beside one, then of one for long, each as soon as it is known."""
    with rig(PARTITIONS) as running:
        yield _workers(running)
    with rig(PARTITIONS) as running:
        token, one = start_collector(running)
        for rate in RATES:
            yield _rate(one, token, rate)
        yield _outage(running, one, token)
        yield _soak(one, token)


def _rate(served: Served, token: str, rate: int) -> Row:
    latencies = steady(served.port, rate, RATE_SECONDS, partial(request_of, token))
    return {
        "row": f"collector, latency at {rate} beacons/s for {RATE_SECONDS} s, p99, ms",
        "value": round(quantile(latencies, 0.99) * 1000, 1),
        "p50_ms": round(quantile(latencies, 0.5) * 1000, 1),
    }


def _outage(running: Rig, served: Served, token: str) -> Row:
    """Kafka stops dead (SIGSTOP) while beacons come, and goes on."""
    before = rss_of(*group_of(served.leader))
    after, length = AWAY
    timers = [
        threading.Timer(seconds, os.kill, (running.broker, number))
        for seconds, number in ((after, signal.SIGSTOP), (after + length, signal.SIGCONT))
    ]
    for timer in timers:
        timer.start()
    request = partial(request_of, token)
    answers = answered(served.port, OUTAGE_RATE, OUTAGE_SECONDS, request, OUTAGE_CONNECTIONS)
    growth = rss_of(*group_of(served.leader)) - before
    return _told(answers, growth)


def _told(answers: list[Answered], growth: float) -> Row:
    refused = [answer.since_sent for answer in answers if answer.status == 503]
    others = {answer.status for answer in answers} - {204, 503}
    slowest = max(refused, default=0.0)
    return {
        "row": f"collector, Kafka hung for {AWAY[1]:.0f} s under load, slowest 503, s",
        "value": round(slowest, 2),
        "target": f"<= {REFUSED_WITHIN} s, memory + <= {GROWTH_MB} MB",
        "reached": bool(refused)
        and not others
        and slowest <= REFUSED_WITHIN
        and growth <= GROWTH_MB,
        "answers": len(answers),
        "refused": len(refused),
        "memory_growth_mb": round(growth, 1),
    }


def _soak(served: Served, token: str) -> Row:
    """Minute by minute: memory at the end of each, and its p99."""
    memory, p99 = [], []
    for _ in range(SOAK_MINUTES):
        latencies = steady(served.port, RATES[0], 60, partial(request_of, token))
        memory.append(rss_of(*group_of(served.leader)))
        p99.append(quantile(latencies, 0.99) * 1000)
    growth = memory[-1] - memory[0]
    return {
        "row": f"collector, {SOAK_MINUTES} minutes at {RATES[0]} beacons/s, memory growth, MB",
        "value": round(growth, 1),
        "target": f"<= {GROWTH_MB}",
        "reached": growth <= GROWTH_MB,
        "memory_mb": [round(value, 1) for value in memory],
        "p99_ms": [round(value, 1) for value in p99],
    }


def _workers(running: Rig) -> Row:
    """Beacons per CPU-second of two workers, as a share of one's; each worker has as many connections."""
    token, one = start_collector(running)
    other_token, two = start_collector(running, workers=2)
    loads = [{"TOKEN": t, "EVENTS": "3", "ORIGIN": ORIGIN} for t in (token, other_token)]
    for served, load in zip((one, two), loads, strict=True):
        flood(served.port, 2, load)
    turns = [
        (
            per_cpu_second(running, one, loads[0])[0],
            per_cpu_second(running, two, loads[1], 2 * CONNECTIONS)[0],
        )
        for _ in range(_TURNS)
    ]
    share = max(two for _, two in turns) / max(one for one, _ in turns)
    return {
        "row": "collector, two workers' beacons per CPU-second as a share of one's",
        "value": round(share, 2),
        "target": f">= {WORKERS_SHARE}",
        "reached": share >= WORKERS_SHARE,
    }
