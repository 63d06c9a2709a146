"""From Kafka's acknowledgement until an event's count can be asked of Prometheus: counted one by one."""

import json
import os
import threading
import time
import urllib.parse
from contextlib import suppress
from typing import Any, Final

from confluent_kafka import Producer

from ops.bench.aggregator import declare, templates
from ops.bench.load import quantile
from ops.bench.restart import restored
from ops.bench.rig import BenchError, Rig, rig, text_of
from ops.local import ports, prometheus
from ops.local.cache import cache_root
from ops.local.ready import is_ready

EVENTS: Final = 600
# No multiple of the window: events fall anywhere into it.
EVERY_SECONDS: Final = 0.137
PATIENCE: Final = 60.0
P95_SECONDS: Final = 6.5


def measure() -> list[dict[str, Any]]:
    """One row: aggregator, sink and Prometheus beside a broker, with nothing else to do."""
    with rig(1) as running:
        at = _prometheus(running)
        producer = Producer({"bootstrap.servers": running.bootstrap, "acks": "all"})
        declare(producer)
        restored(running, "aggregator-0")
        _sink(running, at)
        time.sleep(11)  # a definition is in force at the latest 10 s after it stands on control
        delays = _delays(producer, at)
    p95 = quantile(delays, 0.95)
    return [
        {
            "row": "acknowledged by Kafka until visible in Prometheus, p95, s",
            "value": round(p95, 2),
            "target": f"<= {P95_SECONDS}",
            "reached": p95 <= P95_SECONDS,
            "p50": round(quantile(delays, 0.5), 2),
            "slowest": round(max(delays), 2),
            "events": EVENTS,
        }
    ]


def _prometheus(running: Rig) -> str:
    port = ports.free_ports(("http",))["http"]
    program = prometheus.binary(os.environ, cache_root(os.environ), print)
    child = prometheus.prepare(program, running.folder / "prometheus", port)
    running.start(child, lambda: is_ready(child.ready))
    return f"http://127.0.0.1:{port}"


def _sink(running: Rig, to: str) -> None:
    port = ports.free_ports(("admin",))["admin"]
    environment = {"TALLY_SINK_ADMIN_PORT": str(port), "TALLY_PROMETHEUS_URL": to}
    ready = f"http://127.0.0.1:{port}/readyz"
    running.run("sink", ("-m", "consumers", "sink"), environment, ready)


def _delays(producer: Producer, at: str) -> list[float]:
    """Seconds from each event's acknowledgement until the count reached it."""
    acknowledged: list[float] = []
    sender = threading.Thread(target=_send, args=(producer, acknowledged))
    sender.start()
    visible: list[float] = []
    deadline = time.monotonic() + EVENTS * EVERY_SECONDS + PATIENCE
    while len(visible) < EVENTS:
        if time.monotonic() > deadline:
            raise BenchError(f"Prometheus shows {len(visible)} of {EVENTS} events")
        count = _count(at)
        visible += [time.monotonic()] * (count - len(visible))
        time.sleep(0.05)
    sender.join()
    return [seen - known for seen, known in zip(visible, acknowledged, strict=True)]


def _send(producer: Producer, acknowledged: list[float]) -> None:
    project, head, tail = next(templates(1))
    for number in range(EVENTS):
        value = head + f"visible-{number:014d}".encode() + tail
        producer.produce("beacons", value, project, partition=0)
        producer.flush()
        acknowledged.append(time.monotonic())
        time.sleep(EVERY_SECONDS)


def _count(at: str) -> int:
    """Events that Prometheus knows of now."""
    query = urllib.parse.urlencode({"query": 'sum(m3_total{org="bench"})'})
    with suppress(OSError):
        (sample,) = json.loads(text_of(f"{at}/api/v1/query?{query}"))["data"]["result"] or [None]
        return int(float(sample["value"][1])) if sample else 0
    return 0
