"""PromQL about a project: our own matchers in every selector."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

TOP: Final = 10
LINES: Final = 5


@dataclass(frozen=True, slots=True)
class Place:
    """Whose series are looked at."""

    org: str
    project: str

    def selector(self, metric: str, *more: str) -> str:
        """`metric{org="...",project="..."}`; `more` are further matchers."""
        return f"{metric}{{{','.join((*self._matchers(), *more))}}}"

    def named(self, metrics: Iterable[str]) -> str:
        """Several metrics in one selector, by their exact names."""
        matchers = (f"__name__=~{quoted('|'.join(metrics))}", *self._matchers())
        return f"{{{','.join(matchers)}}}"

    def _matchers(self) -> tuple[str, str]:
        return f"org={quoted(self.org)}", f"project={quoted(self.project)}"


@dataclass(frozen=True, slots=True)
class Subject:
    """Whose metric is looked at."""

    org: str
    project: str
    metric: str

    @property
    def place(self) -> Place:
        return Place(self.org, self.project)

    @property
    def selector(self) -> str:
        """`metric{org="...",project="..."}`."""
        return self.part("")

    def part(self, suffix: str, *more: str) -> str:
        """The selector of `metric_sum` and the like."""
        return self.place.selector(f"{self.metric}{suffix}", *more)


def quoted(text: str) -> str:
    """`text` as a PromQL string; Go's escapes (prometheus.io, "String literals")."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


def within(seconds: int) -> str:
    """A range from one window end to another, both included: Prometheus 3 leaves its start out."""
    return f"{duration(seconds)}1ms"


def duration(seconds: int) -> str:
    """As Prometheus writes it, in the largest unit that divides it."""
    for unit, size in (("d", 86_400), ("h", 3_600), ("m", 60)):
        if seconds % size == 0:
            return f"{seconds // size}{unit}"
    return f"{seconds}s"


def total(subject: Subject) -> str:
    """All that was counted by series still alive; exact."""
    return f"sum({subject.selector})"


def gained(selector: str, span: str, *, restarts: bool = False) -> str:
    """What was counted within `span`."""
    return f"sum({growth(selector, span, restarts=restarts)})"


def gained_by(selector: str, by: str, span: str, *, restarts: bool = False) -> str:
    """The same, split by a label."""
    return f"sum by ({by}) ({growth(selector, span, restarts=restarts)})"


def top(subject: Subject, by: str) -> str:
    """The values of a label that gained most within an hour."""
    return f"topk({TOP}, {gained_by(subject.selector, by, '1h')})"


def largest(selector: str, by: str, step: int, whole: int, at: float, *, restarts: bool) -> str:
    """`gained_by` in steps, for the few largest of the `whole` seconds before `at` (Unix) alone.

    Bounded however many series there are, and the same few at every moment it is evaluated.
    """
    steps = gained_by(selector, by, within(step), restarts=restarts)
    sizes = (
        f"sum by ({by}) ({growth(selector, duration(whole), f' @ {at:.3f}', restarts=restarts)})"
    )
    return f"{steps} and on ({by}) topk({LINES}, {sizes})"


def ever(selector: str) -> str:
    """Whether there was anything within the week."""
    return f"count(last_over_time({selector}[7d]))"


def growth(selector: str, span: str, at: str = "", *, restarts: bool = False) -> str:
    """How much each series grew within `span`, exact to a window of 5 s.

    Totals only grow, and before each growth a sample holds the total until then (metrics.md law 3), so
    newest minus oldest is the growth. increase() would estimate beyond the samples: with a view every
    20 s and series it drew a third more than there was. Only where totals began anew within the span
    (`restarts`: a resume, other labels) increase() is asked for those series.
    """
    samples = f"{selector}[{span}]{at}"
    exact = f"max_over_time({samples}) - min_over_time({samples})"
    if not restarts:
        return exact
    return f"(({exact}) unless (resets({samples}) > 0)) or increase({samples})"
