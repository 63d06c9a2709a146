"""Triggers: what has to happen for a metric to count (metrics.md "triggers").

page_view, custom and server events match by name; every other kind is automatic and matches by the
trigger id that the tracker sends along.
"""

from base64 import b32encode
from hashlib import sha256
from typing import Annotated, Final, Literal, get_args

import msgspec

from schemas.names import EVENT_NAME

EventName = Annotated[str, msgspec.Meta(pattern=EVENT_NAME)]
Selector = Annotated[str, msgspec.Meta(min_length=1, max_length=256)]
Percent = Annotated[int, msgspec.Meta(ge=1, le=100)]
Thresholds = Annotated[tuple[Percent, ...], msgspec.Meta(min_length=1, max_length=10)]
Extension = Annotated[str, msgspec.Meta(pattern=r"^[a-z0-9]{1,10}$(?!\n)")]
Extensions = Annotated[tuple[Extension, ...], msgspec.Meta(min_length=1, max_length=40)]
Ratio = Annotated[float, msgspec.Meta(gt=0, le=1)]
Vital = Literal["CLS", "FCP", "INP", "LCP", "TTFB"]

VITALS: Final[tuple[Vital, ...]] = get_args(Vital)


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


class OutboundLink(
    msgspec.Struct, frozen=True, tag_field="kind", tag="outbound_link", forbid_unknown_fields=True
):
    """A link to another host was followed; property `host`."""


class FileDownload(
    msgspec.Struct, frozen=True, tag_field="kind", tag="file_download", forbid_unknown_fields=True
):
    """A link to a file with one of these endings was followed; properties `path` and `extension`."""

    extensions: Extensions = (
        *("pdf", "zip", "gz", "7z", "dmg", "pkg", "exe", "msi", "deb", "rpm", "apk"),
        *("csv", "xls", "xlsx", "doc", "docx", "ppt", "pptx", "odt", "ods", "epub"),
        *("mp3", "wav", "mp4", "mov", "avi"),
    )


class ScrollDepth(
    msgspec.Struct, frozen=True, tag_field="kind", tag="scroll_depth", forbid_unknown_fields=True
):
    """The page was scrolled to a threshold, in percent; each once per view; the value is the percent."""

    thresholds: Thresholds = (25, 50, 75, 90)


class EngagementTime(
    msgspec.Struct, frozen=True, tag_field="kind", tag="engagement_time", forbid_unknown_fields=True
):
    """The page was visible and in focus; the value is the seconds of it since the last such event."""


class ElementVisible(
    msgspec.Struct, frozen=True, tag_field="kind", tag="element_visible", forbid_unknown_fields=True
):
    """At least `ratio` of an element that matches the CSS selector came into view; once per element
    and view."""

    selector: Selector
    ratio: Ratio = 0.5


class WebVital(
    msgspec.Struct, frozen=True, tag_field="kind", tag="web_vital", forbid_unknown_fields=True
):
    """One Core Web Vital of a page load, at its end; properties `vital` and `rating`; the value is in
    seconds, CLS has no unit (https://web.dev/articles/vitals)."""

    vital: Vital


class JsError(
    msgspec.Struct, frozen=True, tag_field="kind", tag="js_error", forbid_unknown_fields=True
):
    """An uncaught error or rejected promise; properties `message` and `source` (file:line)."""


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


Automatic = (
    Click
    | FormSubmit
    | OutboundLink
    | FileDownload
    | ScrollDepth
    | EngagementTime
    | ElementVisible
    | WebVital
    | JsError
)
Trigger = PageView | Automatic | Custom | ServerEvent

# Wire name = kind. Custom and server events may not carry these (code `event_name_reserved`);
# page_view is open to all.
RESERVED_EVENT_NAMES: Final = frozenset(
    str(automatic.__struct_config__.tag) for automatic in get_args(Automatic)
)


def trigger_id(trigger: Trigger) -> str:
    """First 10 letters, lower case, of base32(sha256(the trigger as stored)).

    Stored form: JSON, defaults filled in, keys sorted, no spaces; so equal triggers of any two
    definitions share an id, in every release.
    """
    stored = msgspec.json.encode(msgspec.to_builtins(trigger), order="sorted")
    return b32encode(sha256(stored).digest()).decode()[:10].lower()
