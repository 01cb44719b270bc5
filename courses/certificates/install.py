from courses.certificates.jobs import issue_missing_certificates
from courses.certificates.views.files import bp as files
from courses.certificates.views.teaching import bp as teaching
from courses.certificates.views.verifying import bp as verifying
from courses.typesetting.jobs import fetch_fonts
from lms.web import LMS


def install(app: LMS) -> None:
    for blueprint in (files, teaching, verifying):
        app.register_blueprint(blueprint)
    app.jobs.add(issue_missing_certificates, fetch_fonts)
