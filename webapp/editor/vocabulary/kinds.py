"""Kinds of triggers: what happened?"""

from dataclasses import dataclass
from typing import Final, get_args

from codegen import fragments
from codegen.snippet import WITHOUT_FRAGMENT
from schemas.triggers import VITALS, Trigger
from webapp.editor.vocabulary.field import Field


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of trigger. `words` reads after "each time"; `{field}` stands for what was typed.

    `first` says how the first event comes about; `gives` are the properties of its events.
    """

    name: str
    label: str
    words: str
    first: str
    fields: tuple[Field, ...] = ()
    gives: tuple[str, ...] = ()
    has_value: bool = False


_SELECTOR: Final = Field(
    "selector", "CSS selector", "An element that matches it, or anything within.", "#signup"
)
_EVENT: Final = Field(
    "event", "Event name", "Lower-case letters, digits, dots and underscores.", "signup"
)

KINDS: Final[dict[str, Kind]] = {
    kind.name: kind
    for kind in (
        Kind("page_view", "A page is viewed", "a page is viewed", "Open a page that carries it."),
        Kind(
            "click",
            "An element is clicked",
            "an element matching {selector} is clicked",
            "Open a page that carries it and click on a matching element.",
            (_SELECTOR,),
        ),
        Kind(
            "form_submit",
            "A form is submitted",
            "a form matching {selector} is submitted",
            "Open a page that carries it and submit a matching form.",
            (_SELECTOR,),
            ("form",),
        ),
        Kind(
            "outbound_link",
            "A link to another site is followed",
            "a link to another site is followed",
            "Open a page that carries it and follow a link to another site.",
            (),
            ("host",),
        ),
        Kind(
            "file_download",
            "A file is downloaded",
            "a link to a file is followed",
            "Open a page that carries it and follow a link to a file.",
            (
                Field(
                    "extensions",
                    "File endings",
                    "Without the dot, separated by commas; empty for the usual ones.",
                    "pdf, zip",
                    "texts",
                    is_optional=True,
                ),
            ),
            ("path", "extension"),
        ),
        Kind(
            "scroll_depth",
            "A page is scrolled",
            "a page is scrolled to {thresholds} %",
            "Open a page that carries it and scroll down.",
            (
                Field(
                    "thresholds",
                    "Percent of the page",
                    "Each counts once per view; separated by commas. Empty: 25, 50, 75, 90.",
                    "25, 50, 75, 90",
                    "numbers",
                    is_optional=True,
                ),
            ),
            has_value=True,
        ),
        Kind(
            "engagement_time",
            "A page is looked at",
            "time was spent on a page",
            "Open a page that carries it, stay some seconds and leave it.",
            has_value=True,
        ),
        Kind(
            "element_visible",
            "An element comes into view",
            "an element matching {selector} comes into view",
            "Open a page that carries it and scroll to a matching element.",
            (
                _SELECTOR,
                Field(
                    "ratio",
                    "How much of it",
                    "From 0 to 1. Empty: 0.5, half of it.",
                    "0.5",
                    "number",
                    is_optional=True,
                ),
            ),
        ),
        Kind(
            "web_vital",
            "A Web Vital is measured",
            "{vital} is measured",
            "Open a page that carries it and leave it again.",
            (
                Field(
                    "vital",
                    "Which one",
                    "In seconds; CLS has no unit.",
                    "LCP",
                    "choice",
                    VITALS,
                ),
            ),
            ("vital", "rating"),
            has_value=True,
        ),
        Kind(
            "js_error",
            "A script fails",
            "a script of a page fails",
            "Open a page that carries it; the first uncaught error counts.",
            (),
            ("message", "source"),
        ),
        Kind(
            "custom",
            "Your page says so",
            "a page sends the event {event}",
            "Call tally.track with the event's name in a page that carries it.",
            (_EVENT,),
            has_value=True,
        ),
        Kind(
            "server",
            "Your server says so",
            "a server sends the event {event}",
            "Send the event from your server, signed with a key's secret.",
            (_EVENT,),
            has_value=True,
        ),
    )
}


def offered_kinds() -> list[Kind]:
    """The kinds of trigger that events can come for."""
    counted = {str(trigger.__struct_config__.tag) for trigger in get_args(Trigger)}
    sent = WITHOUT_FRAGMENT | fragments.load().keys()
    return [kind for name, kind in KINDS.items() if name in counted & sent]
