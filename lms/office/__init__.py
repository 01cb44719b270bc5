"""The office: pages about jobs, the audit trail and the state of the school, for admins."""

from lms.web import LMS


def install(app: LMS) -> None:
    """Hang the office's pages on the app."""
