"""Files of people and units, as organisations send them."""

import csv
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from io import StringIO

from sqlalchemy.orm import Session

from lms.config import ZONE
from lms.db import today
from lms.people import Tree
from lms.people.imports import services, staging
from lms.people.imports.models import Import, Subject
from lms.people.imports.services import Upload
from lms.people.imports.table import read_table
from lms.sheets import write_sheet
from lms.web import LMS
from tests.factories import School

HEADER = ("工号", "登录名", "姓名", "政治面貌", "党组织", "隶属日期")


def as_csv(*rows: tuple[str, ...], header: tuple[str, ...] = HEADER, encoding="utf-8") -> bytes:
    text = StringIO()
    csv.writer(text).writerows([header, *rows])
    return text.getvalue().encode(encoding)


def as_xlsx(*rows: tuple[str, ...], header: tuple[str, ...] = HEADER) -> bytes:
    return write_sheet("人员", [header, *rows])


def upload_of(app: LMS, source: bytes, subject: Subject, tree: Tree = Tree.party) -> Upload:
    table = read_table(source, subject)
    return Upload("名册.csv", app.blobs.put(source), subject, table, tree)


def checked(
    app: LMS,
    session: Session,
    school: School,
    source: bytes | Upload,
    subject: Subject = Subject.people,
) -> Import:
    """Take a file in and check it, its columns known by their names."""
    actor = school.actor(session, school.admin)
    upload = source if isinstance(source, Upload) else upload_of(app, source, subject)
    kept = services.begin(session, actor, upload)
    services.map_columns(session, actor, kept, kept.columns)
    session.commit()
    stage = staging.Stage(app.db, app.blobs, today(ZONE), write=writing(app), progress=bool)
    staging.check(stage, kept.id, kept.revision)
    session.expire_all()
    return session.get_one(Import, kept.id)


def writing(app: LMS) -> Callable[[], AbstractContextManager[Session]]:
    @contextmanager
    def _write() -> Iterator[Session]:
        with app.db.session(write=True) as session:
            yield session
            session.commit()

    return _write
