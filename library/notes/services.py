"""Writing down what one notes at a passage."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from library.notes.models import PassageNote
from library.works.models import Passage
from library.works.queries import Text
from lms.errors import Conflict, NotFound
from lms.noting.services import count_of, write_down
from lms.people import Actor

MOST = 1000  # in one work


def write(session: Session, actor: Actor, text: Text, anchor: int, words: str) -> PassageNote:
    stands = Passage.edition_id == text.edition.id, Passage.anchor == anchor
    if session.scalar(select(Passage.id).where(*stands)) is None:
        raise NotFound("没有找到您要的内容。")
    if count_of(session, actor, PassageNote, PassageNote.work_id == text.work.id) >= MOST:
        raise Conflict("一部著作最多记 %(most)s 条笔记。", most=MOST)
    note = PassageNote(person_id=actor.id, work_id=text.work.id, anchor=anchor, text=words)
    write_down(session, note)
    return note
