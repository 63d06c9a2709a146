"""One partition of `beacons` as a state machine: records in, closed windows out.

Law 1: output is a function of the records and of `control`, however the input was cut. Time moves only
by records; nothing here reads a clock.
"""

from typing import Final

import msgspec

from consumers.core.blocks import BlockWriter
from consumers.core.enrich.agent import is_from_bot
from consumers.core.id_buckets import IdBuckets
from consumers.core.ledger import Ledger, Tally
from consumers.core.parkings import Parkings
from consumers.core.plan import UNMATCHED, Plan, Takers
from consumers.core.refusals import Refusals
from consumers.core.rules import Rules
from consumers.core.seen_ids import hash_of
from consumers.core.series_table import SeriesTable, StateChanges
from consumers.core.used import Used
from consumers.core.windows import WINDOW, utc_day
from schemas.beacon import Event
from schemas.records.beacons import Beacon, Record
from schemas.records.rejected import Rejection
from schemas.records.samples import Block
from schemas.records.state import Parked

MAX_ROWS: Final = 100_000
MAX_REASON: Final = 500
PARKED: Final = "project_parked"


class Output(msgspec.Struct, frozen=True):
    """What one transaction writes for this partition, and where it leaves the input.

    `next_offset` is the first record of the open window, or the next record if none is open; `parked`
    are the projects that the closed windows parked.
    """

    blocks: list[Block]
    changes: StateChanges
    rejections: list[Rejection]
    next_offset: int
    window: int
    bucket_offset: int
    parked: list[Parked] = []


