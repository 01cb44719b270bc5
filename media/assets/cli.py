from pathlib import Path

import click
from flask.cli import with_appcontext
from sqlalchemy.orm import Session

from lms.db import today
from lms.errors import Invalid, Refusal
from lms.people import Actor
from lms.people.queries import actor_of, person_by_login
from lms.web import LMS, current_app_
from media.assets import queries, services
from media.assets.policy import may_upload
from media.assets.services import StoredFile
from media.assets.sniff import content_of

FOLDER = click.Path(exists=True, path_type=Path)


@click.group("media")
def media() -> None:
    """The films and courseware of the school."""


@media.command("import")
@click.argument("folder", type=FOLDER)
@click.option("--owner", default="trainer", show_default=True, help="登录名：归谁管理")
@with_appcontext
def import_folder(folder: Path, owner: str) -> None:
    """Bring in every film and PDF of FOLDER (or one file); the worker encodes them.

    May run while the school serves. What the owner has brought before is passed over.
    """
    app = current_app_()
    with app.db.session(write=False) as session:
        actor = _owner(app, session, owner)
    files = [folder] if folder.is_file() else sorted(filter(Path.is_file, folder.iterdir()))
    told = [_bring(app, actor, file) for file in files]
    click.echo(f"共 {len(files)} 个文件，{sum(told)} 个新加入媒体库，正在后台处理。")


def _owner(app: LMS, session: Session, login: str) -> Actor:
    person = person_by_login(session, login)
    actor = actor_of(session, person, today(app.settings.zone)) if person else None
    if actor is None or not may_upload(actor):
        raise Invalid("“%(login)s”不是教师或管理员，请用 --owner 指定。", login=login)
    return actor


def _bring(app: LMS, actor: Actor, file: Path) -> bool:
    """Store one file; say whether it is new."""
    try:
        content_of(file, file.name)
    except Refusal as refusal:
        click.echo(f"{file.name}：没有加入。{refusal}")
        return False
    blob = app.blobs.put(file)
    with app.db.session(write=True) as session:
        if queries.has_brought(session, actor.id, blob):
            click.echo(f"{file.name}：已在媒体库中")
            return False
        services.store(session, actor.id, StoredFile(file.name, blob, file.stat().st_size))
        session.commit()
        app.jobs.send_waiting(session)
    click.echo(f"{file.name}：已加入")
    return True
