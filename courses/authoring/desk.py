"""What every page of the editor shows: the course, its draft, and what is still to be put right."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from courses.authoring import queries
from courses.authoring.checks import Finding, look_at
from courses.authoring.models import CourseDraft
from courses.catalogue.contents import Content, contents
from courses.catalogue.models import Course
from courses.catalogue.outline import Outline, OutlineLesson, Subject
from courses.catalogue.queries import editable_course
from lms.people import Actor


@dataclass(frozen=True, slots=True)
class Desk:
    course: Course
    draft: CourseDraft
    outline: Outline
    known: dict[Subject, Content]
    findings: list[Finding]
    saver: str | None  # who saved the draft last, when that was somebody else

    @property
    def in_the_way(self) -> list[Finding]:
        return [finding for finding in self.findings if not finding.is_advice]

    @property
    def advice(self) -> list[Finding]:
        return [finding for finding in self.findings if finding.is_advice]

    def content(self, lesson: OutlineLesson) -> Content | None:
        return self.known.get(lesson.subject) if lesson.subject else None


def desk_of(session: Session, actor: Actor, course_id: int) -> Desk:
    """Lay out a course that the actor edits, or refuse."""
    course = editable_course(session, actor, course_id)
    outline = queries.draft_outline(session, course.id)
    known = contents(session, outline.subjects)
    draft = queries.draft_of(session, course.id)
    return Desk(
        course=course,
        draft=draft,
        outline=outline,
        known=known,
        findings=look_at(outline, known),
        saver=queries.other_saver(session, actor, draft),
    )
