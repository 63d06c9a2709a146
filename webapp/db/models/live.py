"""Tickets that open live streams."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from webapp.db.base import Base, UtcDateTime


class LiveTicket(Base):
    """Good once, for half a minute. `digest` is the ticket's SHA-256 in hex: 256 random bits need no more."""

    __tablename__ = "live_tickets"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    session_id: Mapped[UUID] = mapped_column(ForeignKey("sessions.id"), index=True)
    project_id: Mapped[UUID] = mapped_column(ForeignKey("projects.id"), index=True)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
