"""What a project allows: its quota, its keys' rate, and what Global Privacy Control means for it."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    gpc = sa.Column("gpc", sa.String(10), nullable=False, server_default="no_visitor")
    op.add_column("projects", gpc)
    op.add_column("projects", sa.Column("quota", sa.BigInteger(), nullable=True))
    op.add_column("projects", sa.Column("rate_limit", sa.JSON(), nullable=True))
