"""How numbers and times are written in pages."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Final

from flask import Flask

_WIDTH: Final = 120
_HEIGHT: Final = 32
# Controls but for the newline, and what Unicode's bidirectional algorithm (UAX 9) obeys.
_STEERING: Final = re.compile(
    "[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]"
)


def install(app: Flask) -> None:
    """Give the filters to the templates."""
    for one in (number, figure, amount, visible, percent, iso, clock, precise, day, sparkline):
        app.add_template_filter(one)


def number(value: int) -> str:
    """Exact, in groups of three with narrow no-break spaces (ISO 80000-1, 7.3.1)."""
    return f"{value:,}".replace(",", "\u202f")


def figure(value: float) -> str:
    """Whole numbers and large ones as `number`, others in three significant digits."""
    if float(value).is_integer() or abs(value) >= 1_000:
        return number(round(value))
    return f"{value:.3g}"


def amount(value: float) -> str:
    """A sum that may have fractions: whole ones as `number` writes them, others with what they have."""
    if value == int(value):
        return number(int(value))
    whole, _, fraction = f"{value:,.6f}".rstrip("0").partition(".")
    return f"{whole.replace(',', chr(0x202F))}.{fraction}"


def visible(text: str) -> str:
    """Text of strangers: what steers a terminal or turns the direction of writing is spelt out."""
    return _STEERING.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def percent(share: float) -> str:
    """Whole percents; a little is more than nothing."""
    if 0 < share < 0.005:
        return "<\u202f1\u202f%"
    return f"{round(share * 100)}\u202f%"


def iso(seconds: float) -> str:
    """Machine time of Unix `seconds`."""
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def clock(seconds: float) -> str:
    """Hours and minutes in UTC; scripts rewrite it in the reader's zone, as they do the next ones."""
    return datetime.fromtimestamp(seconds, UTC).strftime("%H:%M UTC")


def precise(seconds: float) -> str:
    """To the second, for what begins at a window."""
    return datetime.fromtimestamp(seconds, UTC).strftime("%H:%M:%S UTC")


def day(at: datetime) -> str:
    """Date and minute in UTC; scripts rewrite them in the reader's zone."""
    utc = at.astimezone(UTC)
    return f"{utc.day} {utc:%b %Y, %H:%M UTC}"


def sparkline(values: Sequence[float | None]) -> str:
    """The path of a line in an SVG of 120 by 32; gaps stay gaps. 0 lies at the bottom."""
    known = [value for value in values if value is not None]
    if not known:
        return ""
    low, high = min(0, *known), max(*known, 0) or 1
    step, parts, pen = _WIDTH / max(1, len(values) - 1), [], "M"
    for place, value in enumerate(values):
        if value is None:
            pen = "M"
            continue
        height = (_HEIGHT - 2) * (1 - (value - low) / ((high - low) or 1)) + 1
        parts.append(f"{pen}{place * step:.1f},{height:.1f}")
        pen = "L"
    return "".join(parts)
