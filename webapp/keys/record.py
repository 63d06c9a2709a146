"""An API key as topic `control` carries it: secret and signing keys encrypted."""

from schemas.records import control
from webapp.db.models import ApiKey


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
        expires_at=int(key.expires_at.timestamp() * 1000) if key.expires_at else 0,
        secrets=(control.KeySecret(key.encrypted_secret),) if key.encrypted_secret else (),
    )
