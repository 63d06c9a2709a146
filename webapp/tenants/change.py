"""Changing what a project allows."""

from dataclasses import dataclass
from typing import Final, get_args

from sqlalchemy.orm import Session

from schemas.records.control import MAX_QUOTA, Gpc
from webapp.db.models import Project
from webapp.keys.asked import rate_of
from webapp.keys.create import RateLimit, as_stored
from webapp.outbox.publish import publish
from webapp.tenants.record import project_record

GPC: Final = get_args(Gpc)


class SettingsRefused(Exception):
    """Reject: `faults` says by field what should be mended."""

    def __init__(self, faults: dict[str, str]) -> None:
        super().__init__(", ".join(faults))
        self.faults = faults


@dataclass(frozen=True, slots=True)
class Allowed:
    """What a project allows; None is no quota, and the installation's rate."""

    gpc: str
    quota: int | None = None
    rate_limit: RateLimit | None = None


def change(session: Session, project: Project, allowed: Allowed) -> bool:
    """Make the project allow that, and publish it; whether that changed anything."""
    limit = as_stored(allowed.rate_limit)
    after = (allowed.gpc, allowed.quota, limit)
    if after == (project.gpc, project.quota, project.rate_limit):
        return False
    project.gpc, project.quota, project.rate_limit = after
    session.flush()
    publish(session, project_record(project))
    return True


def allowed(gpc: str, quota: str, rate: str, burst: str) -> Allowed:
    """From the texts of a form. Raises SettingsRefused."""
    faults: dict[str, str] = {}
    if gpc not in GPC:
        faults["gpc"] = "Choose one."
    number = _quota(quota.strip(), faults)
    limit: RateLimit | None = None
    try:
        limit = rate_of(rate.strip(), burst.strip())
    except ValueError as error:
        faults["rate"] = str(error)
    if faults:
        raise SettingsRefused(faults)
    return Allowed(gpc, number, limit)


def _quota(text: str, faults: dict[str, str]) -> int | None:
    if not text:
        return None
    if text.isascii() and text.isdecimal() and 1 <= int(text[:11]) <= MAX_QUOTA:
        return int(text[:11])
    faults["quota"] = f"Give a whole number from 1 to {MAX_QUOTA}, or nothing for no quota."
    return None
