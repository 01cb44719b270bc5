"""`open`: what the app does before its server starts. `python3 -m lms run` calls it."""

import ipaddress
import secrets

import click
from flask.cli import with_appcontext
from sqlalchemy import select

from lms import audit
from lms.config import Config, make_key_file
from lms.db import Database, today
from lms.errors import Forbidden
from lms.people import Membership, MemberStatus, OrgUnit, Person, Post, Role, UnitKind
from lms.people.services import set_password
from lms.web import traffic
from lms.web.flask import current_app_

DEMO = "demo"  # the command group of the floor that owns the demo school


@click.command("open")
@click.option("--demo/--no-demo", default=True, help="Load the demo school on the first start.")
@click.option("--host", default="127.0.0.1", help="Where the server will listen.")
@click.option("--demo-anywhere", is_flag=True, help="Let demo logins in from other machines.")
@click.pass_context
@with_appcontext
def open_school(context: click.Context, *, demo: bool, host: str, demo_anywhere: bool) -> None:
    """Bring the data up to date, found the school on its first start, tell the new logins."""
    from lms.db import migrate  # noqa: PLC0415 - alembic: 7 MB that only an opening needs

    app = current_app_()
    make_key_file(app.settings.data_dir)
    traffic.forget(app.settings)
    migrate.upgrade(app.db)
    logins = _demo_logins(app.db)
    if logins:
        click.echo(f"示例账号：{'、'.join(logins)}（密码在装入示例学校时显示过）")
    elif not _has_people(app.db):
        _begin(context, with_demo=demo)
    if not (demo_anywhere or is_loopback(host)) and _demo_logins(app.db):
        raise Forbidden(
            "学校中有示例账号，只允许从本机访问。正式使用前请先运行 "
            "python3 -m lms demo remove；确需对外演示时加上 --demo-anywhere。"
        )


def _begin(context: click.Context, *, with_demo: bool) -> None:
    """Let the floor that owns the demo school load it; without it found an empty school."""
    app = current_app_()
    commands = app.cli.get_command(context, DEMO) if with_demo else None
    if isinstance(commands, click.Group):
        context.invoke(commands.commands["load"])
    else:
        password = found(app.db, app.settings)
        click.echo(f"管理员账号 admin，初始密码 {password}（只显示这一次，登录后须修改）")


def found(database: Database, settings: Config) -> str:
    """Found an empty school: its committee and an administrator, whose password is returned."""
    password = secrets.token_urlsafe(12)
    since = today(settings.zone)
    with database.session(write=True) as session:
        unit = OrgUnit(name=settings.organisation, kind=UnitKind.committee, path="/0/")
        admin = Person(login="admin", name="系统管理员", status=MemberStatus.none)
        set_password(admin, password, must_change=True)
        session.add_all([unit, admin])
        session.flush()
        unit.path = f"/{unit.id}/"
        held = {"person_id": admin.id, "unit_id": unit.id, "valid_from": since}
        session.add_all([Membership(**held), Post(**held, role=Role.admin, title="系统管理员")])
        audit.record(session, None, "school.found", f"person:{admin.id}")
        session.commit()
    return password


def is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _has_people(database: Database) -> bool:
    with database.session(write=False) as session:
        return session.scalar(select(Person.id).limit(1)) is not None


def _demo_logins(database: Database) -> list[str]:
    """Return the demo people who can sign in: most of them only fill the school."""
    can_sign_in = (Person.is_demo, Person.is_active, Person.password_hash.is_not(None))
    with database.session(write=False) as session:
        return list(session.scalars(select(Person.login).where(*can_sign_in).order_by(Person.id)))
