from datetime import datetime

import click
from flask.cli import with_appcontext

from lms.backup.queries import Standing, standing
from lms.db import utcnow
from lms.decisions import rules_of
from lms.jobs.models import State
from lms.office.status import queries
from lms.office.status.words import PARTS
from lms.web import LMS, current_app_
from lms.web.filters import second, size
from lms.web.health import states


@click.command("doctor")
@with_appcontext
def doctor() -> None:
    """Say what the page 系统状态 says; fails when a part of the school cannot work."""
    app = current_app_()
    found = states()
    for name, holds in found.items():
        click.echo(f"{'正常' if holds else '不能工作'}  {PARTS.get(name, name)}")
    if found["database"]:
        _tell_facts(app)
    for feature in app.features.off():
        click.echo(f"未启用  {feature.without}\n        {feature.remedy}")
    if not all(found.values()):
        raise click.exceptions.Exit(1)


def _tell_facts(app: LMS) -> None:
    from lms.db import migrate  # noqa: PLC0415 - alembic: 7 MB that no request needs

    if not migrate.is_current(app.db):
        raise click.ClickException("数据库结构不是当前版本：python3 -m lms db upgrade")
    with app.db.session(write=False) as session:
        facts = queries.facts(session)
        mail_trouble = queries.mail_trouble(session)
        backup = standing(session, app.settings, rules_of(session, app.settings), utcnow())
    room = queries.disk(app.settings.data_dir)
    click.echo(f"版本 {facts.version}，{facts.database}，在用账号 {facts.people:,} 人")
    click.echo(f"磁盘剩余 {size(room.free)} / {size(room.total)}：{app.settings.data_dir}")
    click.echo(_told(backup, utcnow()))
    for words in mail_trouble:
        click.echo(f"邮件：{words}")
    click.echo(
        f"后台任务 {facts.jobs[State.queued]:,} 项等待，{facts.jobs[State.failed]:,} 项失败，"
        f"进程最近一次报到：{second(facts.worker_seen_at) or '还没有'}"
    )


def _told(backup: Standing, now: datetime) -> str:
    if backup.last is None:
        age = "还没有备份"
    else:
        hours = int((now - backup.last.made_at).total_seconds() // 3600)
        age = f"最近一次完好的备份：{second(backup.last.made_at)}，{hours} 小时前"
    trouble = "；最近一次备份没有成功" if backup.failed_job else ""
    return f"{age}{trouble}"
