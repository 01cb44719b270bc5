import click
from flask import current_app
from flask.cli import AppGroup

from lms.config import make_key_file

db = AppGroup("db", help="The database's shape.")


@db.command("upgrade")
def upgrade() -> None:
    """Bring the database up to date; makes the data directory and its key on the way."""
    from lms.db import migrate  # noqa: PLC0415 - alembic: 7 MB that no request needs

    settings = current_app.settings  # type: ignore[attr-defined]
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    make_key_file(settings.data_dir)
    migrate.upgrade(current_app.db)  # type: ignore[attr-defined]


@db.command("draft")
@click.argument("message")
def draft(message: str) -> None:
    """Write a migration for what the models have and the database lacks."""
    from lms.db import migrate  # noqa: PLC0415 - as above

    migrate.draft(current_app.db, message)  # type: ignore[attr-defined]
