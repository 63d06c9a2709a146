"""What a script collects, in words for the owner of the pages."""

from collections.abc import Iterable
from typing import Final

import msgspec

from schemas.triggers import Trigger

_WORDS: Final = {
    "page_view": "views of pages",
    "click": "clicks on what matches {selector}",
    "form_submit": "submissions of forms that match {selector}",
    "outbound_link": "clicks on links that lead to other sites",
    "file_download": "clicks on links to files ({extensions})",
    "scroll_depth": "scrolling down to {thresholds} % of a page",
    "engagement_time": "how long a page was looked at",
    "element_visible": "the appearance of what matches {selector}",
    "web_vital": "how fast pages react ({vital})",
    "js_error": "errors of the scripts of a page",
    "custom": "the event {event}, which your pages send by name",
}


def collects(triggers: Iterable[Trigger]) -> list[str]:
    """One line for each thing that the tracker records; what servers send is not its business."""
    lines = {_line(trigger) for trigger in triggers} - {""}
    first = _WORDS["page_view"]  # the core counts them for everybody
    return [first, *sorted(lines - {first})]


def _line(trigger: Trigger) -> str:
    stored = msgspec.to_builtins(trigger)
    kind = stored.pop("kind")
    if kind == "server":
        return ""
    shown = {name: _shown(value) for name, value in stored.items()}
    return _WORDS[kind].format(**shown) if kind in _WORDS else str(kind).replace("_", " ")


def _shown(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)
