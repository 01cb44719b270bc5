from collections.abc import Iterable, Mapping
from datetime import date
from typing import Final

from wtforms import (
    BooleanField,
    HiddenField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, Length, Optional, Regexp

from lms.mail.models import LONGEST_ADDRESS
from lms.notices.audiences import Kind, Offer, Wish
from lms.notices.choices import QUIET, Wishes
from lms.notices.models import LONGEST_BODY, LONGEST_REASON, LONGEST_TITLE, NoticeKind
from lms.notices.services.choosing import Chosen
from lms.notices.services.sending import PAGE_KEY, Draft
from lms.people import Role
from lms.people.labels import ROLES, choices
from lms.web import Filters, Form, current_rules, tidy
from lms.web.i18n import gettext as _
from lms.web.i18n import lazy_gettext as _l

INBOX: Final = {"unread": _l("未读"), "waiting": _l("待确认")}
KINDS: Final = {
    NoticeKind.notice: _l("通知"),
    NoticeKind.reminder: _l("学习提醒"),
    NoticeKind.system: _l("系统消息"),
}
ADDRESS = r"[\x21-\x3f\x41-\x7e]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+$"
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


HOURS: Final = {hour: f"{hour}:00" for hour in range(24)}


class ChoiceForm(Form):
    kinds = SelectMultipleField(
        _l("收哪些邮件"), choices=choices(KINDS), coerce=NoticeKind, validators=[Optional()]
    )
    is_digest = BooleanField(_l("每天汇总成一封"))
    is_quiet = BooleanField(_l("设不打扰时段，期间的邮件等时段结束再发"))
    quiet_from = SelectField(_l("从"), choices=choices(HOURS), coerce=int)
    quiet_to = SelectField(_l("到"), choices=choices(HOURS), coerce=int)

    def __init__(self, wishes: Wishes) -> None:
        begin, end = wishes.quiet or QUIET
        super().__init__(
            None,
            kinds=sorted(wishes.kinds),
            is_digest=wishes.digest_from is not None,
            is_quiet=wishes.quiet is not None,
            quiet_from=begin,
            quiet_to=end,
        )
        words = _("每天汇总成一封，%(hour)s:30 发送", hour=current_rules().digest_hour)
        self.is_digest.label.text = words

    def chosen(self) -> Chosen:
        quiet = (self.quiet_from.data, self.quiet_to.data) if self.is_quiet.data else None
        return Chosen(frozenset(self.kinds.data), self.is_digest.data, quiet)


class AddressForm(Form):
    mail = StringField(
        _l("新的邮箱"),
        [DataRequired(), Length(max=LONGEST_ADDRESS), Regexp(ADDRESS)],
        filters=[tidy.code],
        description=_l("验证码会发到这个邮箱，填写后才生效。"),
    )


class CodeForm(Form):
    code = StringField(_l("验证码"), [DataRequired(), Length(max=20)], filters=[tidy.code])


class InboxFilters(Filters):
    state = SelectField(choices=choices(INBOX, first=_l("全部")), default="")


class RecipientFilters(Filters):
    state = SelectField(_l("回执"), choices=choices(MISSING, first=_l("全部")), default="")
