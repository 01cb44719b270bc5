"""The library: works, their editions and passages, to search, read and cite."""

from library.notes.jobs import sweep
from library.notes.views import bp as notes
from library.quoting.api import bp as quoting_api
from library.reading.api import bp as reading_api
from library.reading.views import bp as reading
from library.searching.api import bp as searching_api
from library.searching.views import bp as searching
from library.works.cli import search, works
from library.works.jobs import catch_up, import_work, read_upload, rebuild
from library.works.policy import KEEPERS
from library.works.views import bp as keeping
from lms.search import index_of
from lms.web import LMS, MenuItem
from lms.web.i18n import lazy_gettext as _l


def install(app: LMS) -> None:
    for blueprint in (searching, reading, notes, keeping):
        app.register_blueprint(blueprint)
    for part in (searching_api, quoting_api, reading_api):
        app.api.register_blueprint(part)
    app.jobs.add(read_upload, import_work, catch_up, rebuild, sweep)
    app.cli.add_command(works)
    app.cli.add_command(search)
    app.probes["search"] = lambda: index_of(app).probe()
    app.menu.add(
        MenuItem(area="nav", label=_l("文库"), endpoint="library.index", icon="library", order=40)
    )
    app.menu.add(
        MenuItem(
            area="me",
            label=_l("读书笔记"),
            endpoint="reading_notes.index",
            icon="edit",
            order=25,
        )
    )
    app.menu.add(
        MenuItem(
            area="teach",
            label=_l("文库管理"),
            endpoint="works.index",
            icon="library",
            order=40,
            roles=frozenset(KEEPERS),
        )
    )
