"""People sign up and in; keys get several secrets, rates, and the revision that carries them."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _people()
    _secrets()
    with op.batch_alter_table("api_keys") as keys:
        keys.drop_column("secret_hash")
        keys.drop_column("encrypted_secret")
        keys.add_column(sa.Column("rate_limit", sa.JSON(), nullable=True))
        keys.add_column(sa.Column("revision", sa.BigInteger(), nullable=True))
    with op.batch_alter_table("projects") as projects:
        projects.add_column(
            sa.Column("series_budget", sa.Integer(), nullable=False, server_default="20000")
        )
    with op.batch_alter_table("definition_versions") as versions:
        versions.add_column(sa.Column("revision", sa.BigInteger(), nullable=True))


def _time(name: str, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _people() -> None:
    op.create_table(
        "users",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("email", sa.String(254), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("password_hash", sa.String(200), nullable=False),
        _time("email_verified_at", nullable=True),
        sa.Column("is_operator", sa.Boolean(), nullable=False),
        _time("created_at"),
        sa.PrimaryKeyConstraint("id", name="pk_users"),
        sa.UniqueConstraint("email", name="uq_users_email"),
    )
    op.create_table(
        "sessions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(8), nullable=False),
        _time("created_at"),
        _time("expires_at"),
        _time("ended_at", nullable=True),
        sa.CheckConstraint("kind IN ('web', 'api')", name="ck_sessions_kind"),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], "fk_sessions_user_id_users"),
        sa.PrimaryKeyConstraint("id", name="pk_sessions"),
    )
    op.create_index("ix_sessions_user_id", "sessions", ["user_id"])
    op.create_table(
        "memberships",
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("role", sa.String(8), nullable=False),
        _time("created_at"),
        sa.CheckConstraint(
            "role IN ('viewer', 'editor', 'admin', 'owner')", name="ck_memberships_role"
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organizations.id"],
            "fk_memberships_organization_id_organizations",
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], "fk_memberships_user_id_users"),
        sa.PrimaryKeyConstraint("organization_id", "user_id", name="pk_memberships"),
    )
    op.create_index("ix_memberships_user_id", "memberships", ["user_id"])


def _secrets() -> None:
    op.create_table(
        "key_secrets",
        sa.Column("api_key_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("encrypted", sa.Text(), nullable=True),
        _time("created_at"),
        _time("valid_until", nullable=True),
        sa.ForeignKeyConstraint(
            ["api_key_id"], ["api_keys.id"], "fk_key_secrets_api_key_id_api_keys"
        ),
        sa.PrimaryKeyConstraint("api_key_id", "number", name="pk_key_secrets"),
    )
    op.execute(
        "INSERT INTO key_secrets (api_key_id, number, digest, encrypted, created_at) "
        "SELECT id, 1, secret_hash, encrypted_secret, created_at FROM api_keys"
    )
