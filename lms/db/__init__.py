"""The database: one base, one engine, one session per edge."""

from lms.db.base import Base, Day, Id, Moment, UTCDateTime, today, utcnow
from lms.db.engine import Database
from lms.db.paging import Page, paged
from lms.db.queries import one_or_refuse
from lms.db.writes import insert_once, took_effect, upsert

__all__ = [
    "Base",
    "Database",
    "Day",
    "Id",
    "Moment",
    "Page",
    "UTCDateTime",
    "insert_once",
    "one_or_refuse",
    "paged",
    "today",
    "took_effect",
    "upsert",
    "utcnow",
]
