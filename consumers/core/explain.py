"""What becomes of a beacon, event by event and definition by definition, and why.

Nothing is judged here: each definition counts the event by itself, with the code that counts it for
good, in a table that is thrown away; what that table would write is what the event touches.
"""

from typing import Final

import msgspec
from msgspec.structs import replace

from consumers.core.blocks import BlockWriter
from consumers.core.conditions import failing
from consumers.core.enrich.agent import is_from_bot
from consumers.core.labels import CONTEXT
from consumers.core.partition import PARKED
from consumers.core.plan import UNMATCHED, Plan, takers_of
from consumers.core.rules import Rules
from consumers.core.series_table import SeriesTable
from consumers.core.timeline import Scheduled
from consumers.core.windows import WINDOW, utc_day
from schemas.beacon import MAX_EVENTS, Event
from schemas.definitions import LABEL_SOURCES, Condition
from schemas.records.beacons import Beacon
from schemas.records.control import DefinitionVersion
from schemas.records.samples import Block
from schemas.triggers import Trigger

TAKEN: Final = "taken"
NO_TRIGGER: Final = "no_trigger"
FILTERED: Final = "filtered"
PAUSED: Final = "paused"
SCHEDULED: Final = "scheduled"


class Touched(msgspec.Struct, frozen=True):
    """One series that the event alone would bring to `value`, was there nothing before.

    With max_series reached, a label set that is new counts as `__other__` instead (law 7).
    """

    name: str
    labels: dict[str, str]
    value: float


class Verdict(msgspec.Struct, frozen=True, omit_defaults=True):
    """What one definition makes of an event.

    `verdict`: taken (`series`), no_trigger (it waits for `triggers`), filtered (`condition` is the first
    that does not hold), a code of schemas.reasons, paused, or scheduled (it counts from `since`, ms).
    """

    definition: str
    version: int
    name: str
    type: str
    verdict: str
    series: tuple[Touched, ...] = ()
    condition: Condition | None = None
    triggers: tuple[Trigger, ...] = ()
    since: int = 0


class EventExplained(msgspec.Struct, frozen=True, omit_defaults=True):
    """`result` and `reason` as the ledger counts them; `counted_in` definitions took the event, 0 where
    it was not asked for `definitions`."""

    event: Event
    result: str
    reason: str = ""
    counted_in: int = 0
    definitions: tuple[Verdict, ...] = ()


class Explanation(msgspec.Struct, frozen=True, omit_defaults=True):
    """`result`: duplicate or bot for the whole beacon, empty where each event is judged by itself.

    `enrichment` holds the value of every label source.
    """

    result: str
    enrichment: dict[str, str]
    events: tuple[EventExplained, ...]


def explain(
    beacon: Beacon,
    rules: Rules,
    window: int,
    *,
    is_duplicate: bool = False,
    detailed: int = MAX_EVENTS,
) -> Explanation:
    """What the beacon counts as in the window that starts at `window` (ms).

    The definitions' verdicts are given for the first `detailed` events, of duplicates and bots too: what
    they would make of it were it judged by them. Deleted definitions are left out.
    """
    result = "duplicate" if is_duplicate else "bot" if is_from_bot(beacon) else ""
    standing = [s for s in rules.standing(beacon.project_id, window) if s.record.state != "deleted"]
    whole = Plan(rules, beacon.project_id, window, _table(window))
    enrichment = {source: CONTEXT[source](beacon) for source in LABEL_SOURCES}
    events = tuple(
        _event(beacon, event, whole, standing if n < detailed else [], window, result)
        for n, event in enumerate(beacon.events)
    )
    return Explanation(result, enrichment, events)


def _event(
    beacon: Beacon,
    event: Event,
    whole: Plan,
    standing: list[Scheduled[DefinitionVersion]],
    window: int,
    result: str,
) -> EventExplained:
    verdicts = tuple(_verdict(beacon, event, scheduled, window) for scheduled in standing)
    if result:
        return EventExplained(event, result, definitions=verdicts)
    if whole.is_parked:
        return EventExplained(event, "rejected", PARKED, definitions=verdicts)
    takes = whole.takers(beacon.source).get(event.name)
    reason = UNMATCHED if takes is None else takes.count(beacon, event)
    if reason is None:
        counted_in = sum(verdict.verdict == TAKEN for verdict in verdicts)
        return EventExplained(event, "counted", "", counted_in, verdicts)
    result = "unmatched" if reason == UNMATCHED else "rejected"
    return EventExplained(event, result, reason, definitions=verdicts)


def _verdict(
    beacon: Beacon, event: Event, scheduled: Scheduled[DefinitionVersion], window: int
) -> Verdict:
    version, _, since = scheduled
    definition = version.definition
    about = (version.id, version.version, definition.name, definition.type)
    if version.state != "active":
        return Verdict(*about, PAUSED)
    if since > window:
        return Verdict(*about, SCHEDULED, since=since)
    table = _table(window)
    reason = _counted(beacon, event, version, table)
    if reason is None:
        return Verdict(*about, TAKEN, _touched(table, window))
    if reason != UNMATCHED:
        return Verdict(*about, reason)
    condition = failing(definition.where, event)
    if condition is None or not _is_triggered(beacon, event, version, window):
        return Verdict(*about, NO_TRIGGER, triggers=definition.triggers)
    return Verdict(*about, FILTERED, condition=condition)


def _counted(
    beacon: Beacon, event: Event, version: DefinitionVersion, table: SeriesTable
) -> str | None:
    """None when the definition alone counts the event, into `table`; else its reason."""
    takes = takers_of(version, beacon.source, table).get(event.name)
    return UNMATCHED if takes is None else takes.count(beacon, event)


def _is_triggered(beacon: Beacon, event: Event, version: DefinitionVersion, window: int) -> bool:
    """Whether without its filters the definition has anything to say about the event."""
    open_to_all = replace(version, definition=replace(version.definition, where=()))
    return _counted(beacon, event, open_to_all, _table(window)) != UNMATCHED


def _table(window: int) -> SeriesTable:
    """An empty table that is of the window's day."""
    table = SeriesTable()
    table.day = utc_day(window)
    return table


def _touched(table: SeriesTable, window: int) -> tuple[Touched, ...]:
    """The samples at the window's end; of a histogram's only those that the event moves."""
    out = BlockWriter()
    table.close_window(window, out, {})
    rows = [row for block in out.blocks() if block.at == window + WINDOW for row in _rows(block)]
    return tuple(row for row in rows if row.value) or tuple(rows)


def _rows(block: Block) -> list[Touched]:
    return [
        Touched(block.name, dict(zip(block.label_names, labels, strict=True)), value)
        for labels, value in zip(zip(*block.labels, strict=True), block.values, strict=True)
    ]
