from collections.abc import Iterable, Mapping
from datetime import date
from typing import Final

from wtforms import BooleanField, HiddenField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, Length, Regexp

from lms.notices.audiences import Kind, Offer, Wish
from lms.notices.models import LONGEST_BODY, LONGEST_REASON, LONGEST_TITLE
from lms.notices.services.sending import PAGE_KEY, Draft
from lms.people import Role
from lms.people.labels import ROLES, choices
from lms.web import Filters, Form, tidy
from lms.web.i18n import lazy_gettext as _l

INBOX: Final = {"unread": _l("未读"), "waiting": _l("待确认")}
POSTS: Final = {role: ROLES[role] for role in (Role.organizer, Role.trainer)}
MISSING: Final = {"waiting": _l("未确认"), "unread": _l("未读")}


class NoticeForm(Form):
    to = SelectField(_l("发给"), [DataRequired()])
    role = SelectField(
        _l("其中"),
        choices=choices(
            {role: ROLES[role] for role in (Role.organizer, Role.trainer)}, first=_l("全体党员")
        ),
        coerce=tidy.optional(Role),
        description=_l("发给党组织时可以只发给其中的组织员或教师。"),
    )
    title = StringField(
        _l("标题"), [DataRequired(), Length(max=LONGEST_TITLE)], filters=[tidy.words]
    )
    body = TextAreaField(_l("内容"), [DataRequired(), Length(max=LONGEST_BODY)])
    must_confirm = BooleanField(_l("需要确认收到"))
    key = HiddenField(validators=[Regexp(PAGE_KEY)])

    def __init__(
        self, offered: Iterable[tuple[str, Kind, list[Offer]]], values: Mapping[str, object]
    ) -> None:
        super().__init__(None, **values)
        self.to.choices = {
            str(kind.label): [SelectChoice(f"{name}:{offer.id}", offer.words) for offer in offers]
            for name, kind, offers in offered
            if offers
        }

    def wish(self, day: date) -> Wish:
        kind, _colon, number = self.to.data.partition(":")
        return Wish(kind, int(number), day, self.role.data)

    def draft(self) -> Draft:
        return Draft(
            title=self.title.data,
            body=self.body.data.replace("\r\n", "\n").strip(),
            must_confirm=self.must_confirm.data,
            key=self.key.data,
        )


class WithdrawalForm(Form):
    reason = StringField(
        _l("撤回原因"),
        [DataRequired(), Length(max=LONGEST_REASON)],
        filters=[tidy.words],
        description=_l("收到过通知的同志会看到标题和这里的原因。"),
    )


class InboxFilters(Filters):
    state = SelectField(choices=choices(INBOX, first=_l("全部")), default="")


class RecipientFilters(Filters):
    state = SelectField(_l("回执"), choices=choices(MISSING, first=_l("全部")), default="")
