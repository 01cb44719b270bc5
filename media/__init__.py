"""Media: films, courseware, and the evidence of watching and reading them."""

from lms.web import LMS


def install(app: LMS) -> None:
    """Hang this floor's rooms on the app."""
