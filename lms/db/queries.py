"""The one read every floor needs."""

from typing import TypeVar

from sqlalchemy import Select
from sqlalchemy.orm import Session

from lms.errors import NotFound

Row = TypeVar("Row")


def one_or_refuse(session: Session, statement: Select[Row]) -> Row:
    """Return the single entity of `statement`, or refuse: absent and forbidden look alike."""
    row = session.scalars(statement).one_or_none()
    if row is None:
        raise NotFound("没有找到您要的内容。")
    return row
