"""The latest of several moments in one row, in the words of each database."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

from lms.db import UTCDateTime


class _Latest(FunctionElement[datetime]):
    type = UTCDateTime()
    inherit_cache = True


def latest(*moments: ColumnElement[Any]) -> ColumnElement[Any]:
    """Return the latest moment; where one of them is NULL the databases differ: ask before."""
    return moments[0] if len(moments) == 1 else _Latest(*moments)


@compiles(_Latest)
def _greatest(element: _Latest, compiler: Any, **how: Any) -> str:
    return f"greatest({compiler.process(element.clauses, **how)})"


@compiles(_Latest, "sqlite")
def _max(element: _Latest, compiler: Any, **how: Any) -> str:
    return f"max({compiler.process(element.clauses, **how)})"