class Partition:
    """State of one partition at `clock` (a window start): everything due up to there was written."""

    def __init__(
        self, rules: Rules, ids: IdBuckets, table: SeriesTable, clock: int = 0, next_offset: int = 0
    ) -> None:
        self._rules = rules
        self._ids = ids
        self._table = table
        self._ledger = Ledger(table)
        self._refusals = Refusals()
        self._parked: list[Parked] = []
        self.parkings = Parkings()
        self._plans: dict[str, tuple[int, float, Plan]] = {}
        # What counts in the open window under the rules of `_generation`, by project.
        self._ready: dict[str, Plan] = {}
        self._out = BlockWriter()
        self._changes: StateChanges = {}
        self._generation = rules.generation
        self._open: int | None = None
        self._open_offset = next_offset
        self.clock = clock
        table.day = utc_day(clock)
        self.next_offset = next_offset
        self.step_backs = 0
        self.max_rows = MAX_ROWS

    def __len__(self) -> int:
        return len(self._table)

    @property
    def used(self) -> Used:
        """Events that the closed windows of the day accepted."""
        return self._ledger.used

    @property
    def clamped(self) -> int:
        """Totals that would have stopped being finite."""
        return self._table.clamped

    def feed(self, offset: int, appended_at: int, record: Record) -> bool:
        """Handle the record at `offset`, stamped `appended_at` by the broker.

        False: the output grew to `max_rows` while time moved; drain, then feed the same record again.
        """
        self._refresh()
        ahead = appended_at - self.clock
        if ahead >= WINDOW:
            if not self._advance(appended_at - appended_at % WINDOW):
                return False
        elif ahead < 0:
            self.step_backs += 1
        self.next_offset = offset + 1
        if isinstance(record, Beacon):
            if self._open is None:
                self._open, self._open_offset = self.clock, offset
            self._count(record, offset)
        return True

    def skip(self, offset: int) -> None:
        """Pass over an undecodable record: it moves nothing but the offset."""
        self.next_offset = offset + 1

    def due(self) -> int | None:
        """Time (ms) from which a tick would close a window or write something; None when idle."""
        self._refresh()
        times = [self._table.calendar.first(), None if self._open is None else self._open + WINDOW]
        return min((time for time in times if time is not None), default=None)

    def has_output(self) -> bool:
        return bool(self._out.rows or self._changes)

    def drain(self) -> Output:
        """What closed since the last call. The caller commits all of it, or restores the partition."""
        next_offset = self.next_offset if self._open is None else self._open_offset
        bucket_offset = next_offset if self._ids.open_offset < 0 else self._ids.open_offset
        output = Output(
            self._out.blocks(),
            self._changes,
            self._refusals.take(),
            next_offset,
            self.clock,
            bucket_offset,
            self._parked,
        )
        self._out, self._changes, self._parked = BlockWriter(), {}, []
        return output

    def _refresh(self) -> None:
        """Let newer rules end epochs; always before their window, since owners know control in time."""
        if self._generation != self._rules.generation:
            self._generation = self._rules.generation
            self._ready.clear()
            self._table.refresh_ends(self.clock)

    def _advance(self, to: int) -> bool:
        """Move time to window start `to`; False when the output is full before that."""
        if self._open is not None and to > self._open:
            self._ledger.close_window(self._open, self._table)
            self._table.close_window(self._open, self._out, self._changes)
            self._refusals.close_window()
            self._parked += self.parkings.close_window(self._changes)
            self._open = None
        while (due := self._table.calendar.first()) is not None and due <= to:
            if self._out.rows >= self.max_rows:
                return False
            self._table.write_due(due, self._out, self._changes)
            self.clock = max(self.clock, due)
        self.clock = to
        self._ready.clear()
        self._table.day = utc_day(to)
        self._ids.move(to, self._changes)
        return True

    def _count(self, beacon: Beacon, offset: int) -> None:
        project, events = beacon.project_id, len(beacon.events)
        tally = self._ledger.tallies.get(beacon.key_id) or self._ledger.begin(beacon)
        tally.accepted += events
        if self._ids.see(hash_of(project, beacon.id), offset):
            tally.duplicate += events
            self._refusals.note(beacon, offset, self.clock, "duplicate")
        elif is_from_bot(beacon):
            tally.bot += events
            self._refusals.note(beacon, offset, self.clock, "bot")
        elif plan := self._ready.get(project) or self._prepare(project):
            self._count_events(plan.takers(beacon.source), beacon, offset, tally)
        else:
            self._reject(beacon, beacon.events, offset, tally)

    def _count_events(
        self, takers: dict[str, Takers], beacon: Beacon, offset: int, tally: Tally
    ) -> None:
        for number, event in enumerate(beacon.events):
            takes = takers.get(event.name)
            try:
                reason = UNMATCHED if takes is None else takes.count(beacon, event)
            except Exception as error:  # noqa: BLE001  (whatever it is: this project's alone, and told)
                told = f"{type(error).__name__}: {error}"[:MAX_REASON]
                self._park(Parked(beacon.project_id, offset, self.clock, told))
                self._reject(beacon, beacon.events[number:], offset, tally)
                return
            if reason is None:
                tally.counted += 1
            elif reason == UNMATCHED:
                tally.unmatched += 1
                self._refusals.note(beacon, offset, self.clock, "unmatched", event.name)
            else:
                self._reject(beacon, (event,), offset, tally, reason)

    def _reject(
        self,
        beacon: Beacon,
        events: tuple[Event, ...],
        offset: int,
        tally: Tally,
        reason: str = PARKED,
    ) -> None:
        tally.rejected[reason] = tally.rejected.get(reason, 0) + len(events)
        for event in events:
            self._refusals.note(beacon, offset, self.clock, "rejected", event.name, reason)

    def _park(self, parked: Parked) -> None:
        self.parkings.park(parked)
        self._ready.pop(parked.project_id, None)

    def _prepare(self, project_id: str) -> Plan | None:
        """The project's plan for the open window; None when nothing of it may count."""
        plan = self._plan(project_id)
        if self.parkings.holds(project_id, plan):
            return None
        self._ready[project_id] = plan
        return plan

    def _plan(self, project_id: str) -> Plan:
        known = self._plans.get(project_id)
        if known and known[0] == self._rules.generation and self.clock < known[1]:
            return known[2]
        plan = Plan(self._rules, project_id, self.clock, self._table)
        until = self._rules.next_change(project_id, self.clock)
        self._plans[project_id] = (self._rules.generation, until, plan)
        return plan
