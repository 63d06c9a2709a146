"""An API key as topic `control` carries it: secrets and signing keys encrypted."""

from datetime import datetime

from sqlalchemy.orm import Session

from schemas.records import control
from webapp.db.models import ApiKey
from webapp.outbox.publish import publish


def publish_key(session: Session, key: ApiKey) -> None:
    """Send the key as it is now on its way, and remember in `revision` by which row."""
    session.flush()
    key.revision = publish(session, key_record(key)).revision
    session.flush()


def key_record(key: ApiKey) -> control.ApiKey:
    """What the collector knows of the key."""
    return control.ApiKey(
        id=str(key.id),
        project_id=str(key.project_id),
        public=key.public,
        scopes=tuple(key.scopes),
        allowed_origins=tuple(key.allowed_origins),
        signing_versions=tuple(
            control.SigningVersion(v.version, v.encrypted_key, v.retired_at is not None)
            for v in key.signing_versions
        ),
        revoked=key.revoked_at is not None,
        expires_at=_milliseconds(key.expires_at),
        secrets=tuple(
            control.KeySecret(secret.encrypted, _milliseconds(secret.valid_until))
            for secret in key.secrets
            if secret.encrypted
        ),
        rate_limit=control.RateLimit(**key.rate_limit) if key.rate_limit else None,
    )


def _milliseconds(time: datetime | None) -> int:
    """Unix milliseconds; 0 stands for no time."""
    return int(time.timestamp() * 1000) if time else 0
