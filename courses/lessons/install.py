from courses.lessons.api import bp as api
from courses.lessons.policy import admitted_by_course
from courses.lessons.views import bp as pages
from lms.web import LMS
from quizzes.papers.admissions import admissions_of


def install(app: LMS) -> None:
    app.register_blueprint(pages)
    app.api.register_blueprint(api)
    admissions_of(app).append(admitted_by_course)
