from courses.certificates.jobs import issue_missing_certificates
from courses.certificates.views.files import bp as files
from courses.certificates.views.gathering import bp as gathering
from courses.certificates.views.teaching import bp as teaching
from courses.certificates.views.verifying import bp as verifying
from courses.reports.views.common import ROLES
from courses.typesetting.jobs import fetch_fonts
from lms.web import LMS, MenuItem
from lms.web.i18n import lazy_gettext as _l


def install(app: LMS) -> None:
    for blueprint in (files, gathering, teaching, verifying):
        app.register_blueprint(blueprint)
    app.menu.add(
        MenuItem(
            area="work",
            label=_l("结业证书"),
            endpoint="unit_certificates.own",
            icon="file",
            order=70,
            roles=frozenset(ROLES),
        )
    )
    app.jobs.add(issue_missing_certificates, fetch_fonts)
