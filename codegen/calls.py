"""How a page sends an event of its own: the call, or an attribute."""

from html import escape
from typing import Any

from codegen.embedding import literal
from schemas.beacon import Event


def track(event: Event, global_name: str = "tally") -> str:
    """The statement that sends `event` from a page with the snippet."""
    details: dict[str, Any] = {}
    if event.value is not None:
        details["value"] = event.value
    if event.properties:
        details["properties"] = event.properties
    arguments = [literal(event.name), *([literal(details)] if details else [])]
    return f"{global_name}.track({', '.join(arguments)});"


def attribute(event: Event) -> str:
    """An element that sends the event's name, and no more, when it is clicked."""
    return f'<button data-tally-event="{escape(event.name)}">…</button>'
