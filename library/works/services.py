from collections.abc import Mapping
from dataclasses import asdict
from pathlib import PurePath
from typing import Any, NamedTuple

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from library.works import editions
from library.works.dates import year_of
from library.works.manuscripts import Head, Manuscript
from library.works.models import PendingImport, Proof, Proofreading, Work
from library.works.policy import may_keep
from library.works.queries import READ, current_edition
from library.works.slugs import candidates
from lms import audit
from lms.db import insert_once, took_effect, upsert, utcnow
from lms.errors import Conflict, FieldError, Invalid, demand
from lms.jobs import enqueue
from lms.people import Actor

DESCRIBED = ("title", "author", "era", "kind", "dated", "source", "rights")
SHOWN_PARAGRAPHS, SHOWN_CHAPTERS = 3, 12
LONGEST_NAME = 200
IMPORT, INDEX = "library.import", "library.index"


class Received(NamedTuple):
    """A file that somebody uploaded: what it is called, and the blob it lies in."""

    name: str
    blob: str


def work_for(session: Session, head: Head) -> Work:
    """Return the work that the head of a manuscript is about, describing it as the head does.

    The same slug, or the same title, author and date, is the same work; else a new one is made.
    """
    return _described(_known(session, head) or _made(session, head), head)


def describe(session: Session, work_id: int, head: Head) -> Work:
    """Return a known work, describing it as the head of its new text does."""
    return _described(session.get_one(Work, work_id), head)


def _described(work: Work, head: Head) -> Work:
    told = {name: value for name in DESCRIBED if (value := getattr(head, name))}
    _describe(work, told)
    return work


def _known(session: Session, head: Head) -> Work | None:
    if head.slug:
        named = session.scalar(select(Work).where(Work.slug == head.slug))
        if named:
            return named
    same = select(Work).where(
        Work.title == head.title, Work.author == head.author, Work.dated == head.dated
    )
    return session.scalar(same)


def _made(session: Session, head: Head) -> Work:
    """Insert under the first free slug; of two imports at once the second finds the first's."""
    values = {name: getattr(head, name) for name in DESCRIBED}
    for slug in candidates(head.slug or head.title):
        made = insert_once(session, Work, slug=slug, is_sample=head.is_sample, **values)
        work = session.scalar(select(Work).where(Work.slug == slug)) if made else None
        work = work or _known(session, head)
        if work:
            return work
    raise AssertionError("slugs never end")


def _describe(work: Work, values: Mapping[str, str]) -> None:
    for name, value in values.items():
        setattr(work, name, value)
    work.year = year_of(work.dated, work.era)


def load(session: Session, manuscript: Manuscript, by: int | None = None) -> Work:
    """Bring a short manuscript into the library in the caller's transaction, and have it indexed.

    Long ones go through `importing.bring_in`, which holds no lock for more than a moment.
    """
    work = work_for(session, manuscript.head)
    session.flush()
    layout = editions.laid_out(manuscript, (), work.next_anchor)
    edition = editions.begin(session, work, manuscript, layout)
    edition.imported_by = by
    editions.add_passages(session, edition.id, layout.passages)
    editions.put_in_force(session, edition, layout.next_anchor)
    enqueue(session, INDEX, {}, key=INDEX)
    return work


def revise(session: Session, actor: Actor, work: Work, values: Mapping[str, str]) -> None:
    """Describe a work anew; searches and lists follow at once."""
    demand(may_keep(actor, work))
    _refuse_double(session, work.id, values)
    _describe(work, values)
    audit.record(session, actor.id, "work.revise", f"work:{work.id}", **values)


def _refuse_double(session: Session, work_id: int, values: Mapping[str, str]) -> None:
    key = {name: values[name] for name in ("title", "author", "dated")}
    other = session.scalar(select(Work.id).filter_by(**key).where(Work.id != work_id))
    if other:
        raise Invalid(errors=[FieldError("title", "已有作者和日期相同的同名篇目。")])


