"""Windows: 5 s of Kafka append time, aligned to the Unix epoch. All times are milliseconds."""

from datetime import UTC, datetime
from functools import lru_cache
from typing import Final

WINDOW: Final = 5_000
BUCKET: Final = 600_000
DAY: Final = 86_400_000


def window_of(time: int) -> int:
    """Start of the window that `time` falls into."""
    return time - time % WINDOW


@lru_cache(maxsize=64)
def utc_day(time: int) -> str:
    """The UTC day of a window start, YYYY-MM-DD."""
    return datetime.fromtimestamp(time / 1000, UTC).date().isoformat()


def round_up(time: int) -> int:
    """The first window start at or after `time`."""
    return -(-time // WINDOW) * WINDOW


def in_force_from(effective_at: int, appended_at: int) -> int:
    """First window that a definition version counts for (metrics.md "Versions").

    5 s after its record was appended at the earliest: every owner confirms the end of `control` at
    least every 2 s, so none can handle a record of that window without knowing the version.
    """
    return round_up(max(effective_at, appended_at + WINDOW))
