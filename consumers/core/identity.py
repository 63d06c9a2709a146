"""Whom or what a distinct count tells apart: hashes of visitors or of a property's values."""

from collections.abc import Callable

from xxhash import xxh64_intdigest

from consumers.core.kinds.distinct import UNIDENTIFIED
from consumers.core.series_table import SeriesTable
from schemas.beacon import Event
from schemas.definitions import text_of
from schemas.records.beacons import Beacon

Identity = Callable[[Beacon, Event], int]


def visitor_identity(table: SeriesTable) -> Identity:
    """By visitor hash. It is salted by the day, so one of another day than the open window's would be
    somebody else's: such a beacon, like one without a hash, is unidentified."""

    def identity(beacon: Beacon, _event: Event) -> int:
        if not beacon.visitor or beacon.salt_day != table.day:
            return UNIDENTIFIED
        return xxh64_intdigest(beacon.visitor.encode())

    return identity


def property_identity(name: str) -> Identity:
    """By the text of a property; a missing or empty one is unidentified."""

    def identity(_beacon: Beacon, event: Event) -> int:
        text = text_of(event.properties.get(name, ""))
        return xxh64_intdigest(text.encode()) if text else UNIDENTIFIED

    return identity
