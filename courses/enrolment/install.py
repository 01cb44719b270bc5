from courses.enrolment import audience
from courses.enrolment.api import bp as api
from courses.enrolment.views import bp as pages
from lms.notices.audiences import Kind, kinds_of
from lms.web import LMS
from lms.web.i18n import lazy_gettext as _l


def install(app: LMS) -> None:
    app.register_blueprint(pages)
    app.api.register_blueprint(api)
    kinds_of(app)["course"] = Kind(_l("课程的学员"), audience.offers, audience.learners)
