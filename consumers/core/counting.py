"""One definition version ready to count: does it take an event, which value, in which series?"""

from collections.abc import Callable
from typing import Final, NamedTuple

from consumers.core.conditions import number_of, predicate
from consumers.core.epoch import Epoch
from consumers.core.identity import property_identity, visitor_identity
from consumers.core.labels import is_of_event, reader
from consumers.core.rules import LabelSet
from consumers.core.series import Series
from consumers.core.series_table import SeriesTable
from schemas.beacon import Event
from schemas.definitions import Definition, Label
from schemas.records.beacons import Beacon
from schemas.records.control import DefinitionVersion
from schemas.triggers import Custom, PageView, ServerEvent, Trigger, trigger_id

ValueOf = Callable[[Beacon, Event], float | None]

NOT_NUMERIC: Final = "value_not_numeric"
NEGATIVE: Final = "negative_value"


class Taken(NamedTuple):
    """What a definition takes of an event: the label set it counts in, and the value."""

    labels: tuple[str, ...]
    value: float


class Counting:
    """`is_plain`: a counter of every event of its names, in a series that the beacon alone decides.

    Judging an event has no effect, so one that cannot be evaluated leaves nothing half counted.
    """

    def __init__(
        self,
        version: DefinitionVersion,
        epoch: Epoch,
        table: SeriesTable,
        pinned: frozenset[LabelSet] = frozenset(),
    ) -> None:
        definition = version.definition
        names = epoch.family.label_names
        self._epoch = epoch
        self._table = table
        self._most = definition.max_series
        self._pinned = frozenset(tuple(dict(s).get(name, "") for name in names) for s in pinned)
        labels = {label.name: label for label in definition.labels}
        ordered = [labels.get(name, Label(name, name)) for name in names]
        self._readers = tuple(reader(label) for label in ordered)
        self._accepts = predicate(definition.where)
        self._value = _value_of(definition, table)
        self._is_signed = definition.type in ("gauge", "distinct")
        self.sources = {label.source for label in ordered}
        self.is_plain = (
            definition.type == "counter"
            and definition.value == "one"
            and self._accepts is None
            and not any(is_of_event(label) for label in ordered)
        )

    def labels_of(self, beacon: Beacon, event: Event) -> tuple[str, ...]:
        """The label values of an event, in the order of the family's names."""
        return tuple([read(beacon, event) for read in self._readers])

    def series(self, labels: tuple[str, ...]) -> Series:
        """The series that events with these labels count in; a new one starts at 0."""
        return self._table.series(self._epoch, labels, self._most, self._pinned)

    def judge(self, beacon: Beacon, event: Event) -> Taken | str:
        """What is taken of an event whose trigger matched; the code of the reason why nothing is, ""
        when a filter says so."""
        if self._accepts is not None and not self._accepts(event):
            return ""
        value = self._value(beacon, event)
        if value is None:
            return NOT_NUMERIC
        if value < 0 and not self._is_signed:
            return NEGATIVE
        return Taken(self.labels_of(beacon, event), value)

    def take(self, taken: Taken) -> None:
        """Count what was judged."""
        self._table.take(self.series(taken.labels), taken.value)


def _value_of(definition: Definition, table: SeriesTable) -> ValueOf:
    source = definition.value
    name = source.partition(":")[2]
    if definition.type == "distinct":
        return property_identity(name) if name else visitor_identity(table)
    if source == "one":
        return lambda _beacon, _event: 1.0
    if source == "event":
        return lambda _beacon, event: event.value
    return lambda _beacon, event: number_of(event, name)


def names_of(definition: Definition, source: str) -> dict[str, frozenset[str]]:
    """By event name that may trigger the definition from that source ("browser", "server"), the trigger
    ids of which the event must carry one; an empty set asks for none."""
    found: dict[str, set[str]] = {}
    for trigger in definition.triggers:
        name = _event_name(trigger, source)
        if name is not None:
            ids = found.setdefault(name, set())
            if not isinstance(trigger, PageView | Custom | ServerEvent):
                ids.add(trigger_id(trigger))
    return {name: frozenset(ids) for name, ids in found.items()}


def _event_name(trigger: Trigger, source: str) -> str | None:
    match trigger:
        case PageView():
            return "page_view"
        case Custom(event):
            return event if source == "browser" else None
        case ServerEvent(event):
            return event if source == "server" else None
        case _:
            return str(trigger.__struct_config__.tag) if source == "browser" else None
