"""The library: works, their editions and passages, to search, read and cite."""

from library.works.cli import search, works
from library.works.jobs import catch_up, import_work, rebuild
from lms.web import LMS


def install(app: LMS) -> None:
    app.jobs.add(import_work, catch_up, rebuild)
    app.cli.add_command(works)
    app.cli.add_command(search)
