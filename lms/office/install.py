from typing import Any

from lms import fonts
from lms.bootstrap import features as programs
from lms.config import Config
from lms.db import Database
from lms.jobs.queries import demand_worker
from lms.office.backups.views import bp as backups
from lms.office.desk.views import bp as desk
from lms.office.exports.jobs import expire_files, make_file
from lms.office.exports.views import bp as trail_files
from lms.office.letters.views import bp as letters
from lms.office.maintenance import interruptions
from lms.office.maintenance.cli import maintenance as maintain
from lms.office.maintenance.door import announced
from lms.office.maintenance.views import bp as maintenance
from lms.office.queue.views import bp as queue
from lms.office.settings.views import bp as rules
from lms.office.status.cli import doctor
from lms.office.status.views import bp as status
from lms.office.trail.views import bp as trail
from lms.people.roles import Role
from lms.web import LMS, MenuItem
from lms.web.features import Feature
from lms.web.i18n import lazy_gettext as _l

ADMINS = frozenset({Role.admin})
WATCHERS = frozenset({Role.admin, Role.auditor})
PROGRAMS = {
    "film": programs.FILM,
    "glyphs": programs.GLYPHS,
    "speech": programs.SPEECH,
    "sandbox": programs.SANDBOX,
    "office": programs.OFFICE,
}


def install(app: LMS) -> None:
    for bp in (backups, desk, queue, letters, rules, maintenance, trail, trail_files, status):
        app.register_blueprint(bp)
    for item in _menu():
        app.menu.add(item)
    app.jobs.add(make_file, expire_files)
    app.cli.add_command(doctor)
    app.cli.add_command(maintain)
    interruptions.install(app)
    app.context_processor(announced)
    app.probes["worker"] = lambda: _probe_worker(app.db)
    _add_features(app)


def _probe_worker(database: Database) -> None:
    with database.session(write=False) as session:
        demand_worker(session)


def _add_features(app: LMS) -> None:
    """Add what depends on programs beside us; a floor that knows better replaces its own."""
    for name, program in PROGRAMS.items():
        app.features.add(Feature(name, program.without, program.is_present, program.remedy))
    app.features.add(_mail(app.settings))
    glyphs, data_dir = programs.GLYPHS, app.settings.data_dir
    app.features.add(
        Feature(
            "glyphs", glyphs.without, lambda: fonts.cjk_fonts(data_dir) is not None, glyphs.remedy
        )
    )


def _mail(settings: Config) -> Feature:
    without = "没有启用邮件：通知只在站内查看"
    remedy = "LMS_MAIL_URL=smtp://… LMS_MAIL_FROM=…"
    return Feature("mail", without, lambda: settings.mail_url is not None, remedy)


def _menu() -> list[MenuItem]:
    return [
        _item("nav", _l("系统管理"), "desk.index", 90, WATCHERS),
        _item("admin", _l("概览"), "desk.index", 0, WATCHERS),
        _item("admin", _l("后台任务"), "queue.index", 60, ADMINS),
        _item("admin", _l("邮件"), "letters.index", 65, ADMINS),
        _item("admin", _l("系统设置"), "rules.index", 55, ADMINS),
        _item("admin", _l("系统维护"), "maintenance.index", 75, ADMINS),
        _item("admin", _l("备份"), "backups.index", 72, ADMINS),
        _item("admin", _l("审计"), "trail.index", 70, WATCHERS),
        _item("admin", _l("系统状态"), "status.index", 80, ADMINS),
    ]


ICONS = {
    "backups": "cloud",
    "desk": "admin",
    "rules": "note",
    "queue": "again",
    "letters": "mail",
    "trail": "eye",
    "maintenance": "clock",
    "status": "chart",
}


def _item(area: str, label: Any, endpoint: str, order: int, roles: frozenset[Role]) -> MenuItem:
    icon = ICONS[endpoint.partition(".")[0]]
    return MenuItem(area=area, label=label, endpoint=endpoint, icon=icon, order=order, roles=roles)
