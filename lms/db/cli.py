from typing import Any

import click
from flask.cli import AppGroup

from lms.config import make_key_file


def commands(app: Any) -> click.Group:
    db = AppGroup("db", help="The database's shape.")

    @db.command("upgrade")
    def upgrade() -> None:
        """Bring the database up to date; makes the data directory and its key on the way."""
        from lms.db import migrate  # noqa: PLC0415 - alembic: 7 MB that no request needs

        app.settings.data_dir.mkdir(parents=True, exist_ok=True)
        make_key_file(app.settings.data_dir)
        migrate.upgrade(app.db)

    @db.command("draft")
    @click.argument("message")
    def draft(message: str) -> None:
        """Write a migration for what the models have and the database lacks."""
        from lms.db import migrate  # noqa: PLC0415 - as above

        migrate.draft(app.db, message)

    return db
