from functools import partial
from typing import Any

from lms.exports.kinds import kinds_of
from lms.exports.services import ENDED
from lms.mail.composing import composers_of
from lms.notices import audiences, bell, heard, letters
from lms.notices.api import bp as api
from lms.notices.audiences import Kind, Kinds
from lms.notices.jobs import tell_whose_term_is_over, write_digests
from lms.notices.policy import SENDERS
from lms.notices.views.choices import bp as choices
from lms.notices.views.desk import bp as desk
from lms.notices.views.inbox import bp as inbox
from lms.people.roles import Role
from lms.web import LMS, MenuItem
from lms.web.i18n import lazy_gettext as _l

HEARD = {
    "post.appointed": heard.tell_appointed,
    "post.ended": heard.tell_ended,
    "import.checked": heard.tell_checked,
}
ORGANIZERS = frozenset({Role.organizer, Role.admin})


def install(app: LMS) -> None:
    units = Kind(_l("组织（含下属）"), audiences.units, audiences.unit)
    app.extensions[audiences.NAME] = Kinds(unit=units)
    composers_of(app).update(
        {
            letters.NOTICE: letters.compose_notices,
            letters.DIGEST: letters.compose_digests,
            letters.ADDRESS: letters.compose_addresses,
        }
    )
    app.jobs.add(write_digests, tell_whose_term_is_over)
    for kind, listener in HEARD.items():
        app.facts.subscribe(kind, listener)
    app.facts.subscribe(ENDED, partial(heard.tell_made, kinds_of(app)))
    bell.install(app)
    for blueprint in (inbox, desk, choices):
        app.register_blueprint(blueprint)
    app.api.register_blueprint(api)
    app.menu.add(_item("nav", _l("通知"), "notices.index", 50))
    app.menu.add(_item("me", _l("通知与邮件"), "notice_choices.edit", 80, icon="mail"))
    app.menu.add(_item("work", _l("通知发布"), "sent_notices.index", 70, roles=ORGANIZERS))
    app.menu.add(_item("teach", _l("通知发布"), "sent_notices.index", 70, roles=frozenset(SENDERS)))


def _item(area: str, label: Any, endpoint: str, order: int, **more: Any) -> MenuItem:
    shown = {"icon": "bell", **more}
    return MenuItem(area=area, label=label, endpoint=endpoint, order=order, **shown)
