"""What is asked about a metric, by its type: a function per type, so that a new one is one entry."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from schemas.definitions import WINDOWS, Definition
from webapp.charts import queries
from webapp.charts.queries import Subject, quoted
from webapp.charts.spans import Span

MOST_LINES: Final = 6
QUANTILES: Final = {"p50": 0.5, "p75": 0.75, "p95": 0.95}
_MEDIAN: Final = 'quantile="0.5"'
_WINDOWS: Final = {"5m": "of 5 minutes", "1h": "of the hour", "1d": "of the day"}
# Labels that every series has.
_OURS: Final = frozenset({"__name__", "org", "project"})


@dataclass(frozen=True, slots=True)
class Figure:
    """A number beside the chart. `is_count`: whole, and 0 while there is nothing."""

    name: str
    promql: str
    is_count: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """`lines`: PromQL by the line's name; under "" each series names its own. `whole`: PromQL of the sum
    whose rest after the lines is "other"; "" where lines are not parts of a sum. `seen`: a selector of
    which any sample means that the metric has counted; `plain`: PromQL of the chart as one would write it,
    where `lines` choose the largest series."""

    figures: tuple[Figure, ...]
    lines: dict[str, str]
    seen: str
    title: str
    whole: str = ""
    plain: str = ""
    named_by: tuple[str, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class Asked:
    """About which metric, in which span ending at `at` (Unix seconds), split by which label ("": not).

    `restarts`: whether its totals began anew within the span.
    """

    subject: Subject
    definition: Definition
    span: Span
    at: float
    by: str = ""
    restarts: bool = False


def plan(asked: Asked) -> Plan:
    """The PromQL of everything that the metric's page shows."""
    return _PLANS[asked.definition.type](asked)


def line_name(labels: dict[str, str], named_by: tuple[str, ...]) -> str:
    """One label's value, or all labels as `a=1, b=2`."""
    if len(named_by) == 1:
        return labels.get(named_by[0], "")
    return ", ".join(f"{k}={v}" for k, v in sorted(labels.items()) if k not in _OURS)


def _counter(asked: Asked) -> Plan:
    subject, span = asked.subject, asked.span
    selector, restarts = subject.selector, asked.restarts
    step = queries.within(span.step)
    whole = queries.gained(selector, step, restarts=restarts)
    lines = {"all": whole}
    if asked.by:
        lines = {
            "": queries.largest(
                selector, asked.by, span.step, span.seconds, asked.at, restarts=restarts
            )
        }
    return Plan(
        figures=(
            Figure("Counted so far", queries.total(subject), is_count=True),
            _gained(asked, selector, "In the last"),
        ),
        lines=lines,
        seen=selector,
        title=f"Counted per {span.step_words}, last {span.words}",
        whole=whole if asked.by else "",
        plain=queries.gained_by(selector, asked.by, step, restarts=restarts) if asked.by else "",
        named_by=(asked.by,),
    )


def _gauge(asked: Asked) -> Plan:
    selector = asked.subject.selector
    figures = [Figure("Newest value", selector)]
    if asked.definition.labels:
        figures = [
            Figure("Largest newest value", f"max({selector})"),
            Figure("Smallest newest value", f"min({selector})"),
            Figure("Series", f"count({selector})", is_count=True),
        ]
    return Plan(
        figures=tuple(figures),
        lines={"": _largest_now(asked, selector)},
        seen=selector,
        title=_values_title(asked),
        plain=selector,
    )


def _histogram(asked: Asked) -> Plan:
    subject, span, restarts = asked.subject, asked.span, asked.restarts
    bucket, count = subject.part("_bucket"), subject.part("_count")

    def quantile(q: float, window: str) -> str:
        return (
            f"histogram_quantile({q}, {queries.gained_by(bucket, 'le', window, restarts=restarts)})"
        )

    whole = queries.duration(span.seconds)
    figures = [
        Figure(f"{name}, last {span.words}", quantile(q, whole)) for name, q in QUANTILES.items()
    ]
    step = queries.within(span.step)
    return Plan(
        figures=(*figures, _gained(asked, count, "Measured in the last")),
        lines={name: quantile(q, step) for name, q in QUANTILES.items()},
        seen=count,
        title=f"Quantiles of each {span.step_words}, last {span.words}",
    )


def _summary(asked: Asked) -> Plan:
    """Quantiles do not add up: of several series the largest is shown."""
    selector, count = asked.subject.selector, asked.subject.part("_count")
    worst = f"max by (quantile) ({selector})"
    return Plan(
        figures=(
            Figure("Median of the last 10 minutes", f"max({asked.subject.part('', _MEDIAN)})"),
            _gained(asked, count, "Measured in the last"),
        ),
        lines={"": worst},
        seen=count,
        title=_values_title(asked),
        named_by=("quantile",),
    )


def _distinct(asked: Asked) -> Plan:
    """Counts of different ones do not add up either: of several series the largest is shown."""
    figures = tuple(
        Figure(
            f"Newest count {words}", f"max({asked.subject.part('', f'window={quoted(window)}')})"
        )
        for window, words in _WINDOWS.items()
        if window in (asked.definition.window or WINDOWS)
    )
    return Plan(
        figures=figures,
        lines={"": f"max by (window) ({asked.subject.selector})"},
        seen=asked.subject.selector,
        title=_values_title(asked),
        named_by=("window",),
    )


def _gained(asked: Asked, selector: str, words: str) -> Figure:
    promql = queries.gained(selector, queries.duration(asked.span.seconds), restarts=asked.restarts)
    return Figure(f"{words} {asked.span.words}", promql, is_count=True)


def _largest_now(asked: Asked, selector: str) -> str:
    """The series whose newest values are largest, the same at every moment."""
    if not asked.definition.labels:
        return selector
    return f"{selector} and topk({MOST_LINES}, {selector} @ {asked.at:.3f})"


def _values_title(asked: Asked) -> str:
    return f"Newest value, last {asked.span.words}"


_PLANS: Final[dict[str, Callable[[Asked], Plan]]] = {
    "counter": _counter,
    "gauge": _gauge,
    "histogram": _histogram,
    "summary": _summary,
    "distinct": _distinct,
}
