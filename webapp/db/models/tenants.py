"""Organizations own projects; a project is a website or app."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import JSON, BigInteger, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from webapp.db.base import Base, UtcDateTime
from webapp.db.models.slugs import SLUG_LENGTH

SERIES_BUDGET = 20_000


class Organization(Base):
    """`slug` is immutable: every series carries it as label `org`."""

    __tablename__ = "organizations"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    slug: Mapped[str] = mapped_column(String(SLUG_LENGTH), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Project(Base):
    """`slug` is immutable: every series carries it as label `project`.

    `alias` is six random letters for first-party addresses (wire.md). `snippet_sha256` names the
    script that `/s/<slug>.js` answers with; null until one was made. `series_budget` bounds the sum of
    its definitions' `max_series`. `gpc` is what becomes of beacons whose visitors ask for privacy:
    no_visitor or refuse. `quota` bounds the events of a UTC day, null for none; `rate_limit`
    ({"events_per_second", "burst"}) is that of keys without their own, null for the installation's.
    """

    __tablename__ = "projects"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    organization_id: Mapped[UUID] = mapped_column(ForeignKey("organizations.id"), index=True)
    slug: Mapped[str] = mapped_column(String(SLUG_LENGTH), unique=True)
    alias: Mapped[str] = mapped_column(String(6), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    snippet_sha256: Mapped[str | None] = mapped_column(String(64))
    series_budget: Mapped[int] = mapped_column(
        default=SERIES_BUDGET, server_default=str(SERIES_BUDGET)
    )
    gpc: Mapped[str] = mapped_column(String(10), default="no_visitor", server_default="no_visitor")
    quota: Mapped[int | None] = mapped_column(BigInteger)
    rate_limit: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)

    organization: Mapped[Organization] = relationship()
