"""Media: films, courseware, and the evidence of watching and reading them."""

from lms.bootstrap.features import FILM
from lms.people import Role
from lms.sandbox import is_forbidden
from lms.web import LMS, MenuItem
from lms.web.features import Feature
from lms.web.i18n import lazy_gettext as _l
from media.assets import jobs
from media.assets.api import bp as assets_api
from media.assets.cli import media as commands
from media.assets.uploads import bp as uploads
from media.assets.views import bp as library_pages
from media.demo.jobs import make_lecture
from media.documents.api import bp as documents_api
from media.documents.views import bp as documents_pages
from media.encoding.tools import are_there
from media.playback.api import bp as playback_api
from media.playback.views import bp as playback_pages

WALLS = Feature(
    "walls",
    "本机不允许隔离程序，打开上传文件的程序只受时间、内存和文件数的限制",
    lambda: not is_forbidden(),
    "sysctl -w user.max_user_namespaces=15000",
)


def install(app: LMS) -> None:
    """Hang this floor's rooms on the app."""
    app.register_blueprint(uploads, url_prefix="/uploads")
    app.register_blueprint(uploads, name="api_uploads", url_prefix="/api/v1/uploads")
    for pages in (library_pages, playback_pages, documents_pages):
        app.register_blueprint(pages)
    for api in (assets_api, playback_api, documents_api):
        app.api.register_blueprint(api)
    app.jobs.add(jobs.check_asset, jobs.encode_asset, jobs.draw_pages, jobs.convert_document)
    app.jobs.add(jobs.find_old_pages, jobs.renew_pages, jobs.sweep, make_lecture)
    app.cli.add_command(commands)
    data_dir = app.settings.data_dir
    app.features.add(WALLS)
    app.features.add(Feature("film", FILM.without, lambda: are_there(data_dir), FILM.remedy))
    app.menu.add(
        MenuItem(
            area="teach",
            label=_l("媒体库"),
            endpoint="media_library.index",
            icon="video",
            order=30,
            roles=frozenset({Role.trainer, Role.admin}),
        )
    )
