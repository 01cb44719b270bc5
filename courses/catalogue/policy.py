"""Who may see, join and change a course: each rule as a predicate and, below it, as SQL.

`course.units` has to be loaded for the predicates that ask about the audience, and
`course.co_trainers` for those that ask who edits it, unless the actor owns it.
"""

from sqlalchemy import ColumnElement, and_, exists, false, or_, true

from courses.catalogue.models import Audience, Course, CourseState, CourseTrainer, CourseUnit
from courses.enrolment.models import Enrolment
from lms.people import Actor, Role

AUTHORS = (Role.trainer, Role.admin)


def may_author(actor: Actor) -> bool:
    return actor.has(*AUTHORS)


def may_edit(actor: Actor, course: Course) -> bool:
    """An administrator, its owner, and whoever writes it with the owner."""
    return may_share(actor, course) or (actor.has(Role.trainer) and _helps(actor, course))


def editable_by(actor: Actor) -> ColumnElement[bool]:
    helps = exists().where(
        CourseTrainer.course_id == Course.id, CourseTrainer.person_id == actor.id
    )
    is_trainer = true() if actor.has(Role.trainer) else false()
    return or_(shared_by(actor), and_(is_trainer, helps.correlate(Course)))


def may_share(actor: Actor, course: Course) -> bool:
    """Say whether the actor decides who else writes the course, and whose it is."""
    return actor.has(Role.admin) or (actor.has(Role.trainer) and course.owner_id == actor.id)


def shared_by(actor: Actor) -> ColumnElement[bool]:
    if actor.has(Role.admin):
        return true()
    return and_(Course.owner_id == actor.id, true() if actor.has(Role.trainer) else false())


def may_join(actor: Actor, course: Course) -> bool:
    """Say whether a course is open to the actor; whether there is a seat left is another matter."""
    return course.state is CourseState.published and is_for(actor, course)


def joinable_by(actor: Actor) -> ColumnElement[bool]:
    for_units = (
        exists()
        .where(CourseUnit.course_id == Course.id, CourseUnit.unit_id.in_(_units_of(actor)))
        .correlate(Course)
    )
    in_audience = or_(Course.audience == Audience.everyone, for_units)
    return and_(Course.state == CourseState.published, in_audience)


def may_list(actor: Actor, course: Course, enrolment: Enrolment | None) -> bool:
    """Say whether the catalogue shows a course: open to the actor, or taken by them already."""
    return may_join(actor, course) or enrolment is not None


def listed_for(actor: Actor) -> ColumnElement[bool]:
    mine = exists().where(Enrolment.course_id == Course.id, Enrolment.person_id == actor.id)
    return or_(joinable_by(actor), mine.correlate(Course))


def may_see(actor: Actor, course: Course, enrolment: Enrolment | None) -> bool:
    return may_list(actor, course, enrolment) or may_edit(actor, course)


def visible_to(actor: Actor) -> ColumnElement[bool]:
    return or_(listed_for(actor), editable_by(actor))


def _helps(actor: Actor, course: Course) -> bool:
    return actor.id in {one.person_id for one in course.co_trainers}


def is_for(actor: Actor, course: Course) -> bool:
    """Say whether the actor is in the audience of a course, whatever its state."""
    if course.audience is Audience.everyone:
        return True
    return not _units_of(actor).isdisjoint(unit.unit_id for unit in course.units)


def _units_of(actor: Actor) -> frozenset[int]:
    """Return the units the actor belongs to, and all above them: a path lists their ids."""
    paths = actor.paths(Role.member)
    return frozenset(int(part) for path in paths for part in path.split("/") if part)
