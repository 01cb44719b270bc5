from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from courses.catalogue.words import nth
from courses.home import record
from courses.home.page import home
from courses.reports.asking import Clock
from courses.reports.words import STANDINGS
from lms.db import utcnow
from lms.people import current_actor
from lms.web import current_session, current_settings
from lms.web.filters import weekday
from lms.web.i18n import lazy_gettext as _l

bp = Blueprint("home", __name__)
me = Blueprint("record", __name__)

GREETINGS = (
    (5, _l("夜深了")),
    (8, _l("早上好")),
    (12, _l("上午好")),
    (14, _l("中午好")),
    (18, _l("下午好")),
)
EVENING = _l("晚上好")


@bp.get("/")
def index() -> ResponseReturnValue:
    clock = _clock()
    shown = home(current_session(), current_actor(), clock)
    return render_template(
        "courses/home/index.html",
        home=shown,
        greeting=_greeting(clock),
        today=clock.today,
        weekday=weekday(clock.today),
        nth=nth,
    )


@me.get("/me")
def show() -> ResponseReturnValue:
    """Show one's own record: what was learned, when, and what is still missing."""
    clock = _clock()
    return render_template(
        "courses/home/record.html",
        record=record.record(current_session(), current_actor(), clock),
        standings=STANDINGS,
    )


def _clock() -> Clock:
    return Clock(utcnow(), current_settings().zone)


def _greeting(clock: Clock) -> str:
    hour = clock.now.astimezone(clock.zone).hour
    return str(next((words for until, words in GREETINGS if hour < until), EVENING))
