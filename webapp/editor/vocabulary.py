"""What an author may choose, in their words. A new trigger kind, type or source is one entry here.

Offered is what this release counts and what its tracker sends: an entry that waits for either is unseen.
"""

from dataclasses import dataclass
from typing import Final, Literal, get_args

from codegen import fragments
from codegen.snippet import WITHOUT_FRAGMENT
from schemas.definitions import LABEL_SOURCES, Operator, Type
from schemas.triggers import VITALS, Trigger

Takes = Literal["text", "number", "numbers", "texts", "choice"]


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a trigger or a type: `takes` says how what is typed becomes JSON."""

    name: str
    label: str
    help: str
    example: str
    takes: Takes = "text"
    choices: tuple[str, ...] = ()
    is_optional: bool = False


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


@dataclass(frozen=True, slots=True)
class TypeOf:
    """A type. `does` by value source reads before "each time"; `{of}` is the property."""

    name: str
    label: str
    help: str
    does: dict[str, str]
    fields: tuple[Field, ...] = ()
    ending: str = ""


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

_BUCKETS: Final = Field(
    "buckets",
    "Bucket bounds",
    "Upper bounds, growing, separated by commas. Empty: from 0.005 to 10, made for seconds.",
    "0.1, 0.5, 1, 5",
    "numbers",
    is_optional=True,
)
_QUANTILES: Final = Field(
    "quantiles",
    "Quantiles",
    "Between 0 and 1, growing, separated by commas. Empty: 0.5, 0.9, 0.95, 0.99.",
    "0.5, 0.9, 0.99",
    "numbers",
    is_optional=True,
)
_WINDOWS: Final = Field(
    "window",
    "Windows",
    "Some of 5m, 1h, 1d, separated by commas. Empty: all three.",
    "1h, 1d",
    "texts",
    is_optional=True,
)

TYPES: Final[dict[str, TypeOf]] = {
    kind.name: kind
    for kind in (
        TypeOf(
            "counter",
            "How often, or how much in all",
            "Counter: only grows.",
            {
                "one": "Counts how often",
                "event": "Adds up the event's value each time",
                "property": "Adds up {of} each time",
            },
            ending="_total",
        ),
        TypeOf(
            "gauge",
            "The newest value",
            "Gauge: shows the value that came last.",
            {
                "one": "Shows 1 once",
                "event": "Shows the event's newest value, taken each time",
                "property": "Shows the newest {of}, taken each time",
            },
        ),
        TypeOf(
            "histogram",
            "How values are spread",
            "Histogram: buckets, from which quantiles are computed.",
            {
                "event": "Sorts the event's value into buckets each time",
                "property": "Sorts {of} into buckets each time",
            },
            (_BUCKETS,),
        ),
        TypeOf(
            "summary",
            "Quantiles of the last 10 minutes",
            "Summary: quantiles within 1 %, without buckets.",
            {
                "event": "Keeps quantiles of the event's value, taken each time",
                "property": "Keeps quantiles of {of}, taken each time",
            },
            (_QUANTILES,),
        ),
        TypeOf(
            "distinct",
            "How many different ones",
            "Distinct count: visitors, or different values of a property.",
            {
                "one": "Counts different visitors for whom",
                "property": "Counts different values of {of} each time",
            },
            (_WINDOWS,),
        ),
    )
}

VALUES: Final = {
    "one": "Each event once",
    "event": "The event's value",
    "property": "A property of the event",
}

SOURCES: Final = {
    "path": "Path of the page",
    "host": "Host of the page",
    "referrer_domain": "Site the visit came from",
    "channel": "Channel of the visit",
    "utm_source": "Campaign source",
    "utm_medium": "Campaign medium",
    "utm_campaign": "Campaign name",
    "browser": "Browser",
    "os": "Operating system",
    "device": "Device",
    "country": "Country",
    "language": "Language",
    "screen": "Screen size",
    "source": "Page or server",
    "property": "A property of the event",
    "constant": "The same text always",
}

OPERATORS: Final = {
    "eq": "is",
    "ne": "is not",
    "in": "is one of",
    "not_in": "is none of",
    "prefix": "begins with",
    "gt": "is more than",
    "lt": "is less than",
    "exists": "is given",
}
NUMERIC: Final = frozenset({"gt", "lt"})


def offered_kinds() -> list[Kind]:
    """The kinds of trigger that events can come for."""
    counted = {str(trigger.__struct_config__.tag) for trigger in get_args(Trigger)}
    sent = WITHOUT_FRAGMENT | fragments.load().keys()
    return [kind for name, kind in KINDS.items() if name in counted & sent]


def offered_types() -> list[TypeOf]:
    """The types that this release counts."""
    return [kind for name, kind in TYPES.items() if name in get_args(Type)]


def offered_sources() -> dict[str, str]:
    """Sources of labels by what they are called."""
    return {k: v for k, v in SOURCES.items() if k in (*LABEL_SOURCES, "property", "constant")}


def offered_operators() -> dict[str, str]:
    return {k: v for k, v in OPERATORS.items() if k in get_args(Operator)}
