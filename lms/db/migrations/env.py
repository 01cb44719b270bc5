"""Alembic's environment: the connection comes from `lms.db.migrate`, never from a file."""

from typing import Any, Literal

from alembic import context
from sqlalchemy import TypeDecorator

from lms.db.base import Base, Exact

EXACT = "sa.Numeric(12, 4).with_variant(sa.String(24), 'sqlite')"


def plainly(kind: str, item: Any, _context: Any) -> str | Literal[False]:
    """Write our own column types as the plain ones they stand for.

    A migration imports no code of the house: that code moves on, a migration does not.
    """
    if kind != "type" or not isinstance(item, TypeDecorator):
        return False
    return EXACT if isinstance(item, Exact) else f"sa.{item.impl!r}"


connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=Base.metadata,
    render_as_batch=True,
    compare_type=True,
    render_item=plainly,
)
with context.begin_transaction():
    context.run_migrations()
