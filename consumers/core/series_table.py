"""All series of a partition: what a window changed, and what is due between windows."""

from collections.abc import Callable, Iterator

from consumers.core.blocks import BlockWriter
from consumers.core.calendar import Calendar
from consumers.core.epoch import Epoch, Pinned
from consumers.core.family import FOR_EVER, LEDGER, Family
from consumers.core.series import Series
from consumers.core.together import Together
from consumers.core.windows import WINDOW
from schemas.records import state

MARKER_OFFSET = 1
ZERO_OFFSET = 2

StateChanges = dict[str, state.Record | None]
EndOf = Callable[[str, int], int]


class SeriesTable:
    """Series by (definition, epoch) and label values; writes samples and state changes as time moves.

    `end_of` tells when an epoch ends, as far as it is known. `forgotten` grows when series leave:
    whoever remembers series must look them up again. `clamped` counts totals that would have stopped
    being finite. `day` is the UTC day of the open window.
    """

    def __init__(self, end_of: EndOf = lambda _definition, _epoch: FOR_EVER) -> None:
        self.calendar = Calendar()
        self.forgotten = 0
        self.clamped = 0
        self.day = ""
        self._end_of = end_of
        self._epochs: dict[tuple[str, int], Epoch] = {}
        self._touched: list[Series] = []
        self._together: list[Together] = []
        self._evicted: list[str] = []

    def __len__(self) -> int:
        return sum(len(epoch.by_labels) for epoch in self._epochs.values())

    def __iter__(self) -> Iterator[Series]:
        return (s for epoch in self._epochs.values() for s in epoch.by_labels.values())

    def epoch(self, family: Family) -> Epoch:
        """The epoch of that family; a new one without series if it is not known yet."""
        place = (family.definition, family.epoch)
        epoch = self._epochs.get(place)
        if epoch is None:
            end = FOR_EVER if family.definition == LEDGER else self._end_of(*place)
            epoch = self._epochs[place] = Epoch(family, end)
        return epoch

    def touched(self) -> Iterator[Series]:
        """The series that the open window has changed so far, in the order of their first change."""
        self._settle()
        return iter(self._touched)

    def count_one(self, together: Together) -> None:
        """Count one event of the open window in each of the counters."""
        if not together.pending:
            self._together.append(together)
            for series in together.counters:
                self._touch(series)
        together.pending += 1

    def take(self, series: Series, value: float) -> None:
        """Take one event's value in for the series in the open window."""
        self._touch(series)
        series.take(value)

    def series(
        self, epoch: Epoch, labels: tuple[str, ...], most: int, pinned: Pinned = frozenset()
    ) -> Series:
        """The series with those labels, by law 7 a new one, or the one that they fold into."""
        series = epoch.by_labels.get(labels)
        if series is None and labels not in pinned:
            labels = epoch.limited(labels)
            series = epoch.by_labels.get(labels)
            if series is None and epoch.is_full(most, epoch.other(labels), pinned):
                labels = self._make_room(epoch, labels, pinned)
                series = epoch.by_labels.get(labels)
        return series or epoch.make(labels)

    def _make_room(self, epoch: Epoch, labels: tuple[str, ...], pinned: Pinned) -> tuple[str, ...]:
        """Give the slot of an idle series away; what the labels become where there is none."""
        idle = epoch.longest_idle(pinned)
        if idle is None:
            return epoch.other(labels)
        self._evicted.append(idle.key())
        self._forget(idle)
        return labels

    def restore(self, series: Series, clock: int) -> None:
        """Take in a series as `state` holds it; nothing due at or before `clock` is written again."""
        epoch = self.epoch(series.span.family)
        epoch.by_labels[series.labels] = series
        if series.marker_at() <= clock:
            epoch.mark(series)
        self.calendar.put(series.next_due(clock), series)

    def refresh_ends(self, clock: int) -> None:
        """Ask again when epochs end; every series of one that now does is due then."""
        for (definition, number), epoch in self._epochs.items():
            end = FOR_EVER if definition == LEDGER else self._end_of(definition, number)
            if end != epoch.end and end > clock:
                epoch.end = end
                for series in epoch.by_labels.values():
                    self.calendar.put(series.next_due(clock), series)

    def close_window(self, start: int, out: BlockWriter, changes: StateChanges) -> None:
        """Write what the window changed: totals at its end, and the totals before where none stand."""
        end = start + WINDOW
        self._settle()
        changes.update(dict.fromkeys(self._evicted))
        self._evicted.clear()
        for series in self._touched:
            if not series.stands_at(start) and (before := series.before()):
                out.sample(series, start + ZERO_OFFSET, before)
            self.clamped += series.merge(start)
            series.touched = False
            series.changed_at = end
            out.sample(series, end, series.values(end))
            if zeros := series.zeros(end):
                out.sample(series, end + ZERO_OFFSET, zeros)
            changes[series.key()] = series.stored()
            self.calendar.put(series.next_due(end), series)
        self._touched.clear()

    def write_due(self, time: int, out: BlockWriter, changes: StateChanges) -> None:
        """Write the repeats and markers due at grid time `time`, the calendar's earliest."""
        for series in self.calendar.take(time):
            epoch = self.epoch(series.span.family)
            if epoch.by_labels.get(series.labels) is not series:
                continue  # its slot was given away
            is_marked = time == series.marker_at()
            if series.changed_at >= time and not is_marked:
                continue  # changed meanwhile; its newer entry stands elsewhere in the calendar
            if is_marked:
                out.marker(series, time + MARKER_OFFSET)
                epoch.mark(series)
            if time >= series.forget_at():
                changes[series.key()] = None
                self._forget(series)
                continue
            if series.stands_at(time):
                out.sample(series, time, series.values(time))
            if not is_marked and (zeros := series.zeros(time)):
                out.sample(series, time + ZERO_OFFSET, zeros)
            self.calendar.put(series.next_due(time), series)

    def _touch(self, series: Series) -> None:
        if not series.touched:
            series.touched = True
            self._touched.append(series)

    def _settle(self) -> None:
        for together in self._together:
            together.settle()
        self._together.clear()

    def _forget(self, series: Series) -> None:
        self.forgotten += 1
        self.epoch(series.span.family).drop(series)