def withdraw(session: Session, actor: Actor, work: Work, reason: str) -> None:
    """Take a work out of the library; its text, citations and readings are kept."""
    demand(may_keep(actor, work))
    is_open = update(Work).where(Work.id == work.id, Work.withdrawn_at.is_(None))
    if not took_effect(session, is_open.values(withdrawn_at=utcnow(), withdrawal_reason=reason)):
        raise Conflict("这部著作已经下架。")
    audit.record(session, actor.id, "work.withdraw", f"work:{work.id}", reason=reason)


def restore(session: Session, actor: Actor, work: Work) -> None:
    """Open a withdrawn work again. Restoring twice changes nothing."""
    demand(may_keep(actor, work))
    is_out = update(Work).where(Work.id == work.id, Work.withdrawn_at.is_not(None))
    if took_effect(session, is_out.values(withdrawn_at=None, withdrawal_reason="")):
        audit.record(session, actor.id, "work.restore", f"work:{work.id}")


def proofread(session: Session, actor: Actor, work: Work, state: Proof) -> None:
    """Say how far the current edition was compared with its original; the next begins anew."""
    demand(may_keep(actor, work))
    edition = current_edition(session, work.id)
    if edition is None:
        raise Conflict("这部著作还没有可以校对的版本。")
    said = {"state": state, "person_id": actor.id, "changed_at": utcnow()}
    upsert(session, Proofreading, ["edition_id"], {"edition_id": edition.id, **said})
    audit.record(
        session, actor.id, "work.proofread", f"work:{work.id}", edition=edition.number, state=state
    )


def admit(actor: Actor) -> None:
    """Refuse who may not bring works in."""
    demand(may_keep(actor))


def receive(
    session: Session, actor: Actor, file: Received, manuscript: Manuscript | None
) -> PendingImport:
    """Keep an uploaded file until somebody confirms what was understood of it.

    One that has not been read yet is queued for that.
    """
    demand(may_keep(actor))
    title = PurePath(file.name).stem[:LONGEST_NAME] or file.name[:LONGEST_NAME]
    pending = PendingImport(
        blob=file.blob, file_name=file.name[-200:], title=title, summary={}, created_by=actor.id
    )
    session.add(pending)
    session.flush()
    if manuscript:
        understand(session, pending.id, manuscript)
    else:
        key = f"{READ}:{pending.id}"
        enqueue(session, READ, {"import_id": pending.id}, key=key, by=actor.id)
    return pending


def understand(session: Session, import_id: int, manuscript: Manuscript) -> None:
    """Note what a file holds, and which work it is a new edition of. Twice changes nothing."""
    head = asdict(manuscript.head)
    known = _known(session, manuscript.head)
    told = {name: head[name] or (getattr(known, name) if known else "") for name in DESCRIBED}
    waiting = update(PendingImport).where(
        PendingImport.id == import_id, PendingImport.confirmed_at.is_(None)
    )
    values = {"summary": _summary(manuscript), "work_id": known.id if known else None, **told}
    session.execute(waiting.values(**values))


def _summary(manuscript: Manuscript) -> dict[str, Any]:
    chapters = manuscript.chapters
    return {
        "chapters": len(chapters),
        "passages": manuscript.count,
        "characters": manuscript.characters,
        "language": manuscript.head.language,
        "titles": [chapter.title for chapter in chapters[:SHOWN_CHAPTERS]],
        "beginning": chapters[0].paragraphs[:SHOWN_PARAGRAPHS],
    }


def confirm(
    session: Session, actor: Actor, pending: PendingImport, values: Mapping[str, str]
) -> None:
    """Queue the import of a file as it is described now. Confirming twice imports once."""
    demand(may_keep(actor))
    if not pending.summary:
        raise Conflict("文件还在识别，请稍后再确认。")
    if pending.work_id:
        _refuse_double(session, pending.work_id, values)
    job_id = enqueue(session, IMPORT, {"import_id": pending.id}, by=actor.id)
    waiting = update(PendingImport).where(
        PendingImport.id == pending.id, PendingImport.confirmed_at.is_(None)
    )
    if not took_effect(session, waiting.values(confirmed_at=utcnow(), job_id=job_id, **values)):
        raise Conflict("这个文件已经确认导入。")
    audit.record(session, actor.id, "work.import", f"import:{pending.id}", **values)
