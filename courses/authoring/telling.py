"""What learners are told of a course that goes on."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from courses.catalogue.models import CourseVersion
from courses.enrolment.models import Enrolment
from lms.notices.models import Topic
from lms.notices.services.announcing import Announcement, announce


def tell_learners(session: Session, version: CourseVersion) -> bool:
    """Tell who is on an older version and still learns that there is a newer one."""
    learning = select(Enrolment.person_id).where(
        Enrolment.course_id == version.course_id,
        Enrolment.version_id != version.id,
        Enrolment.required_left > 0,
        Enrolment.ended_at.is_(None),
    )
    said = Announcement(
        topic=Topic.course,
        title="课程有更新：《%(title)s》",
        body="课程发布了新的版本。您继续学习原来的版本，已学的内容和学时不受影响。",
        values={"title": version.title},
        link=f"/courses/{version.course_id}",
        key=f"course.version:{version.id}",
    )
    return announce(session, said, learning)
