"""The web edge: our Flask, its transaction, the door, forms."""

from lms.web.flask import (
    LMS,
    current_app_,
    current_blobs,
    current_database,
    current_decisions,
    current_rules,
    current_school,
    current_session,
    current_settings,
    secret,
    untransacted,
)
from lms.web.forms import Filters, Form
from lms.web.guard import lasting, public, quiet, sized
from lms.web.menu import MenuItem

__all__ = [
    "LMS",
    "Filters",
    "Form",
    "MenuItem",
    "current_app_",
    "current_blobs",
    "current_database",
    "current_decisions",
    "current_rules",
    "current_school",
    "current_session",
    "current_settings",
    "lasting",
    "public",
    "quiet",
    "secret",
    "sized",
    "untransacted",
]
