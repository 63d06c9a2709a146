"""Where a key stands: a change is pending until its record is on topic `control`."""

from datetime import datetime
from typing import Literal

from sqlalchemy.orm import Session

from webapp.db.models import ApiKey
from webapp.outbox.publish import is_published

State = Literal["active", "expired", "revoking", "revoked"]


def state_of(session: Session, key: ApiKey, now: datetime) -> State:
    """`revoking` until the collectors can know: they refuse within 2 s of the DELETE's answer."""
    if key.revoked_at is not None:
        return "revoking" if is_pending(session, key) else "revoked"
    return "expired" if key.expires_at and key.expires_at <= now else "active"


def is_pending(session: Session, key: ApiKey) -> bool:
    """Whether the key's newest change still waits for Kafka."""
    return key.revision is not None and not is_published(session, key.revision)
