"""Keys keep their secret encrypted, so that the collector can verify signatures.

Of older secrets only a digest is known: such keys take no server beacons until they are rotated.
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("api_keys", sa.Column("encrypted_secret", sa.Text(), nullable=True))
