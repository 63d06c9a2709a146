"""The PromQL of the front page: fixed queries, our own matchers in every selector."""

from dataclasses import dataclass
from typing import Final

TOP: Final = 10
LINES: Final = 5
# From one window end to another, both included: Prometheus 3 leaves the start of a range out.
MINUTE_SPAN: Final = "1m1ms"
TEN_MINUTES_SPAN: Final = "10m1ms"


@dataclass(frozen=True, slots=True)
class Subject:
    """Whose metric is looked at."""

    org: str
    project: str
    metric: str

    @property
    def selector(self) -> str:
        """`metric{org="...",project="..."}`."""
        return f"{self.metric}{{org={quoted(self.org)},project={quoted(self.project)}}}"


def quoted(text: str) -> str:
    """`text` as a PromQL string; Go's escapes (prometheus.io, "String literals")."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


def total(subject: Subject) -> str:
    """All that was counted by series still alive; exact."""
    return f"sum({subject.selector})"


def gained(subject: Subject, span: str) -> str:
    """What was counted within `span`."""
    return f"sum({_growth(subject, span)})"


def top_paths(subject: Subject) -> str:
    """The paths that gained most within an hour."""
    return f"topk({TOP}, sum by (path) ({_growth(subject, '1h')}))"


def per_minute(subject: Subject, by: str) -> str:
    """What the chart draws."""
    return f"sum by ({by}) ({_growth(subject, MINUTE_SPAN)})"


def per_minute_of_the_largest(subject: Subject, by: str, at: float) -> str:
    """`per_minute` for the few largest of the hour before `at` (Unix seconds) alone.

    Bounded however many series there are, and the same few at every moment it is evaluated.
    """
    hour = f"sum by ({by}) ({_growth(subject, '1h', f' @ {at:.3f}')})"
    return f"{per_minute(subject, by)} and on ({by}) topk({LINES}, {hour})"


def ever(subject: Subject) -> str:
    """Whether anything was counted within the week."""
    return f"count(last_over_time({subject.selector}[7d]))"


def _growth(subject: Subject, span: str, at: str = "") -> str:
    """How much each series grew within `span`, exact to a window of 5 s.

    Totals only grow, and before each growth a sample holds the total until then (metrics.md law 3), so
    newest minus oldest is the growth. increase() would estimate beyond the samples: with a view every
    20 s and series it drew a third more than there was.
    """
    samples = f"{subject.selector}[{span}]{at}"
    return f"max_over_time({samples}) - min_over_time({samples})"
