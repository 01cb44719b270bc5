"""Courses: the top floor. It composes media, library and quizzes into teaching."""

from courses.demo.install import install as install_demo
from courses.progress.install import install as install_progress
from lms.web import LMS


def install(app: LMS) -> None:
    """Hang this floor's rooms on the app."""
    install_progress(app)
    install_demo(app)
