"""API keys, their secrets, and the versions of the key that signs their snippet tokens."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import JSON, BigInteger, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from webapp.db.base import Base, UtcDateTime


class ApiKey(Base):
    """`public` names the key. `allowed_origins` empty: no browser beacon is taken.

    `rate_limit` is {"events_per_second", "burst"}, null for the installation's default. `revision` is
    the outbox row that carries the key as it is now: once that is on topic `control`, so is the key.
    """

    __tablename__ = "api_keys"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    project_id: Mapped[UUID] = mapped_column(ForeignKey("projects.id"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    public: Mapped[str] = mapped_column(String(24), unique=True)
    scopes: Mapped[list[str]] = mapped_column(JSON)
    allowed_origins: Mapped[list[str]] = mapped_column(JSON)
    rate_limit: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    revision: Mapped[int | None] = mapped_column(BigInteger)

    secrets: Mapped[list["KeySecret"]] = relationship(
        order_by="KeySecret.number", cascade="all, delete-orphan"
    )
    signing_versions: Mapped[list["SigningVersion"]] = relationship(
        order_by="SigningVersion.version", cascade="all, delete-orphan"
    )


class KeySecret(Base):
    """One secret of a key; the last one is the current one, others count until `valid_until`.

    `digest` is a SHA-256 in hex, for whoever presents the secret to us: the secret is 256 random bits,
    so a plain digest cannot be searched; a password would need more. `encrypted`, a Fernet token of the
    ingest ring, is what the collector verifies signatures with; a secret from before it was kept has
    none and takes no server beacons.
    """

    __tablename__ = "key_secrets"

    api_key_id: Mapped[UUID] = mapped_column(ForeignKey("api_keys.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    digest: Mapped[str] = mapped_column(String(64))
    encrypted: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    valid_until: Mapped[datetime | None] = mapped_column(UtcDateTime)


class SigningVersion(Base):
    """One signing key, a Fernet token of the ingest ring. Tokens of a retired one are refused."""

    __tablename__ = "signing_versions"

    api_key_id: Mapped[UUID] = mapped_column(ForeignKey("api_keys.id"), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    encrypted_key: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    retired_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
