import os
import secrets

import click
from flask.cli import AppGroup

from courses.demo.people import LOGINS
from courses.demo.removal import remove
from courses.demo.services import is_there, load
from lms.opening import found
from lms.web.flask import current_app_

demo = AppGroup("demo", help="The demo school.")
PASSWORD = "LMS_DEMO_PASSWORD"  # noqa: S105  the name of a setting


@demo.command("load")
def load_school() -> None:
    """Load the demo school into an empty one, and print its logins once."""
    app = current_app_()
    password = os.environ.pop(PASSWORD, "") or secrets.token_urlsafe(9)
    with app.db.session(write=True) as session:
        if is_there(session):
            click.echo("示例学校已经装入。")
            return
        load(session, app.settings, password)
        session.commit()
        app.jobs.send_waiting(session)
    logins = "、".join(login for login, *_rest in LOGINS)
    click.echo(f"示例账号：{logins}，密码：{password}（只显示这一次）")


@demo.command("remove")
@click.option("--yes", is_flag=True, help="Do not ask.")
def remove_school(*, yes: bool) -> None:
    """Take the demo school away and found an empty one. Stop the school first."""
    app = current_app_()
    if not yes:
        click.confirm("将清除示例学校的全部人员、课程和记录，不能恢复。继续吗？", abort=True)
    with app.db.session(write=True) as session:
        remove(session)
        session.commit()
    password = found(app.db, app.settings)
    click.echo(f"示例学校已清除。管理员账号 admin，初始密码 {password}（登录后须修改）")
