from datetime import timedelta

import click
from flask.cli import AppGroup
from sqlalchemy.orm import Session

from lms.db import utcnow
from lms.errors import Refusal
from lms.office.maintenance import services
from lms.office.maintenance.interruptions import interruptions_of
from lms.office.maintenance.services import Window
from lms.web import LMS, current_app_

maintenance = AppGroup("maintenance", help="Let everybody read and nobody change anything.")


@maintenance.command("on")
@click.option("--minutes", type=click.IntRange(1, 7 * 24 * 60), help="Else until switched off.")
@click.option("--words", default="", help="What people are told, at most 200 characters.")
@click.option("--anyway", is_flag=True, help="Also while people sit quizzes.")
def switch_on(minutes: int | None, words: str, *, anyway: bool) -> None:
    """Begin now. Saving and handing in of running quizzes still works."""
    app, now = current_app_(), utcnow()
    until = now + timedelta(minutes=minutes) if minutes else None
    window = Window(now, until, shown_from=now, words=words[:200])
    with app.db.session(write=True) as session:
        if not anyway:
            _demand_quiet(app, session, window)
        services.begin(session, window, by=None)
        session.commit()
    click.echo("维护已开始：可以浏览，不能提交。结束：python3 -m lms maintenance off")


def _demand_quiet(app: LMS, session: Session, window: Window) -> None:
    try:
        services.demand_nobody_interrupted(session, window, interruptions_of(app))
    except Refusal as refusal:
        raise click.ClickException(f"{refusal}（--anyway）") from refusal


@maintenance.command("off")
def switch_off() -> None:
    """End what is going on, take back what is announced."""
    with current_app_().db.session(write=True) as session:
        services.end(session, by=None)
        session.commit()
    click.echo("没有维护，所有操作正常。")
