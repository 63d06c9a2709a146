"""Where a metric stands for its owner."""

from datetime import datetime
from itertools import pairwise
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


def counts_since(metric: MetricDefinition) -> datetime:
    """When the series there are began: the first version of the newest epoch came into force."""
    return next(v.effective_at for v in metric.versions if v.epoch == metric.newest.epoch)


def began_anew_since(metric: MetricDefinition, since: datetime) -> bool:
    """Whether its totals began at 0 again after `since`: a resume, or other series."""
    pairs = pairwise(metric.versions)
    return any(b.epoch > a.epoch and b.effective_at >= since for a, b in pairs)
