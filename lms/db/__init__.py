"""The database: one base, one engine, one session per edge."""

from lms.db.base import Base, Day, Id, Moment, UTCDateTime, today, utcnow
from lms.db.engine import Database, day_of
from lms.db.paging import Page, paged, sliced
from lms.db.queries import one_or_refuse
from lms.db.writes import hold, insert_once, took_effect, upsert

__all__ = [
    "Base",
    "Database",
    "Day",
    "Id",
    "Moment",
    "Page",
    "UTCDateTime",
    "day_of",
    "hold",
    "insert_once",
    "one_or_refuse",
    "paged",
    "sliced",
    "today",
    "took_effect",
    "upsert",
    "utcnow",
]
