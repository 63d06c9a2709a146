"""`python -m consumers aggregate | sink [--rewind <time>] | rerun <partition> [--until <unix ms>]`, and
the operators' verbs show, life, park, lift and skip."""

import argparse
import gc
import signal
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from functools import partial
from threading import Event

from confluent_kafka import KafkaException
from prometheus_client import CollectorRegistry

from consumers.aggregate.gauges import Gauges
from consumers.aggregate.worker import Aggregator, Identity
from consumers.operate.decide import parking, send, skip
from consumers.operate.life import life, pair
from consumers.operate.show import show
from consumers.rerun import blocks, lines, read_rules, rerun
from consumers.settings import AggregatorSettings, SinkSettings
from consumers.sinks.destination import Destination
from consumers.sinks.http import Connection
from consumers.sinks.prometheus import Target
from consumers.sinks.pushgateway import Pushgateway
from consumers.sinks.remote_write import RemoteWrite
from consumers.sinks.several import Several
from consumers.sinks.targets import targets
from consumers.sinks.worker import Sink, Source
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
    # Series, plans and decoded beacons hold no cycles: looking for some in all of them, again and again,
    # costs a tenth of the time. What is there now stays for good; the rest is looked through seldom.
    gc.freeze()
    gc.set_threshold(100_000, 50, 100)
    aggregator = make(identity, _wall, time.monotonic, Gauges(registry))
    _serve(common, own.admin_port, registry, aggregator.missing, aggregator.run)


def sink(rewind: int | None, environ: Mapping[str, str]) -> None:
    """Run the sinks until SIGTERM; the first time from `rewind` (Unix ms) on, if that is given."""
    common, own = read(CommonSettings, environ), read(SinkSettings, environ)
    log.configure("sink", common.log_level)
    registry = metrics.registry()
    visible = metrics.histogram("tally_sink_visible_seconds", registry)
    source = Source(common.kafka_bootstrap, common.partitions, _wall, rewind, visible)
    worker = Several([Sink(source, place) for place in _destinations(own, registry)])
    _serve(common, own.admin_port, registry, worker.missing, worker.run)


def _destinations(own: SinkSettings, registry: CollectorRegistry) -> Iterator[Destination]:
    samples = metrics.counter("tally_sink_samples_total", registry)
    requests = metrics.counter("tally_sink_requests_total", registry)
    chosen = own.chosen()
    if "prometheus" in chosen:
        for to in targets(own.targets, own.prometheus_url, own.out_of_order_window):
            target = Target(to.url, to.write_path, to.headers())
            yield RemoteWrite(to.name, target, to.out_of_order_window, samples, requests)
    if "pushgateway" in chosen:
        yield Pushgateway("pushgateway", Connection(own.pushgateway_url), samples, requests)


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m consumers")
    verbs = parser.add_subparsers(dest="verb", required=True)
    verbs.add_parser("aggregate", help="own partitions of beacons and commit closed windows")
    out = verbs.add_parser("sink", help="write committed samples to Prometheus or a Pushgateway")
    out.add_argument("--rewind", type=_time, help="write everything since then again, ISO 8601")
    again = verbs.add_parser("rerun", help="print a partition's samples from the log as NDJSON")
    again.add_argument("partition", type=int)
    again.add_argument("--until", type=int, help="last timestamp to print, Unix milliseconds")
    _add_operators_verbs(verbs)
    chosen = parser.parse_args(arguments)
    if chosen.verb == "aggregate":
        run(aggregate)
    if chosen.verb == "sink":
        run(partial(sink, chosen.rewind))
    run(partial(_operate, chosen))


def _add_operators_verbs(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    show_ = verbs.add_parser("show", help="where a partition stands and what counts there")
    show_.add_argument("partition", type=int)
    life_ = verbs.add_parser("life", help="everything that befell some series, from the log")
    life_.add_argument("partition", type=int)
    life_.add_argument("name")
    life_.add_argument("labels", nargs="*", type=pair, metavar="label=value")
    park_ = verbs.add_parser("park", help="count nothing of a project")
    lift_ = verbs.add_parser("lift", help="count it again")
    for decision in (park_, lift_):
        decision.add_argument("project", help="its id")
        _add_reasons(decision)
    skip_ = verbs.add_parser("skip", help="pass over one record that stops its owner")
    skip_.add_argument("partition", type=int)
    skip_.add_argument("offset", type=int)
    _add_reasons(skip_)


def _add_reasons(decision: argparse.ArgumentParser) -> None:
    decision.add_argument("--by", required=True, help="who decides")
    decision.add_argument("--why", required=True)


def _operate(chosen: argparse.Namespace, environ: Mapping[str, str]) -> None:
    bootstrap = read(CommonSettings, environ).kafka_bootstrap
    match chosen.verb:
        case "rerun":
            rerun(bootstrap, chosen.partition, chosen.until, print)
        case "show":
            show(bootstrap, chosen.partition, read_rules(bootstrap), print)
        case "life":
            printed = (
                line for block in blocks(bootstrap, chosen.partition) for line in lines(block)
            )
            life(printed, chosen.name, chosen.labels, print)
        case "skip":
            place = chosen.partition, chosen.offset
            send(bootstrap, skip(bootstrap, *place, chosen.by, chosen.why))
        case verb:
            state = "parked" if verb == "park" else "lifted"
            rules = read_rules(bootstrap)
            send(bootstrap, parking(rules, chosen.project, state, chosen.by, chosen.why, _wall()))


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


def _time(text: str) -> int:
    """Unix milliseconds of an ISO 8601 time; without a zone it is UTC."""
    found = datetime.fromisoformat(text)
    return int((found if found.tzinfo else found.replace(tzinfo=UTC)).timestamp() * 1000)


def _wall() -> int:
    return time.time_ns() // 1_000_000


if __name__ == "__main__":
    main()
