"""The people of a report as its file lists them, read as they are written."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from sqlalchemy.orm import Session

from courses.assignments.standing import Standing
from courses.reports import queries
from courses.reports.counts import Tally
from courses.reports.queries import EVERYBODY, Narrow, PersonRow
from courses.reports.standing import Question

CHUNK = 1000


class Names:
    """The people of a report, each with why they are exempt; counts them as they go by."""

    def __init__(
        self, rows: Iterable[PersonRow], paths: Mapping[int, str], excuses: Mapping[int, str]
    ) -> None:
        self.rows = rows
        self.paths = paths
        self.excuses = excuses
        self.seen = Counter[tuple[int, Standing]]()

    def __iter__(self) -> Iterator[PersonRow]:
        for row in self.rows:
            self.seen[row.unit_id, row.standing] += 1
            yield row

    def tallies(self) -> list[Tally]:
        return [
            Tally(unit_id, self.paths[unit_id], standing, 0, people)
            for (unit_id, standing), people in self.seen.items()
        ]


def names(session: Session, question: Question, narrow: Narrow = EVERYBODY) -> Names:
    statement = queries.people_statement(question, narrow)
    rows = session.connection().execute(statement, execution_options={"yield_per": CHUNK})
    return Names(
        map(PersonRow._make, rows),
        queries.unit_paths(session, question.path),
        queries.excuses(session, question),
    )
