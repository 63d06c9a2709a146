"""Names that were ever given out; a row stays when its owner goes (web.md "Database")."""

from datetime import datetime

from sqlalchemy import CheckConstraint, String
from sqlalchemy.orm import Mapped, mapped_column

from webapp.db.base import Base, UtcDateTime

SLUG_LENGTH = 63
KINDS = ("organization", "project", "alias")


class Slug(Base):
    """One name, reserved for ever within its kind: series of a deleted tenant must not get an heir."""

    __tablename__ = "slugs"
    __table_args__ = (CheckConstraint("kind IN ('organization', 'project', 'alias')", name="kind"),)

    kind: Mapped[str] = mapped_column(String(16), primary_key=True)
    slug: Mapped[str] = mapped_column(String(SLUG_LENGTH), primary_key=True)
    reserved_at: Mapped[datetime] = mapped_column(UtcDateTime)
