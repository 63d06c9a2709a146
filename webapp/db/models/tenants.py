"""Organizations own projects; a project is a website or app."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import ForeignKey, String
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
    its definitions' `max_series`.
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
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)

    organization: Mapped[Organization] = relationship()
