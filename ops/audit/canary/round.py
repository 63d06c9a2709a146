"""One round of the canary: send to every partition, wait, and compare what Prometheus shows."""

import logging
import time
from collections.abc import Sequence
from dataclasses import dataclass
from threading import Event
from typing import Final

from prometheus_client import CollectorRegistry

from ops.audit.canary.sender import Station, send
from ops.audit.canary.tally import Tally
from ops.chaos.prometheus import Prometheus
from schemas.process import metrics

log = logging.getLogger(__name__)

COUNTER: Final = "canary_beacons_total"
# How far back the newest total may lie: a partition that stands still has it there and no newer one.
_BACK: Final = "1h"


@dataclass(frozen=True, slots=True)
class Pace:
    """Seconds between rounds, and until a beacon must be visible."""

    every: int
    settled: int


class Measures:
    """The canary's own metrics, as declared in schemas.process.metrics."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self.difference = metrics.gauge("tally_canary_difference_events", registry)
        self.beacons = metrics.counter("tally_canary_beacons_total", registry)
        self.checks = metrics.counter("tally_canary_checks_total", registry)


class Canary:
    """Sends and compares until it is told to stop. One thread."""

    def __init__(
        self,
        stations: Sequence[Station],
        collector: str,
        prometheus: Prometheus,
        pace: Pace,
        measures: Measures,
    ) -> None:
        self._tallies = [(station, Tally()) for station in stations]
        self._collector = collector
        self._prometheus = prometheus
        self._pace = pace
        self._measures = measures
        self._began = time.time()

    def run(self, stop: Event) -> None:
        """Begin when what an earlier canary sent must be visible; then a round each `every` seconds."""
        every, settled = self._pace.every, self._pace.settled
        if stop.wait(settled):
            return
        while not stop.wait(every - time.time() % every):
            self._send(int(time.time()) // every * every)
            if stop.wait(settled):
                return
            self._compare()

    def _send(self, born: int) -> None:
        """One new beacon each, after those of earlier rounds that have no answer yet."""
        for station, tally in self._tallies:
            tally.begin(f"canary-{born:020d}")
            while tally.open:
                identity = tally.open[0]
                answer = send(self._collector, station, identity, float(identity[7:]))
                self._measures.beacons.labels(answer).inc()
                if answer == "unanswered":
                    break
                if answer == "acknowledged":
                    tally.acknowledge()
                else:
                    tally.refuse()
                    log.error("the collector refused the canary", extra={"station": repr(station)})

    def _compare(self) -> None:
        org = self._tallies[0][0].org
        series = f'{COUNTER}{{org="{org}"}}'
        since = f"{int(time.time() - self._began) + 1}s"
        try:
            shown = self._totals(f"last_over_time({series}[{_BACK}])")
            lowest = self._totals(f"min_over_time({series}[{since}])")
        except (OSError, ValueError, KeyError) as error:
            log.warning("Prometheus does not tell: %s", error)
            self._measures.checks.labels("unknown").inc(len(self._tallies))
            return
        for station, tally in self._tallies:
            found = tally.difference(shown.get(station.project), lowest.get(station.project))
            self._measures.difference.labels(station.partition).set(found)
            self._measures.checks.labels("different" if found else "same").inc()
            if found:
                where = {"partition": station.partition, "events": found}
                log.error("Prometheus does not show what was acknowledged", extra=where)

    def _totals(self, promql: str) -> dict[str, float]:
        return self._prometheus.values(f"sum by (project) ({promql})", "project")
