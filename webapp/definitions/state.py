"""Where a metric stands for its owner."""

from datetime import datetime
from typing import Literal

from webapp.db.models import MetricDefinition

State = Literal["scheduled", "active", "paused", "deleted"]


def state_of(metric: MetricDefinition, now: datetime) -> State:
    """The newest version's state; `scheduled` while its first one is not yet in force.

    An edit of a metric that counts leaves it counting, so that is not `scheduled`.
    """
    newest = metric.newest
    if newest.state == "deleted":
        return "deleted"
    if newest.state == "paused":
        return "paused"
    waits = newest.effective_at > now
    counted_before = any(v.state == "active" for v in metric.versions[-2:-1])
    return "scheduled" if waits and not counted_before else "active"
