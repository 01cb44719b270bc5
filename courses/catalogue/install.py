from courses.catalogue import words
from courses.catalogue.api import bp as api
from courses.catalogue.views import bp as pages
from lms.web import LMS, MenuItem
from lms.web.i18n import lazy_gettext as _l


def install(app: LMS) -> None:
    app.register_blueprint(pages)
    app.api.register_blueprint(api)
    app.jinja_env.filters.update(nth=words.nth, kind_words=words.kind_words, extent=words.extent)
    app.menu.add(
        MenuItem(area="nav", label=_l("课程"), endpoint="catalogue.index", icon="course", order=20)
    )
