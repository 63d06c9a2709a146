"""Law 9: every event ends in the ledger exactly once.

`tally_ledger_events_total{org,project,key,day,result,reason}` in ordinary series of the partition, so the
ledger is written in the same transaction as what it vouches for. `accepted` is counted when a beacon is
decoded, apart from the results; accepted = counted + duplicate + bot + unmatched + rejected + waiting.
"""

from datetime import UTC, datetime
from typing import Final

from consumers.core.series import LEDGER, Family, Series
from consumers.core.series_table import SeriesTable
from consumers.core.windows import DAY
from schemas.records.beacons import Beacon

KEPT_AFTER_DAY: Final = 2 * DAY

FAMILY: Final = Family(
    definition=LEDGER,
    version=1,
    epoch=0,
    name="tally_ledger_events_total",
    type="counter",
    help="Events of the UTC day by what became of them: accepted is the sum of all other results.",
    unit="",
    label_names=("day", "key", "org", "project", "reason", "result"),
)

Subject = tuple[str, str, str]
Outcome = tuple[str, str]


class Ledger:
    """Tallies of the open window by (org, project, key) and (result, reason), in events."""

    def __init__(self) -> None:
        self._tallies: dict[Subject, dict[Outcome, int]] = {}

    def of(self, beacon: Beacon) -> dict[Outcome, int]:
        """The open window's tally that this beacon belongs to; the live mapping, to count into."""
        subject = (beacon.org, beacon.project, beacon.key_id)
        tally = self._tallies.get(subject)
        if tally is None:
            tally = self._tallies[subject] = {}
        return tally

    def close_window(self, start: int, table: SeriesTable) -> None:
        """Add the tallies to their series of the window's UTC day."""
        day = datetime.fromtimestamp(start / 1000, UTC).date().isoformat()
        for (org, project, key), tally in self._tallies.items():
            for (result, reason), events in tally.items():
                labels = (day, key, org, project, reason, result)
                table.add(series_of(labels, table), events)
        self._tallies.clear()


def series_of(labels: tuple[str, ...], table: SeriesTable) -> Series:
    """The ledger's series with these labels; it ends 2 days after its day."""
    known = table.of(LEDGER, FAMILY.epoch)
    series = known.get(labels)
    if series is None:
        series = known[labels] = Series(FAMILY, labels, ends_at(labels[0]))
    return series


def ends_at(day: str) -> int:
    """Grid time at which a series of UTC day `day` (YYYY-MM-DD) is marked stale and forgotten."""
    start = int(datetime.fromisoformat(day).replace(tzinfo=UTC).timestamp() * 1000)
    return start + DAY + KEPT_AFTER_DAY
