"""What pages, jobs and other rooms read of works."""

from collections.abc import Collection, Iterator
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import ColumnElement, String, and_, cast, literal, or_, select
from sqlalchemy.orm import Session

from library.works.anchors import Old
from library.works.models import (
    Chapter,
    Edition,
    EditionState,
    Passage,
    PendingImport,
    Proof,
    Proofreading,
    Work,
)
from library.works.policy import kept_by, may_keep, readable_by
from lms.db import Database, Page, one_or_refuse, paged, utcnow
from lms.errors import demand
from lms.jobs.models import Job, State
from lms.people import Actor, Person
from lms.search import Document

CHUNK = 1_000
FAILED_SHOWN = UNCONFIRMED_SHOWN = timedelta(days=1)
READ = "library.read"  # the kind of job that finds out what is in an upload
CURRENT = Edition.state == EditionState.current


class Text(NamedTuple):
    """A work and the edition that is read now."""

    work: Work
    edition: Edition


class Kept(NamedTuple):
    """A work as those who keep the library list it; without an edition it is being imported."""

    id: int
    slug: str
    title: str
    author: str
    era: str
    kind: str
    characters: int | None
    edition: int | None
    proof: Proof | None
    lacks_rights: bool
    withdrawn_at: datetime | None


class Made(NamedTuple):
    """An edition in the history of its work."""

    number: int
    state: EditionState
    passages: int
    characters: int
    file_name: str
    imported_at: datetime


class Proofread(NamedTuple):
    """How far an edition was proofread; nobody has said so yet: who and when are unknown."""

    state: Proof
    by: str | None = None
    at: datetime | None = None

    @property
    def is_done(self) -> bool:
        return self.state is Proof.done


class Spot(NamedTuple):
    """A passage and where it stands: what a citation needs."""

    id: int
    work_id: int
    n: int
    anchor: int
    text: str


def readable_text(session: Session, actor: Actor, slug: str) -> Text:
    """Return the work and its current edition, or refuse: absent and withdrawn look alike."""
    work = one_or_refuse(session, select(Work).where(Work.slug == slug, readable_by(actor)))
    edition = one_or_refuse(session, select(Edition).where(Edition.work_id == work.id, CURRENT))
    return Text(work, edition)


def kept_work(session: Session, actor: Actor, work_id: int) -> Work:
    return one_or_refuse(session, select(Work).where(Work.id == work_id, kept_by(actor)))


def kept_works(session: Session, actor: Actor, q: str, number: int) -> Page[Kept]:
    demand(may_keep(actor))
    statement = (
        select(
            Work.id,
            Work.slug,
            Work.title,
            Work.author,
            Work.era,
            Work.kind,
            Edition.characters,
            Edition.number,
            Proofreading.state,
            Work.rights == "",
            Work.withdrawn_at,
        )
        .outerjoin(Edition, (Edition.work_id == Work.id) & CURRENT)
        .outerjoin(Proofreading, Proofreading.edition_id == Edition.id)
        .where(kept_by(actor), named_like(q))
        .order_by(Work.id.desc())
    )
    return paged(session, statement, Kept, number)


def named_like(q: str) -> ColumnElement[bool]:
    return or_(Work.title.icontains(q, autoescape=True), Work.author.icontains(q, autoescape=True))


def history(session: Session, work_id: int) -> list[Made]:
    statement = (
        select(
            Edition.number,
            Edition.state,
            Edition.passages,
            Edition.characters,
            Edition.file_name,
            Edition.imported_at,
        )
        .where(Edition.work_id == work_id, Edition.state != EditionState.writing)
        .order_by(Edition.number.desc())
    )
    return [Made(*row) for row in session.execute(statement)]


def proof_of(session: Session, edition_id: int) -> Proofread:
    statement = (
        select(Proofreading.state, Person.name, Proofreading.changed_at)
        .join(Person, Person.id == Proofreading.person_id)
        .where(Proofreading.edition_id == edition_id)
    )
    said = session.execute(statement).one_or_none()
    return Proofread(*said) if said else Proofread(Proof.unread)


def own_import(session: Session, actor: Actor, import_id: int) -> PendingImport:
    mine = PendingImport.created_by == actor.id
    return one_or_refuse(session, select(PendingImport).where(PendingImport.id == import_id, mine))


