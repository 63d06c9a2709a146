"""Metric definitions: what turns events into series (metrics.md), and the one set of rules for them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, Final, Literal

import msgspec

from schemas.triggers import Trigger

MAX_TRIGGERS: Final = 8
MAX_LABELS: Final = 6
MAX_SERIES: Final = 100_000
# Both travel in every block of samples, which has a bound of its own.
MAX_HELP: Final = 1_000
MAX_UNIT: Final = 64

Type = Literal["counter"]
ValueSource = Literal["one"]

LABEL_SOURCES: Final = frozenset({"path", "browser"})

# https://prometheus.io/docs/concepts/data_model/: the colon is for recording rules.
_METRIC_NAME: Final = re.compile(r"[a-zA-Z_][a-zA-Z0-9_]{0,199}")
_LABEL_NAME: Final = re.compile(r"[a-zA-Z_][a-zA-Z0-9_]{0,63}")
_REFUSED_NAMES: Final = re.compile(
    r"up|ALERTS.*|scrape_.*|tally_.*|prometheus_.*|go_.*|process_.*", re.DOTALL
)
_RESERVED_LABELS: Final = frozenset(
    ["org", "project", "le", "quantile", "window", "job", "instance", "shard", "revision"]
)


class Label(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """One label and where its value comes from; a missing value is the empty string."""

    name: str
    source: str


class Definition(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """What a person described in the form. `max_series` bounds its label sets (law 7)."""

    name: str
    type: Type
    help: str
    triggers: Annotated[tuple[Trigger, ...], msgspec.Meta(min_length=1, max_length=MAX_TRIGGERS)]
    labels: Annotated[tuple[Label, ...], msgspec.Meta(max_length=MAX_LABELS)] = ()
    unit: str = ""
    value: ValueSource = "one"
    max_series: Annotated[int, msgspec.Meta(ge=1, le=MAX_SERIES)] = 1000


@dataclass(frozen=True, slots=True)
class Fault:
    """One broken rule: `path` into the definition (`labels.0.name`), `message` for a person."""

    path: str
    message: str


def faults(definition: Definition) -> list[Fault]:
    """Every rule the definition breaks, in the order of its fields; empty when it may be saved."""
    return [
        *_name_faults(definition),
        *_length_faults(definition),
        *_label_faults(definition.labels),
    ]


def _name_faults(definition: Definition) -> Iterator[Fault]:
    name = definition.name
    if not _METRIC_NAME.fullmatch(name):
        yield Fault("name", "Use letters, digits and underscores, not starting with a digit.")
    elif _REFUSED_NAMES.fullmatch(name):
        yield Fault("name", "This name belongs to Prometheus or to Tallylight itself.")
    if definition.type == "counter" and not name.endswith("_total"):
        yield Fault("name", "The name of a counter ends in _total.")


def _length_faults(definition: Definition) -> Iterator[Fault]:
    if len(definition.help) > MAX_HELP:
        yield Fault("help", f"Use at most {MAX_HELP} characters.")
    if len(definition.unit) > MAX_UNIT:
        yield Fault("unit", f"Use at most {MAX_UNIT} characters.")


def _label_faults(labels: tuple[Label, ...]) -> Iterator[Fault]:
    seen: set[str] = set()
    for position, label in enumerate(labels):
        if not _LABEL_NAME.fullmatch(label.name) or label.name.startswith("__"):
            yield Fault(f"labels.{position}.name", "Use letters, digits and underscores.")
        elif label.name in _RESERVED_LABELS:
            yield Fault(f"labels.{position}.name", "This label is written by Tallylight itself.")
        elif label.name in seen:
            yield Fault(f"labels.{position}.name", "A label appears once.")
        if label.source not in LABEL_SOURCES:
            yield Fault(f"labels.{position}.source", "There is no such source.")
        seen.add(label.name)
