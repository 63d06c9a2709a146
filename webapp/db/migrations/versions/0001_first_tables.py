"""First tables: tenants, keys, definitions, snippets and the outbox."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    _tenants()
    _keys()
    _definitions()
    _snippets()
    _outbox()


def _time(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _tenants() -> None:
    op.create_table(
        "slugs",
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("slug", sa.String(63), nullable=False),
        _time("reserved_at"),
        sa.CheckConstraint("kind IN ('organization', 'project', 'alias')", name="ck_slugs_kind"),
        sa.PrimaryKeyConstraint("kind", "slug", name="pk_slugs"),
    )
    op.create_table(
        "organizations",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("slug", sa.String(63), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        _time("created_at"),
        sa.PrimaryKeyConstraint("id", name="pk_organizations"),
        sa.UniqueConstraint("slug", name="uq_organizations_slug"),
    )
    op.create_table(
        "projects",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("slug", sa.String(63), nullable=False),
        sa.Column("alias", sa.String(6), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("snippet_sha256", sa.String(64), nullable=True),
        _time("created_at"),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organizations.id"], "fk_projects_organization_id_organizations"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_projects"),
        sa.UniqueConstraint("alias", name="uq_projects_alias"),
        sa.UniqueConstraint("slug", name="uq_projects_slug"),
    )
    op.create_index("ix_projects_organization_id", "projects", ["organization_id"])


def _keys() -> None:
    op.create_table(
        "api_keys",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("public", sa.String(24), nullable=False),
        sa.Column("secret_hash", sa.String(64), nullable=False),
        sa.Column("scopes", sa.JSON(), nullable=False),
        sa.Column("allowed_origins", sa.JSON(), nullable=False),
        _time("created_at"),
        _time("expires_at", nullable=True),
        _time("revoked_at", nullable=True),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], "fk_api_keys_project_id_projects"),
        sa.PrimaryKeyConstraint("id", name="pk_api_keys"),
        sa.UniqueConstraint("public", name="uq_api_keys_public"),
    )
    op.create_index("ix_api_keys_project_id", "api_keys", ["project_id"])
    op.create_table(
        "signing_versions",
        sa.Column("api_key_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("encrypted_key", sa.Text(), nullable=False),
        _time("created_at"),
        _time("retired_at", nullable=True),
        sa.ForeignKeyConstraint(
            ["api_key_id"], ["api_keys.id"], "fk_signing_versions_api_key_id_api_keys"
        ),
        sa.PrimaryKeyConstraint("api_key_id", "version", name="pk_signing_versions"),
    )


def _definitions() -> None:
    op.create_table(
        "metric_definitions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("type", sa.String(16), nullable=False),
        _time("created_at"),
        _time("deleted_at", nullable=True),
        sa.ForeignKeyConstraint(
            ["project_id"], ["projects.id"], "fk_metric_definitions_project_id_projects"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_metric_definitions"),
    )
    op.create_index(
        "uq_metric_definitions_living_name",
        "metric_definitions",
        ["project_id", "name"],
        unique=True,
        sqlite_where=sa.text("deleted_at IS NULL"),
        postgresql_where=sa.text("deleted_at IS NULL"),
    )
    op.create_table(
        "definition_versions",
        sa.Column("definition_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        _time("effective_at"),
        _time("created_at"),
        sa.CheckConstraint(
            "state IN ('active', 'paused', 'deleted')", name="ck_definition_versions_state"
        ),
        sa.ForeignKeyConstraint(
            ["definition_id"],
            ["metric_definitions.id"],
            "fk_definition_versions_definition_id_metric_definitions",
        ),
        sa.PrimaryKeyConstraint("definition_id", "version", name="pk_definition_versions"),
    )


def _snippets() -> None:
    op.create_table(
        "snippets",
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("javascript", sa.Text(), nullable=False),
        _time("created_at"),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], "fk_snippets_project_id_projects"),
        sa.PrimaryKeyConstraint("project_id", "sha256", name="pk_snippets"),
    )


def _outbox() -> None:
    op.create_table(
        "outbox",
        sa.Column("revision", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("key", sa.String(200), nullable=False),
        sa.Column("value", sa.Text(), nullable=True),
        _time("created_at"),
        _time("published_at", nullable=True),
        sa.PrimaryKeyConstraint("revision", name="pk_outbox"),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_outbox_waiting",
        "outbox",
        ["revision"],
        sqlite_where=sa.text("published_at IS NULL"),
        postgresql_where=sa.text("published_at IS NULL"),
    )
