"""Taking the demo school away before real use."""

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from lms.db import Base
from lms.errors import Conflict
from lms.people import Person


def remove(session: Session) -> None:
    """Empty the school, as long as nobody but the demo people is in it.

    The audit trail of the demo goes with it: a new school begins with a chain of its own.
    Raises Conflict when real people are there, or none at all.
    """
    if session.scalar(select(Person.id).where(Person.is_demo).limit(1)) is None:
        raise Conflict("学校中没有示例数据。")
    if session.scalar(select(Person.id).where(Person.is_demo.is_(False)).limit(1)):
        raise Conflict(
            "学校中已有正式人员，不能整体清除。请在“系统管理、人员”中停用示例账号，并下架示例课程。"
        )
    for table in reversed(Base.metadata.sorted_tables):
        session.execute(delete(table))
