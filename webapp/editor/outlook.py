"""What a definition would give: its series, how many there may be, the PromQL that reads it."""

from dataclasses import dataclass
from math import prod
from typing import Final

from schemas.definitions import (
    DEFAULT_BUCKETS,
    DEFAULT_QUANTILES,
    WINDOWS,
    Definition,
    Label,
    expanded_names,
)
from webapp.charts.queries import Subject
from webapp.formats import number

# About how many values a source has; the rest have as many as visitors bring.
_SIZES: Final = {
    "channel": 8,
    "browser": 10,
    "os": 8,
    "device": 3,
    "country": 100,
    "language": 40,
    "screen": 5,
    "source": 3,
}


@dataclass(frozen=True, slots=True)
class Budget:
    """Label sets of a project: all it may have, and what its other metrics take."""

    whole: int
    others: int

    @property
    def left(self) -> int:
        return max(0, self.whole - self.others)


@dataclass(frozen=True, slots=True)
class Outlook:
    """`names` of the series; `estimate` and `budget` in words; `promql` that reads the metric."""

    names: tuple[str, ...]
    estimate: str
    budget: str
    promql: tuple[str, ...]


def outlook(definition: Definition, budget: Budget, org: str, project: str) -> Outlook:
    """What saving this definition would bring."""
    subject = Subject(org, project, definition.name)
    return Outlook(
        expanded_names(definition),
        estimate(definition),
        f"{number(definition.max_series)} of the {number(budget.left)} label sets that the project has"
        f" left (its other metrics take {number(budget.others)} of {number(budget.whole)}).",
        _promql(definition, subject),
    )


def estimate(definition: Definition) -> str:
    """How many label sets to expect, and how many series each is."""
    sizes = [size_of(label) for label in definition.labels]
    each = per_label_set(definition)
    known = [size for size in sizes if size is not None]
    expected = prod(known)
    if len(known) < len(sizes) or expected > definition.max_series:
        sets = f"Up to {number(definition.max_series)} label sets, as many as visitors bring"
        beyond = "; further ones count into __other__"
    else:
        sets = "One label set" if expected == 1 else f"About {expected} label sets"
        beyond = ""
    series = "one series" if each == 1 else f"{each} series"
    return f"{sets}, each {series}{beyond}."


def size_of(label: Label) -> int | None:
    """About how many values the label takes; None when visitors decide."""
    if label.source.startswith("constant:"):
        return 1
    if label.allow:
        return len(label.allow) + 2  # any other one, and none
    return label.max_values + 2 if label.max_values else _SIZES.get(label.source)


def per_label_set(definition: Definition) -> int:
    """Series in Prometheus for one label set."""
    match definition.type:
        case "histogram":  # +Inf, _sum, _count
            return len(definition.buckets or DEFAULT_BUCKETS) + 3
        case "summary":  # _sum, _count
            return len(definition.quantiles or DEFAULT_QUANTILES) + 2
        case "distinct":  # each with those that could not be told apart
            return 2 * len(definition.window or WINDOWS)
    return 1


def _promql(definition: Definition, subject: Subject) -> tuple[str, ...]:
    by = ", ".join(label.name for label in definition.labels)
    split = f" by ({by})" if by else ""
    match definition.type:
        case "counter":
            return (f"sum{split} (rate({subject.selector}[5m]))",)
        case "histogram":
            bucket = subject.part("_bucket")
            inner = f"sum by (le{', ' + by if by else ''}) (rate({bucket}[5m]))"
            return (f"histogram_quantile(0.75, {inner})",)
        case _:
            return (subject.selector,)
