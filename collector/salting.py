"""Which salt to write next, and which ones to delete: pure rules of pipeline.md, topic `salts`.

Kafka deletes whole segments only, and never the newest one. A record every 11 minutes at most gives each
salt a segment of its own (segment.ms 10 min), so that a deleted one is soon gone from the disk.
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Final

from collector.days import DAY_MS, utc_day
from collector.salt_topic import Stored

AHEAD: Final = 7
SPACING_MS: Final = 11 * 60_000


def due(days: Iterable[str], newest_ms: int, now_ms: int) -> str | None:
    """The day whose salt is to be written now, the nearest first; None while nothing is to be done.

    `days` have a salt that opens; `newest_ms` is when the newest record was appended. Today's does not
    wait for the spacing: without it no visitor is told apart.
    """
    known = set(days)
    wanted = (utc_day(now_ms + ahead * DAY_MS) for ahead in range(AHEAD + 1))
    missing = next((day for day in wanted if day not in known), None)
    if missing == utc_day(now_ms) or now_ms - newest_ms >= SPACING_MS:
        return missing
    return None


def expired(stored: Sequence[Stored], now_ms: int) -> int | None:
    """The offset below which everything is to be deleted: that of the first salt whose day ended less
    than 24 h ago, or is not over yet. None when there is nothing to delete.
    """
    before = 0
    for salt in sorted(stored, key=lambda salt: salt.offset):
        if _end_of(salt.record.day) > now_ms - DAY_MS:
            break
        before = salt.offset + 1
    return before or None


def _end_of(day: str) -> int:
    """Unix ms; a day that is none ended long ago."""
    try:
        begins = datetime.strptime(day, "%Y-%m-%d").replace(tzinfo=UTC)
    except ValueError:
        return 0
    return int(begins.timestamp() * 1000) + DAY_MS
