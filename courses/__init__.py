"""Courses: the top floor. It composes media, library and quizzes into teaching."""

from courses.assignments.install import install as install_assignments
from courses.authoring.install import install as install_authoring
from courses.catalogue.install import install as install_catalogue
from courses.certificates.install import install as install_certificates
from courses.demo.install import install as install_demo
from courses.enrolment.install import install as install_enrolment
from courses.home.install import install as install_home
from courses.lessons.install import install as install_lessons
from courses.notes.install import install as install_notes
from courses.progress.install import install as install_progress
from courses.reports.install import install as install_reports
from lms.web import LMS


def install(app: LMS) -> None:
    """Hang this floor's rooms on the app."""
    install_home(app)
    install_catalogue(app)
    install_authoring(app)
    install_enrolment(app)
    install_lessons(app)
    install_notes(app)
    install_progress(app)
    install_certificates(app)
    install_assignments(app)
    install_reports(app)
    install_demo(app)
