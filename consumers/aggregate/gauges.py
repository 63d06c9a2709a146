"""The aggregator's own metrics, as declared in schemas.process.metrics."""

from prometheus_client import CollectorRegistry

from consumers.core.partition import Partition
from schemas.process import metrics


class Gauges:
    """Counts what the loop does; one instance per process."""

    def __init__(self, registry: CollectorRegistry) -> None:
        records = metrics.counter("tally_aggregator_records_total", registry)
        self._beacons, self._ticks = records.labels("beacon"), records.labels("tick")
        self._undecodable = records.labels("undecodable")
        transactions = metrics.counter("tally_aggregator_transactions_total", registry)
        self._committed = transactions.labels("committed")
        self._aborted = transactions.labels("aborted")
        self._seconds = metrics.histogram("tally_aggregator_commit_seconds", registry)
        self._restore = metrics.gauge("tally_aggregator_restore_seconds", registry)
        self._series = metrics.gauge("tally_aggregator_series", registry)
        self._lag = metrics.gauge("tally_aggregator_lag_records", registry)
        self._step_backs = metrics.gauge("tally_aggregator_clock_step_backs", registry)
        self._close = metrics.histogram("tally_aggregator_window_close_seconds", registry)
        self._skew = metrics.gauge("tally_aggregator_clock_skew_seconds", registry)
        self._parked = metrics.gauge("tally_aggregator_parked_projects", registry)
        self._clamped = metrics.gauge("tally_aggregator_clamped_totals", registry)
        self._began: dict[int, float] = {}

    def handled(self, beacons: int, ticks: int) -> None:
        self._beacons.inc(beacons)
        self._ticks.inc(ticks)

    def undecodable(self) -> None:
        self._undecodable.inc()

    def committed(self, seconds: float) -> None:
        self._committed.inc()
        self._seconds.observe(seconds)

    def closed(self, seconds: float) -> None:
        """A window was committed that long after its end."""
        self._close.observe(max(0.0, seconds))

    def skew(self, number: int, milliseconds: int) -> None:
        """The newest record of a partition that was read to its end is dated so far from our clock."""
        self._skew.labels(number).set(milliseconds / 1000)

    def aborted(self) -> None:
        self._aborted.inc()

    def restoring(self, number: int, now: float) -> None:
        self._began[number] = now

    def restored(self, number: int, now: float) -> None:
        self._restore.labels(number).set(now - self._began.pop(number))

    def partition(self, number: int, partition: Partition, end: int) -> None:
        self._series.labels(number).set(len(partition))
        self._lag.labels(number).set(max(0, end - partition.next_offset))
        self._step_backs.labels(number).set(partition.step_backs)
        self._parked.labels(number).set(len(partition.parkings))
        self._clamped.labels(number).set(partition.clamped)
