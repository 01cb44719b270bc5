from courses.enrolment.api import bp as api
from courses.enrolment.views import bp as pages
from lms.web import LMS


def install(app: LMS) -> None:
    app.register_blueprint(pages)
    app.api.register_blueprint(api)
