"""`python -m consumers aggregate | sink | rerun <partition> [--until <unix ms>]`."""

import argparse
import signal
import time
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from threading import Event

from confluent_kafka import KafkaException
from prometheus_client import CollectorRegistry

from consumers.aggregate.gauges import Gauges
from consumers.aggregate.worker import Aggregator, Identity
from consumers.rerun import rerun
from consumers.settings import AggregatorSettings, SinkSettings
from consumers.sinks.prometheus import Target
from consumers.sinks.worker import Sink
from schemas.process import log, metrics
from schemas.process.admin import AdminListener, Missing
from schemas.process.common import CommonSettings
from schemas.process.errors import Stop
from schemas.process.main import run
from schemas.process.settings import read

RELEASE = "0.1.0"

MakeAggregator = Callable[[Identity, Callable[[], int], Callable[[], float], Gauges], Aggregator]


def aggregate(environ: Mapping[str, str], make: MakeAggregator = Aggregator) -> None:
    """Run one aggregator member until SIGTERM."""
    common, own = read(CommonSettings, environ), read(AggregatorSettings, environ)
    log.configure(own.slot, common.log_level)
    registry = metrics.registry()
    identity = Identity(common.kafka_bootstrap, own.slot, common.partitions, RELEASE)
    aggregator = make(identity, _wall, time.monotonic, Gauges(registry))
    _serve(common, own.admin_port, registry, aggregator.missing, aggregator.run)


def sink(environ: Mapping[str, str]) -> None:
    """Run the sink to Prometheus until SIGTERM."""
    common, own = read(CommonSettings, environ), read(SinkSettings, environ)
    log.configure("sink", common.log_level)
    registry = metrics.registry()
    target = Target(own.prometheus_url)
    worker = Sink(
        common.kafka_bootstrap, common.partitions, target, own.out_of_order_window, registry
    )
    _serve(common, own.admin_port, registry, worker.missing, worker.run)


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m consumers")
    verbs = parser.add_subparsers(dest="verb", required=True)
    verbs.add_parser("aggregate", help="own partitions of beacons and commit closed windows")
    verbs.add_parser("sink", help="write committed samples to Prometheus")
    again = verbs.add_parser("rerun", help="print a partition's samples from the log as NDJSON")
    again.add_argument("partition", type=int)
    again.add_argument("--until", type=int, help="last timestamp to print, Unix milliseconds")
    chosen = parser.parse_args(arguments)
    if chosen.verb == "rerun":
        run(partial(_rerun, chosen.partition, chosen.until))
    run({"aggregate": aggregate, "sink": sink}[chosen.verb])


def _rerun(partition: int, until: int | None, environ: Mapping[str, str]) -> None:
    rerun(read(CommonSettings, environ).kafka_bootstrap, partition, until, print)


def _serve(
    common: CommonSettings,
    port: int,
    registry: CollectorRegistry,
    missing: Missing,
    work: Callable[[Event], None],
) -> None:
    stop = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    admin = AdminListener(common.admin_host, port, registry, missing)
    try:
        work(stop)
    except KafkaException as error:
        # What the loops do not know how to mend ends the process: a restart restores everything.
        raise Stop(f"Kafka: {error}") from error
    finally:
        admin.close()


def _wall() -> int:
    return time.time_ns() // 1_000_000


if __name__ == "__main__":
    main()
