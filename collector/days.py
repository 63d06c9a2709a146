"""UTC days, by Unix milliseconds."""

from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Final

DAY_MS: Final = 86_400_000
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


def utc_day(now_ms: int) -> str:
    """The day as YYYY-MM-DD."""
    return day_text(now_ms // DAY_MS)


@lru_cache(16)
def day_text(number: int) -> str:
    """The day that begins `number` days after 1970-01-01, as YYYY-MM-DD."""
    return (_EPOCH + timedelta(days=number)).date().isoformat()


def until_midnight(now_ms: int) -> float:
    """Seconds until the next day begins."""
    return (DAY_MS - now_ms % DAY_MS) / 1000
