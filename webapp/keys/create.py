"""Making and changing API keys; each change is published."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from sqlalchemy.orm import Session

from schemas.keyring import Keyring
from schemas.process.settings import Secret
from schemas.signatures import secret_key
from webapp.db.models import ApiKey, Project, SigningVersion
from webapp.keys.material import new_public, new_secret, new_signing_key, secret_hash
from webapp.keys.record import key_record
from webapp.outbox.publish import publish

INGEST_SCOPES: Final = ("ingest:browser", "ingest:server")


def create_key(
    session: Session,
    project: Project,
    name: str,
    scopes: Sequence[str],
    origins: Sequence[str],
    ring: Keyring,
    now: datetime,
) -> tuple[ApiKey, Secret]:
    """A new key with its first signing version, and its secret: to be shown once, kept only encrypted."""
    secret = new_secret()
    key = ApiKey(
        project_id=project.id,
        name=name,
        public=new_public(),
        secret_hash=secret_hash(secret),
        encrypted_secret=ring.encrypt(secret_key(secret.reveal())),
        scopes=list(scopes),
        allowed_origins=list(origins),
        created_at=now,
    )
    encrypted = ring.encrypt(new_signing_key())
    key.signing_versions.append(SigningVersion(version=1, encrypted_key=encrypted, created_at=now))
    session.add(key)
    session.flush()
    publish(session, key_record(key))
    return key, secret


def allow_origins(session: Session, key: ApiKey, origins: Sequence[str]) -> bool:
    """Replace the origins whose pages may use the key; whether that changed anything."""
    if key.allowed_origins == list(origins):
        return False
    key.allowed_origins = list(origins)
    session.flush()
    publish(session, key_record(key))
    return True
