"""Making API keys; each is published."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Final

from sqlalchemy.orm import Session

from schemas.keyring import Keyring
from schemas.process.settings import Secret
from webapp.db.models import ApiKey, KeySecret, Project, SigningVersion
from webapp.keys.material import new_public, new_secret, new_signing_key, sealed
from webapp.keys.record import publish_key

SCOPES: Final = ("ingest:browser", "ingest:server", "ingest:proxy", "query")
INGEST_SCOPES: Final = ("ingest:browser", "ingest:server")


@dataclass(frozen=True, slots=True)
class RateLimit:
    """Events a second over time, and how many may come at once."""

    events_per_second: int
    burst: int


@dataclass(frozen=True, slots=True)
class Wanted:
    """What an owner asks a new key to be; `origins` as webapp.keys.origins writes them."""

    name: str
    scopes: Sequence[str] = INGEST_SCOPES
    origins: Sequence[str] = ()
    rate_limit: RateLimit | None = None
    expires_at: datetime | None = None


def create_key(
    session: Session, project: Project, wanted: Wanted, ring: Keyring, now: datetime
) -> tuple[ApiKey, Secret]:
    """A new key with its first signing version, and its secret: to be shown once, kept only encrypted."""
    secret = new_secret()
    digest, encrypted = sealed(secret, ring)
    key = ApiKey(
        project_id=project.id,
        name=wanted.name,
        public=new_public(),
        scopes=list(wanted.scopes),
        allowed_origins=list(wanted.origins),
        rate_limit=as_stored(wanted.rate_limit),
        created_at=now,
        expires_at=wanted.expires_at,
    )
    key.secrets.append(KeySecret(number=1, digest=digest, encrypted=encrypted, created_at=now))
    signing = ring.encrypt(new_signing_key())
    key.signing_versions.append(SigningVersion(version=1, encrypted_key=signing, created_at=now))
    session.add(key)
    publish_key(session, key)
    return key, secret


def as_stored(limit: RateLimit | None) -> dict[str, int] | None:
    """A rate limit as its column holds it."""
    return asdict(limit) if limit else None
