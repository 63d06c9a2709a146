"""Records on their way to topic `control` (pipeline.md "Outbox")."""

from datetime import UTC, datetime

from sqlalchemy import BigInteger, Index, Integer, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from webapp.db.base import Base, UtcDateTime


class OutboxRow(Base):
    """One record. `value` is its JSON, null for a tombstone; `published_at` follows Kafka's answer."""

    __tablename__ = "outbox"
    __table_args__ = (
        Index(
            "ix_outbox_waiting",
            "revision",
            sqlite_where=text("published_at IS NULL"),
            postgresql_where=text("published_at IS NULL"),
        ),
        # A revision is never given twice, also after the newest rows were pruned.
        {"sqlite_autoincrement": True},
    )

    revision: Mapped[int] = mapped_column(
        BigInteger().with_variant(Integer(), "sqlite"), primary_key=True
    )
    key: Mapped[str] = mapped_column(String(200))
    value: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=lambda: datetime.now(UTC))
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
