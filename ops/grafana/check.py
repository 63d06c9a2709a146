"""Every query of a dashboard asks for metrics and labels that are declared.

No PromQL parser: strings, ranges and functions are cut away, and what is left must be known.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Final

from ops.grafana.model import Dashboard
from ops.grafana.project import LABELS
from schemas.process.metrics import DECLARED, PlatformMetric

_STRING: Final = re.compile(r'"(?:[^"\\]|\\.)*"')
_RANGE: Final = re.compile(r"\[[^\]]*\]")
_MATCHERS: Final = re.compile(r"\{([^}]*)\}")
_GROUPING: Final = re.compile(r"\b(?:by|without|on|ignoring)\s*\(([^)]*)\)")
_NAME: Final = re.compile(r"[a-zA-Z_:][a-zA-Z0-9_:]*(?!\w|\s*\()")
_LABEL: Final = re.compile(r"[a-zA-Z_]\w*")
_WORDS: Final = frozenset({"and", "or", "unless", "bool", "offset", "sum"})


def known() -> dict[str, tuple[str, ...]]:
    """Name of each series that may be asked for -> its labels."""
    own = {name: labels for m in DECLARED.values() for name, labels in _series(m)}
    return {**LABELS, **own}


def _series(metric: PlatformMetric) -> Iterator[tuple[str, tuple[str, ...]]]:
    if metric.type != "histogram":
        yield metric.name, metric.labels
        return
    yield f"{metric.name}_bucket", (*metric.labels, "le")
    yield f"{metric.name}_sum", metric.labels
    yield f"{metric.name}_count", metric.labels


def faults(dashboard: Dashboard) -> Iterator[str]:
    """What is wrong with the queries and panel ids, one line each."""
    names, uid = known(), dashboard.uid
    numbers = [panel.number for panel in dashboard.panels]
    if len(set(numbers)) < len(numbers):
        yield f"{uid}: two panels have one id"
    for panel in dashboard.panels:
        for query in panel.queries:
            yield from (f"{uid}: {panel.title}: {f}" for f in query_faults(query.expr, names))
    for variable in dashboard.variables:
        found = query_faults(f"sum by ({variable.label}) ({variable.selector})", names)
        yield from (f"{uid}: ${variable.name}: {f}" for f in found)


def query_faults(expr: str, names: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
    """Metrics in `expr` that `names` lacks, and labels that none of its metrics has."""
    bare = _RANGE.sub("", _STRING.sub("", expr))
    groups = [*_MATCHERS.findall(bare), *_GROUPING.findall(bare)]
    asked = set(_NAME.findall(_GROUPING.sub("", _MATCHERS.sub("", bare)))) - _WORDS
    if not asked:
        yield "asks for no metric"
    yield from (f"{name} is not declared" for name in sorted(asked - names.keys()))
    labels = {label for name in asked & names.keys() for label in names[name]}
    used = {label for group in groups for label in _LABEL.findall(group)}
    yield from (f"no metric here has label {label}" for label in sorted(used - labels))
