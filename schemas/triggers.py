"""Triggers: what has to happen for a metric to count (metrics.md "triggers").

page_view, custom and server events match by name; every other kind is automatic and matches by the
trigger id that the tracker sends along.
"""

from base64 import b32encode
from hashlib import sha256
from typing import Annotated, Final

import msgspec

from schemas.beacon import EVENT_NAME

EventName = Annotated[str, msgspec.Meta(pattern=EVENT_NAME)]
Selector = Annotated[str, msgspec.Meta(min_length=1, max_length=256)]
Percent = Annotated[int, msgspec.Meta(ge=1, le=100)]
Thresholds = Annotated[tuple[Percent, ...], msgspec.Meta(min_length=1, max_length=10)]


class PageView(
    msgspec.Struct, frozen=True, tag_field="kind", tag="page_view", forbid_unknown_fields=True
):
    """A view of a page, from any source; the tracker sends one per load and per navigation."""


class Click(msgspec.Struct, frozen=True, tag_field="kind", tag="click", forbid_unknown_fields=True):
    """A click on an element that matches the CSS selector, or within one."""

    selector: Selector


class FormSubmit(
    msgspec.Struct, frozen=True, tag_field="kind", tag="form_submit", forbid_unknown_fields=True
):
    """A form that matches the CSS selector was submitted; property `form`."""

    selector: Selector


class ScrollDepth(
    msgspec.Struct, frozen=True, tag_field="kind", tag="scroll_depth", forbid_unknown_fields=True
):
    """The page was scrolled to a threshold, in percent; each once per view; the value is the percent."""

    thresholds: Thresholds = (25, 50, 75, 90)


class Custom(
    msgspec.Struct, frozen=True, tag_field="kind", tag="custom", forbid_unknown_fields=True
):
    """`tally.track(event)` or `data-tally-event` in a page; matches only source browser."""

    event: EventName


class ServerEvent(
    msgspec.Struct, frozen=True, tag_field="kind", tag="server", forbid_unknown_fields=True
):
    """An event sent with a server credential or imported; matches only these sources."""

    event: EventName


Trigger = PageView | Click | FormSubmit | ScrollDepth | Custom | ServerEvent
Automatic = Click | FormSubmit | ScrollDepth

# Wire name = kind. Custom and server events may not carry these (code `event_name_reserved`);
# page_view is open to all.
RESERVED_EVENT_NAMES: Final = frozenset(
    {
        "click",
        "form_submit",
        "outbound_link",
        "file_download",
        "scroll_depth",
        "engagement_time",
        "element_visible",
        "web_vital",
        "js_error",
    }
)


def trigger_id(trigger: Trigger) -> str:
    """First 10 letters, lower case, of base32(sha256(the trigger as stored)).

    Stored form: JSON, defaults filled in, keys sorted, no spaces; so equal triggers of any two
    definitions share an id, in every release.
    """
    stored = msgspec.json.encode(msgspec.to_builtins(trigger), order="sorted")
    return b32encode(sha256(stored).digest()).decode()[:10].lower()
