"""Alembic's environment: the connection comes from `lms.db.migrate`, never from a file."""

from alembic import context

from lms.db.base import Base

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=Base.metadata,
    render_as_batch=True,
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()
