"""When a draft was saved, as the editor says it."""

from datetime import datetime

from flask_babel import format_datetime, to_user_timezone

from lms.db import utcnow
from lms.web.filters import moment
from lms.web.i18n import gettext as _


def saved(at: datetime) -> str:
    """Write 已保存 14:08; with its day when that is not today."""
    is_today = to_user_timezone(at).date() == to_user_timezone(utcnow()).date()
    return str(_("已保存 %(time)s", time=format_datetime(at, "HH:mm") if is_today else moment(at)))
