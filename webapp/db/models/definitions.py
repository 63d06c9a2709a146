"""Metric definitions and their immutable versions (metrics.md "Versions")."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import JSON, BigInteger, CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from webapp.db.base import Base, UtcDateTime


class MetricDefinition(Base):
    """What stays when a definition is edited; name and type are immutable."""

    __tablename__ = "metric_definitions"
    __table_args__ = (
        # A name is taken while its definition lives; a deleted one frees it.
        Index(
            "uq_metric_definitions_living_name",
            "project_id",
            "name",
            unique=True,
            sqlite_where=text("deleted_at IS NULL"),
            postgresql_where=text("deleted_at IS NULL"),
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    project_id: Mapped[UUID] = mapped_column(ForeignKey("projects.id"))
    name: Mapped[str] = mapped_column(String(200))
    type: Mapped[str] = mapped_column(String(16))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    deleted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    versions: Mapped[list["MetricDefinitionVersion"]] = relationship(
        order_by="MetricDefinitionVersion.version"
    )

    @property
    def newest(self) -> "MetricDefinitionVersion":
        """The version edited last, in force or about to be."""
        return self.versions[-1]


class MetricDefinitionVersion(Base):
    """One version, never changed after it was written. `body` is a schemas.definitions.Definition.

    `revision` is the outbox row that carries it.
    """

    __tablename__ = "definition_versions"
    __table_args__ = (CheckConstraint("state IN ('active', 'paused', 'deleted')", name="state"),)

    definition_id: Mapped[UUID] = mapped_column(
        ForeignKey("metric_definitions.id"), primary_key=True
    )
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    epoch: Mapped[int] = mapped_column()
    state: Mapped[str] = mapped_column(String(16))
    body: Mapped[dict[str, Any]] = mapped_column(JSON)
    effective_at: Mapped[datetime] = mapped_column(UtcDateTime)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    revision: Mapped[int | None] = mapped_column(BigInteger)
