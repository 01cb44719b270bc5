"""Why something is complete, or what is still missing: the same numbers that awarding goes by."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Final, NamedTuple

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from courses.catalogue.outline import Outline, OutlineLesson, Subject
from courses.progress.evidence import gather
from courses.progress.models import LessonCompletion
from courses.progress.rules import NOTHING, Evidence, Rule, Verdict


class LessonState(StrEnum):
    todo = "todo"
    doing = "doing"
    done = "done"


class Explanation(NamedTuple):
    """How far somebody is with a lesson, by its rule; `awarded_at` once it is complete."""

    lesson: OutlineLesson
    rule: Rule
    verdict: Verdict
    awarded_at: datetime | None

    @property
    def is_complete(self) -> bool:
        return self.awarded_at is not None

    @property
    def state(self) -> LessonState:
        if self.is_complete:
            return LessonState.done
        return LessonState.doing if self.verdict.is_begun else LessonState.todo


def explained(
    session: Session, person_id: int, enrolment_id: int | None, outline: Outline
) -> dict[int, Explanation]:
    """Explain every lesson of an outline by its id: one query for each kind, and one for awards."""
    awarded = _awards(session, enrolment_id)
    known = gather(session, person_id, outline.subjects)
    return {lesson.id: _explain(lesson, known, awarded) for lesson in outline.lessons}


def _awards(session: Session, enrolment_id: int | None) -> dict[int, datetime]:
    if enrolment_id is None:
        return {}
    rows = session.execute(AWARDS, {"enrolment_id": enrolment_id})
    return {row.lesson_id: row.awarded_at for row in rows}


AWARDS: Final = select(LessonCompletion.lesson_id, LessonCompletion.awarded_at).where(
    LessonCompletion.enrolment_id == bindparam("enrolment_id")
)


def _explain(
    lesson: OutlineLesson, known: Mapping[Subject, Evidence], awarded: Mapping[int, datetime]
) -> Explanation:
    rule = Rule.from_data(lesson.rule)
    evidence = known.get(lesson.subject, NOTHING) if lesson.subject else NOTHING
    return Explanation(lesson, rule, rule.judge(evidence), awarded.get(lesson.id))
