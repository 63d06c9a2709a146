"""Tickets that open live streams."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "live_tickets",
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["session_id"], ["sessions.id"], "fk_live_tickets_session_id_sessions"
        ),
        sa.ForeignKeyConstraint(
            ["project_id"], ["projects.id"], "fk_live_tickets_project_id_projects"
        ),
        sa.PrimaryKeyConstraint("digest", name="pk_live_tickets"),
    )
    for column in ("session_id", "project_id", "expires_at"):
        op.create_index(f"ix_live_tickets_{column}", "live_tickets", [column])
