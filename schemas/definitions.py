"""Metric definitions: what turns events into series (metrics.md). The rules: definition_rules.py."""

from typing import Annotated, Final, Literal, get_args

import msgspec

from schemas.beacon import Scalar
from schemas.triggers import Trigger

MAX_TRIGGERS: Final = 8
MAX_CONDITIONS: Final = 8
MAX_LABELS: Final = 6
MAX_BUCKETS: Final = 30
MAX_QUANTILES: Final = 10
MAX_VALUES: Final = 1_000
MAX_SERIES: Final = 100_000
# Both travel in every block of samples, which has a bound of its own.
MAX_HELP: Final = 1_000
MAX_UNIT: Final = 64
DEFAULT_BUCKETS: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
DEFAULT_QUANTILES: Final = (0.5, 0.9, 0.95, 0.99)

Type = Literal["counter", "gauge", "histogram", "summary", "distinct"]
# Tumbling, in UTC: a count of one begins anew at its boundary (metrics.md law 8).
Window = Literal["5m", "1h", "1d"]
WINDOWS: Final[tuple[Window, ...]] = get_args(Window)
Operator = Literal["eq", "ne", "in", "not_in", "exists", "gt", "lt", "prefix"]
# Property names as on the wire (schemas/beacon.py).
ValueSource = Annotated[
    str, msgspec.Meta(pattern=r"^(one|event|property:[a-z][a-z0-9_]{0,63})$(?!\n)")
]
Text = Annotated[str, msgspec.Meta(max_length=256)]

LABEL_SOURCES: Final = (
    "path",
    "host",
    "referrer_domain",
    "channel",
    "utm_source",
    "utm_medium",
    "utm_campaign",
    "browser",
    "os",
    "device",
    "country",
    "language",
    "screen",
    "source",
)


class Label(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """One label and where its value comes from: one of LABEL_SOURCES, property:<name> or
    constant:<text>. A missing value is the empty string; with `allow`, any other value is `__other__`,
    and so is with `max_values` any further value once that many are in use.
    """

    name: str
    source: Text
    allow: Annotated[tuple[Text, ...], msgspec.Meta(max_length=100)] = ()
    max_values: Annotated[int, msgspec.Meta(ge=1, le=MAX_VALUES)] | None = None


class Condition(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """One filter on a property. `values`: one for eq, ne, gt, lt and prefix, any number for in and
    not_in, none for exists."""

    property: Annotated[str, msgspec.Meta(pattern=r"^[a-z][a-z0-9_]{0,63}$(?!\n)")]
    op: Operator
    values: Annotated[tuple[Scalar, ...], msgspec.Meta(max_length=50)] = ()


class Definition(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """What a person described in the form. `max_series` bounds its label sets (law 7).

    `value` of a distinct count: `one` counts visitors, `property:<name>` the property's values.
    `starts_at` is Unix milliseconds.
    """

    name: str
    type: Type
    help: str
    triggers: Annotated[tuple[Trigger, ...], msgspec.Meta(min_length=1, max_length=MAX_TRIGGERS)]
    labels: Annotated[tuple[Label, ...], msgspec.Meta(max_length=MAX_LABELS)] = ()
    unit: str = ""
    value: ValueSource = "one"
    max_series: Annotated[int, msgspec.Meta(ge=1, le=MAX_SERIES)] = 1000
    where: Annotated[tuple[Condition, ...], msgspec.Meta(max_length=MAX_CONDITIONS)] = ()
    buckets: Annotated[tuple[float, ...], msgspec.Meta(max_length=MAX_BUCKETS)] | None = None
    quantiles: Annotated[tuple[float, ...], msgspec.Meta(max_length=MAX_QUANTILES)] | None = None
    window: Annotated[tuple[Window, ...], msgspec.Meta(max_length=len(WINDOWS))] | None = None
    starts_at: int | None = None


# What each type adds to the definition's name; the empty text is the bare name.
SUFFIXES: Final[dict[Type, tuple[str, ...]]] = {
    "counter": ("",),
    "gauge": ("",),
    "histogram": ("_bucket", "_sum", "_count"),
    "summary": ("", "_sum", "_count"),
    "distinct": ("", "_unidentified"),
}

_OF_SERIES: Final = ("type", "labels", "value", "buckets", "quantiles", "window")


def expanded_names(definition: Definition) -> tuple[str, ...]:
    """The names of the series that the definition makes; unique within a project."""
    return tuple(f"{definition.name}{suffix}" for suffix in SUFFIXES[definition.type])


def same_series(before: Definition, after: Definition) -> bool:
    """Whether an edit goes on with the series there are; otherwise the epoch grows (law 4)."""
    return all(getattr(before, field) == getattr(after, field) for field in _OF_SERIES)


def text_of(value: Scalar) -> str:
    """A property's value as a label shows it: 12.0 is "12", True is "true"."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    return value
