"""Answers that come too late are refused, and kept all the same."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from sqlalchemy.orm import Session

from lms.people import Actor
from quizzes.sittings import services
from quizzes.sittings.services import Closed, Save


@contextmanager
def keeping_late(
    session: Session, actor: Actor, sitting_id: int, saves: Sequence[Save]
) -> Iterator[None]:
    """Keep for staff what a closed sitting refuses.

    The refusal rolls the request back, so this is committed by itself.
    """
    try:
        yield
    except Closed:
        session.rollback()
        services.keep_late(session, actor, sitting_id, saves)
        session.commit()
        raise
