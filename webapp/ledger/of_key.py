"""What one key was used for, as its page says it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from webapp.ledger.look import last_days, usage
from webapp.ledger.queries import Tenant
from webapp.prometheus import Prometheus, PrometheusAway, QueryRefused

DAYS: Final = 7


@dataclass(frozen=True, slots=True)
class Used:
    """Events accepted within the last DAYS days, and when the newest came; None for neither known nor any.

    `is_known` is False while Prometheus does not answer.
    """

    is_known: bool
    events: int = 0
    last_at: datetime | None = None


def used(prometheus: Prometheus, tenant: Tenant, key_id: str, now: datetime) -> Used:
    """Ask Prometheus for the key's books."""
    try:
        found = usage(prometheus, tenant, last_days(now, DAYS), now).get(key_id)
    except (PrometheusAway, QueryRefused):
        return Used(is_known=False)
    if found is None:
        return Used(is_known=True)
    events = sum(books.accepted for books in found.days.values())
    return Used(True, events, found.last_used_at)
