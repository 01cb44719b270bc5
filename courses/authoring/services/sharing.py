"""Who writes a course besides its owner, and whose it is."""

from datetime import date

from sqlalchemy import Delete, delete, update
from sqlalchemy.orm import Session

from courses.catalogue.models import Course, CourseTrainer
from courses.catalogue.policy import may_share
from lms import audit
from lms.db import insert_once, took_effect
from lms.errors import Conflict, demand
from lms.notices.models import Topic
from lms.notices.services.announcing import Announcement, announce, only
from lms.people import Actor
from lms.people.teachers import is_teacher

NOBODY = "请选择一位教师。"
TITLE = "您成为课程的共同作者：%(title)s"
BODY = "课程的负责人邀请您一起编写。您可以编辑、发布课程，并查看它的证书。"


def share(session: Session, actor: Actor, course: Course, person_id: int, day: date) -> None:
    """Let another trainer write the course, too. Sharing twice changes nothing."""
    demand(may_share(actor, course))
    _refuse_strangers(session, person_id, day)
    if person_id == course.owner_id:
        raise Conflict("这位教师是课程的负责人，不需要再添加。")
    if insert_once(session, CourseTrainer, course_id=course.id, person_id=person_id):
        _record(session, actor, "course.share", course, person_id)
        _tell(session, course, person_id, day)
    session.expire(course, ["co_trainers"])


def unshare(session: Session, actor: Actor, course: Course, person_id: int) -> None:
    """Let somebody write the course no longer. What they have written stays."""
    demand(may_share(actor, course))
    if took_effect(session, _row(course.id, person_id)):
        _record(session, actor, "course.unshare", course, person_id)
    session.expire(course, ["co_trainers"])


def hand_over(session: Session, actor: Actor, course: Course, person_id: int, day: date) -> None:
    """Make a co-author the owner; who owned the course goes on writing it as a co-author.

    The conditional UPDATE lets one of two who hand over at once do it.
    """
    demand(may_share(actor, course))
    _refuse_strangers(session, person_id, day)
    before = course.owner_id
    if not took_effect(session, _row(course.id, person_id)):
        raise Conflict("只能转交给共同作者，请先添加。")
    still_theirs = update(Course).where(Course.id == course.id, Course.owner_id == before)
    if not took_effect(session, still_theirs.values(owner_id=person_id)):
        raise Conflict("课程刚刚转交给了别人，请刷新页面。")
    insert_once(session, CourseTrainer, course_id=course.id, person_id=before)
    _record(session, actor, "course.hand_over", course, person_id)
    session.expire(course)


def _tell(session: Session, course: Course, person_id: int, day: date) -> None:
    """Tell a colleague once a day, however often they are taken off and on again."""
    said = Announcement(
        topic=Topic.course,
        title=TITLE,
        body=BODY,
        values={"title": course.title},
        link=f"/teach/courses/{course.id}/content",
        key=f"course.share:{course.id}:{person_id}:{day}",
    )
    announce(session, said, only(person_id))


def _refuse_strangers(session: Session, person_id: int, day: date) -> None:
    if not is_teacher(session, person_id, day):
        raise Conflict(NOBODY)


def _row(course_id: int, person_id: int) -> Delete:
    return delete(CourseTrainer).filter_by(course_id=course_id, person_id=person_id)


def _record(session: Session, actor: Actor, deed: str, course: Course, person_id: int) -> None:
    audit.record(session, actor.id, deed, f"course:{course.id}", person=person_id)
