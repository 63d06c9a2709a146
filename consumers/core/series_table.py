"""All series of a partition: what a window changed, and what is due between windows."""

from collections.abc import Iterable

from consumers.core.blocks import BlockWriter
from consumers.core.calendar import Calendar
from consumers.core.series import Series
from consumers.core.windows import WINDOW
from schemas.records import state

MARKER_OFFSET = 1
ZERO_OFFSET = 2

StateChanges = dict[str, state.Record | None]
SeriesByLabels = dict[tuple[str, ...], Series]


class SeriesTable:
    """Series by (definition, epoch) and label values; writes samples and state changes as time moves.

    `forgotten` grows when series leave: whoever remembers series must look them up again.
    """

    def __init__(self) -> None:
        self.calendar = Calendar()
        self._series: dict[tuple[str, int], SeriesByLabels] = {}
        self._touched: list[Series] = []
        self.forgotten = 0

    def __len__(self) -> int:
        return sum(len(of_epoch) for of_epoch in self._series.values())

    def of(self, definition: str, epoch: int) -> SeriesByLabels:
        """The series of one definition and epoch, by label values; the live mapping, to look up in."""
        return self._series.setdefault((definition, epoch), {})

    def add(self, counted: Iterable[Series], amount: float) -> None:
        """Count `amount` > 0 in the open window for each of the series."""
        for series in counted:
            if not series.pending:
                self._touched.append(series)
            series.pending += amount

    def restore(self, series: Series, clock: int) -> None:
        """Take in a series as `state` holds it; nothing due at or before `clock` is written again."""
        self.of(series.family.definition, series.family.epoch)[series.labels] = series
        self.calendar.put(series.next_due(clock), series)

    def close_window(self, start: int, out: BlockWriter, changes: StateChanges) -> None:
        """Write what the window changed: totals at its end, and the total before where none stands."""
        end = start + WINDOW
        for series in self._touched:
            stands = series.stands_at(start)
            before = series.close(end)
            if not stands:
                out.sample(series, start + ZERO_OFFSET, before)
            out.sample(series, end, series.total)
            changes[series.key()] = series.stored()
            self.calendar.put(series.next_due(end), series)
        self._touched.clear()

    def write_due(self, time: int, out: BlockWriter, changes: StateChanges) -> None:
        """Write the repeats and markers due at grid time `time`, the calendar's earliest."""
        for series in self.calendar.take(time):
            if series.changed_at >= time:
                continue  # changed meanwhile; its newer entry stands elsewhere in the calendar
            if time == series.marker_at():
                out.marker(series, time + MARKER_OFFSET)
            if time == series.forget_at():
                changes[series.key()] = None
                self._forget(series)
                continue
            if series.stands_at(time):
                out.sample(series, time, series.total)
            self.calendar.put(series.next_due(time), series)

    def _forget(self, series: Series) -> None:
        self.forgotten += 1
        del self._series[series.family.definition, series.family.epoch][series.labels]
