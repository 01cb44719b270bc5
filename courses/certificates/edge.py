"""Where the school is reached: codes on certificates lead there."""

from flask import request

from lms.web import current_settings


def site() -> str:
    """Return the address that was set, else by which this reader reached the school."""
    return current_settings().site_url or request.url_root
