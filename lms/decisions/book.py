from datetime import date
from typing import NamedTuple

from sqlalchemy import Connection

from lms.config import Config
from lms.decisions import queries
from lms.decisions.queries import Announcement, Decision, Version
from lms.decisions.rules import Rules, in_force


class Page(NamedTuple):
    version: Version = Version(0, 0)
    decisions: tuple[Decision, ...] = ()
    announcement: Announcement | None = None


class Book:
    """The copy of a process. It is read anew when a row was added to either table.

    The query that finds out who is signed in tells the version, too, so a page costs no query
    more. A page of the book is put in place as a whole: threads need no lock.
    """

    def __init__(self) -> None:
        self._page = Page()

    def renew(self, connection: Connection, version: Version | None = None) -> None:
        """Turn to the present page; without its `version` at hand, ask for it."""
        now = version or queries.version(connection)
        if now != self._page.version:
            decided, told = queries.decisions(connection), queries.announcement(connection)
            self._page = Page(now, decided, told)

    def rules(self, settings: Config, day: date) -> Rules:
        return in_force(self._page.decisions, settings, day)

    @property
    def announcement(self) -> Announcement | None:
        return self._page.announcement
