"""Quizzes: banks of questions, papers made of them, and how people fared."""

from lms.web import LMS
from quizzes.papers import admissions
from quizzes.sittings.jobs import sweep


def install(app: LMS) -> None:
    """Hang this floor's rooms on the app."""
    admissions.install(app)
    app.jobs.add(sweep)
