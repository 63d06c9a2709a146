"""API keys and the versions of the key that signs their snippet tokens."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import JSON, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from webapp.db.base import Base, UtcDateTime


class ApiKey(Base):
    """`public` names the key; `secret_hash` is a SHA-256 in hex, for whoever presents the secret to us.

    The secret is 256 random bits, so a plain digest cannot be searched; a password would need more.
    `encrypted_secret`, a Fernet token of the ingest ring, is what the collector verifies signatures with;
    a key from before it was kept has none and takes no server beacons until its secret is rotated.
    `allowed_origins` empty: no browser beacon is taken.
    """

    __tablename__ = "api_keys"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    project_id: Mapped[UUID] = mapped_column(ForeignKey("projects.id"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    public: Mapped[str] = mapped_column(String(24), unique=True)
    secret_hash: Mapped[str] = mapped_column(String(64))
    encrypted_secret: Mapped[str | None] = mapped_column(Text)
    scopes: Mapped[list[str]] = mapped_column(JSON)
    allowed_origins: Mapped[list[str]] = mapped_column(JSON)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    signing_versions: Mapped[list["SigningVersion"]] = relationship(
        order_by="SigningVersion.version", cascade="all, delete-orphan"
    )


class SigningVersion(Base):
    """One signing key, a Fernet token of the ingest ring. Tokens of a retired one are refused."""

    __tablename__ = "signing_versions"

    api_key_id: Mapped[UUID] = mapped_column(ForeignKey("api_keys.id"), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    encrypted_key: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    retired_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
