"""Law 4: when a series that no longer changes is repeated, marked stale and forgotten.

All of it is a function of the last change and of the series' phase, so nothing about repeats has to be
remembered, and a restored partition goes on exactly where the lost one stopped. Prometheus looks back
5 minutes (query.lookback-delta), hence 240 s: one lost repeat per series stays invisible.
"""

from typing import Final

from xxhash import xxh64_intdigest

from consumers.core.windows import DAY, WINDOW

EAGER_PERIOD: Final = 15_000
EAGER_SPAN: Final = 600_000
LAZY_PERIOD: Final = 240_000
IDLE: Final = DAY
LIFE: Final = 30 * DAY


def phase_of(series_id: str) -> int:
    """xxh64 of the series' id, as far as it matters: spreads the repeats of many series over the grid.

    The eager period divides the lazy one; what is left is a small number, which Python keeps but once.
    """
    return xxh64_intdigest(series_id.encode()) % (LAZY_PERIOD // WINDOW)


def is_repeat(time: int, changed_at: int, phase: int) -> bool:
    """Whether the grid time `time` (after `changed_at`, before the marker) is due for a repeat."""
    period = EAGER_PERIOD if time <= changed_at + EAGER_SPAN else LAZY_PERIOD
    return (time // WINDOW - phase) % (period // WINDOW) == 0


def next_repeat(after: int, changed_at: int, phase: int) -> int:
    """The first repeat later than `after` >= `changed_at`, were there no marker."""
    eager = _next_on_grid(after, phase, EAGER_PERIOD)
    if eager <= changed_at + EAGER_SPAN:
        return eager
    return _next_on_grid(max(after, changed_at + EAGER_SPAN), phase, LAZY_PERIOD)


def _next_on_grid(after: int, phase: int, period: int) -> int:
    steps, slots = after // WINDOW + 1, period // WINDOW
    return (steps + (phase - steps) % slots) * WINDOW
