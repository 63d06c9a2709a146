"""How numbers and times are written in pages."""

from datetime import UTC, datetime

from flask import Flask


def install(app: Flask) -> None:
    """Give the filters to the templates."""
    app.add_template_filter(number)
    app.add_template_filter(percent)
    app.add_template_filter(iso)
    app.add_template_filter(clock)
    app.add_template_filter(day)


def number(value: int) -> str:
    """Exact, in groups of three with narrow no-break spaces (ISO 80000-1, 7.3.1)."""
    return f"{value:,}".replace(",", "\u202f")


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
