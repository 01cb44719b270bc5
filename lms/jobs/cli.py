from typing import Any

import click
from flask.cli import with_appcontext

from lms.jobs.worker import Worker


def command(app: Any) -> click.Command:
    @click.command("worker")
    @with_appcontext
    def worker() -> None:
        """Run background jobs until told to stop."""
        Worker(app, app.transport).serve()

    return worker
