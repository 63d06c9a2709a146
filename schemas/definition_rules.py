"""The one set of rules for metric definitions: form, API and `apply` all ask here.

`faults` looks at one definition; `name_faults` and `budget_faults` at its project's others too.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from math import isfinite
from typing import Final

from schemas.definitions import (
    LABEL_SOURCES,
    MAX_HELP,
    MAX_UNIT,
    Condition,
    Definition,
    Label,
    expanded_names,
)
from schemas.names import PROPERTY_NAME
from schemas.triggers import Click, ElementVisible, FormSubmit

# https://prometheus.io/docs/concepts/data_model/: the colon is for recording rules.
_METRIC_NAME: Final = re.compile(r"[a-zA-Z_][a-zA-Z0-9_]{0,199}")
_LABEL_NAME: Final = re.compile(r"[a-zA-Z_][a-zA-Z0-9_]{0,63}")
_REFUSED_NAMES: Final = re.compile(
    r"up|ALERTS.*|scrape_.*|tally_.*|prometheus_.*|go_.*|process_.*", re.DOTALL
)
_RESERVED_LABELS: Final = frozenset(
    ["org", "project", "le", "quantile", "window", "job", "instance", "shard", "revision"]
)
_VALUES_PER_OPERATOR: Final = {"exists": (0, 0), "in": (1, 50), "not_in": (1, 50)}
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f]")


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
        *_trigger_faults(definition),
        *_label_faults(definition.labels),
        *_condition_faults(definition.where),
        *_value_faults(definition),
        *_bucket_faults(definition),
        *_quantile_faults(definition),
        *_window_faults(definition),
        *_start_faults(definition),
    ]


def name_faults(definition: Definition, others: Iterable[Definition]) -> list[Fault]:
    """The name's clashes with the project's other definitions, deleted ones included: all series of a
    project have one metric each, and a name once given is never given to another."""
    mine = {definition.name, *expanded_names(definition)}
    found = []
    for other in others:
        shared = mine & {other.name, *expanded_names(other)}
        if shared:
            names = ", ".join(sorted(shared))
            found.append(Fault("name", f"The metric {other.name} writes {names} already."))
    return found


def budget_faults(definition: Definition, others: Iterable[Definition], budget: int) -> list[Fault]:
    """Whether the label sets of the project's active definitions, this one among them, stay within
    `budget`; checked when saving, so that folding depends on one definition and the log alone."""
    free = budget - sum(other.max_series for other in others)
    if definition.max_series <= free:
        return []
    return [Fault("max_series", f"The project has {max(0, free)} of {budget} label sets left.")]


def _name_faults(definition: Definition) -> Iterator[Fault]:
    name = definition.name
    if not _METRIC_NAME.fullmatch(name):
        yield Fault("name", "Use letters, digits and underscores, not starting with a digit.")
    elif _REFUSED_NAMES.fullmatch(name):
        yield Fault("name", "This name belongs to Prometheus or to Tallylight itself.")
    if definition.type == "counter" and not name.endswith("_total"):
        yield Fault("name", "The name of a counter ends in _total.")
    if definition.type != "counter" and name.endswith("_total"):
        yield Fault("name", "Only the name of a counter ends in _total.")


def _length_faults(definition: Definition) -> Iterator[Fault]:
    if len(definition.help) > MAX_HELP:
        yield Fault("help", f"Use at most {MAX_HELP} characters.")
    if len(definition.unit) > MAX_UNIT:
        yield Fault("unit", f"Use at most {MAX_UNIT} characters.")


def _trigger_faults(definition: Definition) -> Iterator[Fault]:
    for position, trigger in enumerate(definition.triggers):
        if isinstance(trigger, Click | FormSubmit | ElementVisible) and _CONTROL.search(
            trigger.selector
        ):
            yield Fault(f"triggers.{position}.selector", "A selector is one line of text.")


def _label_faults(labels: tuple[Label, ...]) -> Iterator[Fault]:
    seen: set[str] = set()
    for position, label in enumerate(labels):
        if not _LABEL_NAME.fullmatch(label.name) or label.name.startswith("__"):
            yield Fault(f"labels.{position}.name", "Use letters, digits and underscores.")
        elif label.name in _RESERVED_LABELS:
            yield Fault(f"labels.{position}.name", "This label is written by Tallylight itself.")
        elif label.name in seen:
            yield Fault(f"labels.{position}.name", "A label appears once.")
        if not _is_source(label.source):
            yield Fault(f"labels.{position}.source", "There is no such source.")
        if label.allow and label.max_values is not None:
            yield Fault(f"labels.{position}.max_values", "Give a list or a number, not both.")
        seen.add(label.name)


def _is_source(source: str) -> bool:
    kind, colon, rest = source.partition(":")
    if kind == "property" and colon:
        return bool(PROPERTY_NAME.fullmatch(rest))
    return source in LABEL_SOURCES or (kind == "constant" and bool(colon))


def _condition_faults(where: tuple[Condition, ...]) -> Iterator[Fault]:
    for position, condition in enumerate(where):
        least, most = _VALUES_PER_OPERATOR.get(condition.op, (1, 1))
        if not least <= len(condition.values) <= most:
            expected = "no value" if most == 0 else "one value" if most == 1 else "values"
            yield Fault(f"where.{position}.values", f"`{condition.op}` takes {expected}.")
        elif condition.op in ("gt", "lt") and not isinstance(condition.values[0], float):
            yield Fault(f"where.{position}.values", f"`{condition.op}` compares with a number.")


def _value_faults(definition: Definition) -> Iterator[Fault]:
    if definition.type in ("histogram", "summary") and definition.value == "one":
        yield Fault("value", f"A {definition.type} measures the event's value or a property.")
    if definition.type == "distinct" and definition.value == "event":
        yield Fault("value", "A distinct count counts visitors or a property's values.")


def _bucket_faults(definition: Definition) -> Iterator[Fault]:
    buckets = definition.buckets
    if buckets is None:
        return
    if definition.type != "histogram":
        yield Fault("buckets", "Only a histogram has buckets.")
    elif not buckets or not all(map(isfinite, buckets)):
        yield Fault("buckets", "Give at least one finite upper bound.")
    elif any(b <= a for a, b in pairwise(buckets)):
        yield Fault("buckets", "Upper bounds grow from one to the next.")


def _quantile_faults(definition: Definition) -> Iterator[Fault]:
    quantiles = definition.quantiles
    if quantiles is None:
        return
    if definition.type != "summary":
        yield Fault("quantiles", "Only a summary has quantiles.")
    elif not quantiles or not all(0 < quantile < 1 for quantile in quantiles):
        yield Fault("quantiles", "Give at least one number between 0 and 1.")
    elif any(b <= a for a, b in pairwise(quantiles)):
        yield Fault("quantiles", "Quantiles grow from one to the next.")


def _window_faults(definition: Definition) -> Iterator[Fault]:
    windows = definition.window
    if windows is None:
        return
    if definition.type != "distinct":
        yield Fault("window", "Only a distinct count has windows.")
    elif not windows or len(set(windows)) < len(windows):
        yield Fault("window", "Give each window once, at least one.")


def _start_faults(definition: Definition) -> Iterator[Fault]:
    if definition.starts_at is not None:
        yield Fault(
            "starts_at", "Metrics count from when they are saved; the past cannot be added yet."
        )
