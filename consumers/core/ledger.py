"""Law 9: every event ends in the ledger exactly once.

`tally_ledger_events_total{org,project,key,day,result,reason}` in ordinary series of the partition, so the
ledger is written in the same transaction as what it vouches for. `accepted` is counted when a beacon is
decoded, apart from the results; accepted = counted + duplicate + bot + unmatched + rejected + waiting.

`tally_ledger_metric_total{org,project,metric,day}` holds beside it what each metric gained, over all of its
series, so that anybody can compare it with what those series gained in Prometheus.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Final

from consumers.core.family import LEDGER, Column, Family
from consumers.core.series import Series
from consumers.core.series_table import SeriesTable
from consumers.core.used import Used
from consumers.core.windows import DAY, utc_day
from schemas.records.beacons import Beacon

KEPT_AFTER_DAY: Final = 2 * DAY

NAME: Final = "tally_ledger_events_total"
FAMILY: Final = Family(
    definition=LEDGER,
    version=1,
    epoch=0,
    name=NAME,
    type="counter",
    help="Events of the UTC day by what became of them: accepted is the sum of all other results.",
    unit="",
    label_names=("day", "key", "org", "project", "reason", "result"),
    columns=(Column(NAME),),
)
METRICS: Final = Family(
    definition=LEDGER,
    version=1,
    epoch=1,
    name="tally_ledger_metric_total",
    type="counter",
    help="What the series of a metric gained in the UTC day: its values, or the number it observed.",
    unit="",
    label_names=("day", "metric", "org", "project"),
    columns=(Column("tally_ledger_metric_total"),),
)
# By epoch, as topic `state` names them.
FAMILIES: Final = (FAMILY, METRICS)
# Types whose series only grow.
_GROWING: Final = frozenset({"counter", "histogram", "summary"})


class Tally:
    """Events of one key in the open window, by result; `rejected` by reason."""

    __slots__ = (
        "accepted",
        "bot",
        "counted",
        "duplicate",
        "org",
        "project",
        "rejected",
        "unmatched",
    )

    def __init__(self, org: str, project: str) -> None:
        self.org = org
        self.project = project
        self.accepted = self.counted = self.duplicate = self.bot = self.unmatched = 0
        self.rejected: dict[str, int] = {}

    def outcomes(self) -> Iterator[tuple[str, str, int]]:
        """(result, reason, events) of every result that occurred."""
        for result in ("accepted", "counted", "duplicate", "bot", "unmatched"):
            if events := getattr(self, result):
                yield result, "", events
        for reason, events in self.rejected.items():
            yield "rejected", reason, events


class Ledger:
    """`tallies` are the open window's by key; `used` is what the closed ones accepted, those of `table`
    too."""

    def __init__(self, table: SeriesTable) -> None:
        self.tallies: dict[str, Tally] = {}
        self.used = Used()
        for series in table.epoch(FAMILY).by_labels.values():
            day, _, _, project, _, result = series.labels
            if result == "accepted":
                self.used.add(day, project, series.total)

    def begin(self, beacon: Beacon) -> Tally:
        """A tally of the beacon's key, which has none yet in the open window."""
        tally = self.tallies[beacon.key_id] = Tally(beacon.org, beacon.project)
        return tally

    def close_window(self, start: int, table: SeriesTable) -> None:
        """Add the tallies to their series of the window's UTC day."""
        day = utc_day(start)
        for key, tally in self.tallies.items():
            self.used.add(day, tally.project, tally.accepted)
            for result, reason, events in tally.outcomes():
                labels = (day, key, tally.org, tally.project, reason, result)
                table.take(series_of(labels, table), events)
        self.tallies.clear()
        for (org, project, metric), gain in _gains(table).items():
            table.take(series_of((day, metric, org, project), table, METRICS), gain)


def _gains(table: SeriesTable) -> dict[tuple[str, str, str], float]:
    """What the open window adds to each metric, by org, project and name."""
    gains: dict[tuple[str, str, str], float] = {}
    for series in table.touched():
        family = series.span.family
        if family.type in _GROWING and family.definition != LEDGER:
            names, labels = family.label_names, series.labels
            place = (labels[names.index("org")], labels[names.index("project")], family.name)
            gains[place] = gains.get(place, 0.0) + series.gain()
    return gains


def series_of(labels: tuple[str, ...], table: SeriesTable, family: Family = FAMILY) -> Series:
    """The ledger's series with these labels, the day first; it ends 2 days after its day."""
    epoch = table.epoch(family)
    series = epoch.by_labels.get(labels)
    if series is None:
        series = epoch.by_labels[labels] = Series(epoch, labels, ends_at(labels[0]))
    return series


def ends_at(day: str) -> int:
    """Grid time at which a series of UTC day `day` (YYYY-MM-DD) is marked stale and forgotten."""
    start = int(datetime.fromisoformat(day).replace(tzinfo=UTC).timestamp() * 1000)
    return start + DAY + KEPT_AFTER_DAY
