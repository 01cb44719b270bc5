from courses.demo.cli import demo
from courses.demo.jobs import write_history
from lms.web import LMS


def install(app: LMS) -> None:
    app.cli.add_command(demo)
    app.jobs.add(write_history)
