"""All works that are open to readers, as lists and searches need them: one query."""

from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from library.works.models import Edition, EditionState, Work
from library.works.policy import readable_by
from lms.people import Actor

FAR = 10_000  # a year after all others, for what nobody can date


class Shelved(NamedTuple):
    """A work and the size of the edition that is read now."""

    id: int
    edition_id: int
    edition: int
    slug: str
    title: str
    author: str
    era: str
    kind: str
    dated: str
    year: int | None
    is_sample: bool
    passages: int
    chapters: int
    characters: int


def shelf(session: Session, actor: Actor) -> list[Shelved]:
    """Return the open works. What was withdrawn is not searched, by those who keep it neither."""
    statement = (
        select(
            Work.id,
            Edition.id,
            Edition.number,
            Work.slug,
            Work.title,
            Work.author,
            Work.era,
            Work.kind,
            Work.dated,
            Work.year,
            Work.is_sample,
            Edition.passages,
            Edition.chapters,
            Edition.characters,
        )
        .join(Edition, (Edition.work_id == Work.id) & (Edition.state == EditionState.current))
        .where(readable_by(actor), Work.withdrawn_at.is_(None))
        .order_by(Work.title, Work.id)
    )
    return [Shelved._make(row) for row in session.execute(statement)]
