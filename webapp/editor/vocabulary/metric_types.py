"""Types of metrics, and what their values are: what is counted?"""

from dataclasses import dataclass
from typing import Final, get_args

from schemas.definitions import Type
from webapp.editor.vocabulary.field import Field


@dataclass(frozen=True, slots=True)
class TypeOf:
    """A type. `does` by value source reads before "each time"; `{of}` is the property."""

    name: str
    label: str
    help: str
    does: dict[str, str]
    fields: tuple[Field, ...] = ()
    ending: str = ""


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


def offered_types() -> list[TypeOf]:
    """The types that this release counts."""
    return [kind for name, kind in TYPES.items() if name in get_args(Type)]
