"""When a draft was saved, as the editor says it."""

from datetime import datetime

from lms.db import utcnow
from lms.web.filters import here, moment
from lms.web.i18n import gettext as _


def saved(at: datetime) -> str:
    """Write 已保存 14:08; with its day when that is not today."""
    is_today = here(at).date() == here(utcnow()).date()
    return str(_("已保存 %(time)s", time=f"{here(at):%H:%M}" if is_today else moment(at)))
