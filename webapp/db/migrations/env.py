"""Alembic runs this file; the connection and its transaction belong to webapp.db.migrate."""

from alembic import context

import webapp.db.models  # noqa: F401  makes the tables known
from webapp.db.base import Base

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=Base.metadata,
    render_as_batch=connection.dialect.name == "sqlite",
)
with context.begin_transaction():
    context.run_migrations()
