from typing import Any

from flask import url_for

from lms.web import current_settings


def address(endpoint: str, **values: Any) -> str:
    """Return a whole address of ours, as people reach the school."""
    site = current_settings().site_url
    path = url_for(endpoint, **values)
    return f"{site}{path}" if site else url_for(endpoint, **values, _external=True)
