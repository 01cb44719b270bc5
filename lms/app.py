"""The application factory: the rooms of the ground floor, then every floor above it."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any, Protocol

from flask import g, request
from werkzeug.local import LocalProxy
from werkzeug.middleware.proxy_fix import ProxyFix

from lms import logs, office, web
from lms.audit import cli as audit_cli
from lms.audit.jobs import seal_entries, verify_chain
from lms.backup import cli as backup_cli
from lms.backup import jobs as backup_jobs
from lms.cli import show_config
from lms.config import Config
from lms.db import cli as db_cli
from lms.exports.install import install as install_exports
from lms.jobs import cli as jobs_cli
from lms.mail.install import install as install_mail
from lms.notices.install import install as install_notices
from lms.office.maintenance.door import refuse_deeds
from lms.opening import open_school
from lms.people.actor import account_or_none
from lms.people.door import check_due
from lms.people.install import install as install_people
from lms.web import (
    LMS,
    api,
    assets,
    filters,
    guard,
    headers,
    health,
    i18n,
    pages,
    prefs,
    problems,
    strange,
    traffic,
)
from lms.web.flask import current_rules, current_school
from lms.web.forms import page_name

TEMPLATES = Path(__file__).parent.parent / "templates"
LARGEST_BODY = 1024 * 1024
LARGEST_FIELD = 512 * 1024


class Floor(Protocol):
    def install(self, app: LMS) -> None: ...


def build(settings: Config, *, floors: Iterable[Floor] = ()) -> LMS:
    """Make the app. Opens no database, network or process: those open on first use."""
    logs.install()
    app = LMS(settings, template_folder=str(TEMPLATES))
    app.config.update(_flask_settings(settings))
    _open_door(app)
    _hang_pages(app)
    app.api = api.install(app)
    install_mail(app)
    install_people(app)
    install_exports(app)
    install_notices(app)
    office.install(app)
    app.jobs.add(seal_entries, verify_chain, backup_jobs.ask, backup_jobs.make)
    _add_commands(app)
    for floor in floors:
        floor.install(app)
    return app


def _add_commands(app: LMS) -> None:
    commands = (
        *(open_school, show_config, jobs_cli.command(app)),
        *(audit_cli.commands(app), db_cli.commands(app)),
        *(backup_cli.back_up, backup_cli.restore),
    )
    for command in commands:
        app.cli.add_command(command)


def _flask_settings(settings: Config) -> dict[str, Any]:
    return {
        "SECRET_KEY": settings.secret_key,
        "TESTING": settings.testing,
        "MAX_CONTENT_LENGTH": LARGEST_BODY,
        "MAX_FORM_MEMORY_SIZE": LARGEST_FIELD,
        "SESSION_COOKIE_NAME": "school",
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_SECURE": settings.https,
        "WTF_CSRF_CHECK_DEFAULT": False,  # the guard asks, in the order of a request
        "WTF_CSRF_TIME_LIMIT": None,  # as long as the session: nobody loses a page typed slowly
        "WTF_CSRF_SSL_STRICT": False,  # the token is enough; proxies strip referrers
    }


def _open_door(app: LMS) -> None:
    """Set the order of a request: see `lms.web.guard`."""
    if app.settings.trusted_proxies:
        hops = app.settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    traffic.install(app, app.settings)
    headers.install(app, https=app.settings.https)
    i18n.install(app, app.settings)
    guard.csrf.init_app(app)
    app.before_request(guard.set_size)
    app.before_request(guard.check_signed_in)
    app.before_request(check_due)
    app.before_request(refuse_deeds)
    app.before_request(guard.read_body)
    app.before_request(strange.refuse_unfit_texts)
    app.before_request(guard.check_token)
    problems.install(app)


def _hang_pages(app: LMS) -> None:
    assets.install(app)
    filters.install(app)
    app.register_blueprint(prefs.bp)
    app.register_blueprint(health.bp)
    app.register_blueprint(pages.bp)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals.update(menu=_menu, settings=app.settings, page_name=page_name)
    app.jinja_env.globals.update(  # seen by macros, too
        school=LocalProxy(current_school), in_force=LocalProxy(current_rules)
    )

    @app.context_processor
    def _shell() -> dict[str, Any]:
        account = account_or_none()
        return {
            "actor": account and account.actor,
            "prefs": prefs.current_prefs(),
            "language": i18n.language(),
            "request_id": g.request_id,
        }


def _menu(area: str) -> list[dict[str, Any]]:
    """Return an area's entries for whoever is asking, as the layouts print them."""
    account = account_or_none()
    if account is None:
        return []
    app = web.current_app_()
    items = app.menu.shown(area, account.actor.roles)
    urls = {item.endpoint: _address(app, item.endpoint) for item in items}
    current = _current(urls)
    return [
        {
            "label": item.label,
            "url": urls[item.endpoint],
            "icon": item.icon,
            "is_current": item.endpoint == current,
        }
        for item in items
    ]


def _address(app: LMS, endpoint: str) -> str:
    """Return the address of a menu's entry, put together once for each place we are mounted at."""
    key = (request.script_root, endpoint)
    if key not in app.menu.addresses:
        app.menu.addresses[key] = app.url_for(endpoint)
    return app.menu.addresses[key]


def _current(urls: dict[str, str]) -> str | None:
    """Return the entry we are in: on the pages of its blueprint and below its own address.

    Of several it is the one with the longest address: below /admin/people we are not in /admin.
    """
    ours = [
        endpoint
        for endpoint, url in urls.items()
        if (request.blueprint or "") == endpoint.rpartition(".")[0]
        or request.path.startswith(f"{url}/")
    ]
    return max(ours, key=lambda endpoint: len(urls[endpoint]), default=None)
