"""The ranges of time that a chart offers."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final


@dataclass(frozen=True, slots=True)
class Span:
    """`count` steps of `step` seconds; a look at it may be `fresh` old, since long ones cost more."""

    name: str
    words: str
    step_words: str
    step: int
    count: int
    fresh: timedelta

    @property
    def seconds(self) -> int:
        return self.step * self.count


SPANS: Final[dict[str, Span]] = {
    span.name: span
    for span in (
        Span("15m", "15 minutes", "15 seconds", 15, 60, timedelta(seconds=2)),
        Span("1h", "hour", "minute", 60, 60, timedelta(seconds=2)),
        Span("24h", "24 hours", "15 minutes", 900, 96, timedelta(seconds=15)),
        Span("7d", "7 days", "2 hours", 7_200, 84, timedelta(seconds=60)),
    )
}
DEFAULT: Final = "1h"