class Running(NamedTuple):
    """An import that was confirmed and has not come to its end, or to a bad one."""

    id: int
    title: str
    state: State
    progress: float
    error: str

    @property
    def is_open(self) -> bool:
        return self.state is not State.failed


class Reading(NamedTuple):
    """An upload too large to be read while somebody waits, and how far its reading is."""

    id: int
    file_name: str
    state: State
    progress: float
    error: str

    @property
    def is_open(self) -> bool:
        return self.state in (State.queued, State.running)


def readings(session: Session, actor: Actor) -> list[Reading]:
    """Return the actor's uploads of the last day that wait to be read or to be confirmed."""
    recent = PendingImport.created_at > utcnow() - UNCONFIRMED_SHOWN
    statement = (
        select(PendingImport.id, PendingImport.file_name, Job.state, Job.progress, Job.error)
        .join(Job, and_(Job.kind == READ, Job.key == _reading_key()))
        .where(PendingImport.created_by == actor.id, PendingImport.confirmed_at.is_(None), recent)
        .order_by(PendingImport.id)
    )
    return [Reading(*row) for row in session.execute(statement)]


def _reading_key() -> ColumnElement[str]:
    return literal(f"{READ}:") + cast(PendingImport.id, String)


def reading(session: Session, actor: Actor, import_id: int) -> Reading | None:
    return next((one for one in readings(session, actor) if one.id == import_id), None)


def running_imports(session: Session, actor: Actor) -> list[Running]:
    """Return the actor's imports under way, and those of the last day that failed."""
    recent = PendingImport.confirmed_at > utcnow() - FAILED_SHOWN
    statement = (
        select(PendingImport.id, PendingImport.title, Job.state, Job.progress, Job.error)
        .join(Job, Job.id == PendingImport.job_id)
        .where(
            PendingImport.created_by == actor.id,
            or_(
                Job.state.in_((State.queued, State.running)),
                and_(Job.state == State.failed, recent),
            ),
        )
        .order_by(PendingImport.id)
    )
    return [Running(*row) for row in session.execute(statement)]


def current_edition(session: Session, work_id: int) -> Edition | None:
    return session.scalar(select(Edition).where(Edition.work_id == work_id, CURRENT))


def paragraphs(session: Session, edition_id: int) -> list[Old]:
    statement = select(Passage.anchor, Passage.text).where(Passage.edition_id == edition_id)
    return [Old(*row) for row in session.execute(statement.order_by(Passage.n))]


def spots(session: Session, passage_ids: Collection[int]) -> dict[int, Spot]:
    statement = (
        select(Passage.id, Edition.work_id, Passage.n, Passage.anchor, Passage.text)
        .join(Edition, Edition.id == Passage.edition_id)
        .where(Passage.id.in_(passage_ids))
    )
    return {row.id: Spot(*row) for row in session.execute(statement)}


def chapters(session: Session, edition_id: int) -> list[Chapter]:
    statement = select(Chapter).where(Chapter.edition_id == edition_id).order_by(Chapter.number)
    return list(session.scalars(statement))


def expected_sizes(session: Session) -> dict[int, int]:
    """Return how many passages of each current edition the index should hold."""
    statement = select(Edition.id, Edition.passages).where(CURRENT)
    return {row.id: row.passages for row in session.execute(statement)}


def documents(database: Database, edition_ids: Collection[int]) -> Iterator[Document]:
    """Yield the passages of editions for the index.

    In many short transactions: indexing takes minutes, and editions do not change meanwhile.
    """
    for edition_id in sorted(edition_ids):
        after = 0
        while chunk := _chunk(database, edition_id, after):
            for passage_id, n, text in chunk:
                yield Document(passage_id, edition_id, text)
                after = n


def _chunk(database: Database, edition_id: int, after: int) -> list[tuple[int, int, str]]:
    statement = (
        select(Passage.id, Passage.n, Passage.text)
        .where(Passage.edition_id == edition_id, Passage.n > after)
        .order_by(Passage.n)
        .limit(CHUNK)
    )
    with database.session(write=False) as session:
        return [(row.id, row.n, row.text) for row in session.execute(statement)]
