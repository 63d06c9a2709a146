"""How many label sets of each metric are alive: what they use of their bounds."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from schemas.definitions import WINDOWS, Definition
from webapp.charts.queries import Place
from webapp.prometheus import Prometheus

# The part of which there is one series for each label set.
_ONE_EACH: Final = {"histogram": "_count", "summary": "_count"}


def label_sets(
    prometheus: Prometheus, place: Place, definitions: Sequence[Definition], now: datetime
) -> dict[str, int]:
    """By the metric's name, 0 for one that has none. Raises PrometheusAway, QueryRefused."""
    parts = {f"{d.name}{_ONE_EACH.get(d.type, '')}": d for d in definitions}
    if not parts:
        return {}
    promql = f"count by (__name__) ({place.named(parts)})"
    found = {s.labels["__name__"]: round(s.points[0][1]) for s in prometheus.query(promql, now)}
    return {d.name: found.get(part, 0) // _each(d) for part, d in parts.items()}


def _each(definition: Definition) -> int:
    """How many series a label set has in the part that is counted."""
    return len(definition.window or WINDOWS) if definition.type == "distinct" else 1
