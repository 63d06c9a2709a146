"""How numbers and times are written in pages."""

import re
from datetime import UTC, datetime
from typing import Final

from flask import Flask

# Controls but for the newline, and what Unicode's bidirectional algorithm (UAX 9) obeys.
_STEERING: Final = re.compile(
    "[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]"
)


def install(app: Flask) -> None:
    """Give the filters to the templates."""
    app.add_template_filter(number)
    app.add_template_filter(amount)
    app.add_template_filter(visible)
    app.add_template_filter(percent)
    app.add_template_filter(iso)
    app.add_template_filter(clock)
    app.add_template_filter(day)


def number(value: int) -> str:
    """Exact, in groups of three with narrow no-break spaces (ISO 80000-1, 7.3.1)."""
    return f"{value:,}".replace(",", "\u202f")


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
    """Hours and minutes in UTC; scripts rewrite it in the reader's zone."""
    return datetime.fromtimestamp(seconds, UTC).strftime("%H:%M UTC")


def day(at: datetime) -> str:
    """Date and minute in UTC; scripts rewrite them in the reader's zone."""
    utc = at.astimezone(UTC)
    return f"{utc.day} {utc:%b %Y, %H:%M UTC}"
