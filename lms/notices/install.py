from typing import Any

from lms.mail.composing import composers_of
from lms.notices import audiences, bell, letters
from lms.notices.api import bp as api
from lms.notices.audiences import Kind, Kinds
from lms.notices.policy import SENDERS
from lms.notices.views.desk import bp as desk
from lms.notices.views.inbox import bp as inbox
from lms.people.roles import Role
from lms.web import LMS, MenuItem
from lms.web.i18n import lazy_gettext as _l

ORGANIZERS = frozenset({Role.organizer, Role.admin})


def install(app: LMS) -> None:
    units = Kind(_l("党组织（含下属）"), audiences.units, audiences.unit)
    app.extensions[audiences.NAME] = Kinds(unit=units)
    composers_of(app)[letters.NOTICE] = letters.compose_notices
    bell.install(app)
    for blueprint in (inbox, desk):
        app.register_blueprint(blueprint)
    app.api.register_blueprint(api)
    app.menu.add(_item("nav", _l("通知"), "notices.index", 50))
    app.menu.add(_item("work", _l("通知发布"), "sent_notices.index", 70, ORGANIZERS))
    app.menu.add(_item("teach", _l("通知发布"), "sent_notices.index", 70, frozenset(SENDERS)))


def _item(
    area: str, label: Any, endpoint: str, order: int, roles: frozenset[Role] = frozenset()
) -> MenuItem:
    return MenuItem(
        area=area, label=label, endpoint=endpoint, icon="bell", order=order, roles=roles
    )
