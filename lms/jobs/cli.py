import click
from flask import current_app
from flask.cli import with_appcontext

from lms.jobs.worker import Worker


@click.command("worker")
@with_appcontext
def worker() -> None:
    """Run background jobs until told to stop."""
    app = current_app._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001
    Worker(app, app.transport).serve()
