from collections.abc import Iterator

from flask import url_for
from sqlalchemy.orm import Session

from courses.lessons import queries
from courses.lessons.api import bp as api
from courses.lessons.policy import admitted_by_course
from courses.lessons.views import bp as pages
from lms.people import Actor
from lms.web import LMS
from quizzes.papers.admissions import admissions_of
from quizzes.papers.places import Place, places_of


def install(app: LMS) -> None:
    app.register_blueprint(pages)
    app.api.register_blueprint(api)
    admissions_of(app).append(admitted_by_course)
    places_of(app).append(_courses_around)


def _courses_around(session: Session, actor: Actor, quiz_id: int) -> Iterator[Place]:
    """Lead from a quiz back to the courses in which the actor learns it."""
    for course in queries.courses_with_quiz(session, actor, quiz_id):
        yield Place(course.title, url_for("catalogue.course", course_id=course.id))
