from collections.abc import Iterable, Mapping
from datetime import date
from typing import Final

from wtforms import (
    BooleanField,
    Field,
    HiddenField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, Length, Regexp

from lms.mail.models import LONGEST_ADDRESS
from lms.notices.audiences import Kind, Offer, Wish
from lms.notices.choices import QUIET, Wishes
from lms.notices.following import Sought
from lms.notices.models import (
    LONGEST_BODY,
    LONGEST_REASON,
    LONGEST_TITLE,
    MISSABLE,
    Topic,
    Way,
)
from lms.notices.services.choosing import Chosen
from lms.notices.services.sending import PAGE_KEY, Draft
from lms.people import Role
from lms.people.labels import ROLES
from lms.web import Filters, Form, tidy
from lms.web.fields import Pick, choices
from lms.web.i18n import lazy_gettext as _l

INBOX: Final = {"unread": _l("未读"), "waiting": _l("待确认")}
WAYS: Final = {
    Way.now: _l("站内，并立即发邮件"),
    Way.digest: _l("站内，邮件每天汇总成一封"),
    Way.site: _l("只在站内"),
    Way.off: _l("不接收"),
}
HERE_ONLY: Final = {Way.now: _l("接收"), Way.off: _l("不接收")}  # while the school has no mail
ADDRESS = r"(?!.*=\?)[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+$"
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
        description=_l("发给组织时可以只发给其中的组织员或教师。"),
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


def _way(label: object) -> SelectField:
    return SelectField(label, coerce=Way)


class ChoiceForm(Form):
    """A field for each topic, called as it is; what nobody may miss cannot be switched off."""

    notice = _way(_l("党组织和教师的通知"))
    reminder = _way(_l("学习提醒"))
    task = _way(_l("新的学习任务"))
    due = _way(_l("任务截止前 3 天、前 1 天"))
    result = _way(_l("测试成绩公布"))
    certificate = _way(_l("结业证书"))
    course = _way(_l("课程更新"))
    duty = _way(_l("职务变动"))
    file = _way(_l("转码、导出、导入的结果"))
    is_quiet = BooleanField(_l("设不打扰时段，期间的邮件等时段结束再发"))
    quiet_from = SelectField(_l("从"), choices=choices(HOURS), coerce=int)
    quiet_to = SelectField(_l("到"), choices=choices(HOURS), coerce=int)

    def __init__(self, wishes: Wishes, *, has_mail: bool) -> None:
        begin, end = wishes.quiet or QUIET
        self.kept = None if has_mail else wishes  # without mail nothing is asked of its hours
        super().__init__(
            None,
            is_quiet=wishes.quiet is not None,
            quiet_from=begin,
            quiet_to=end,
            **{topic: wishes.way(topic) for topic in Topic},
        )
        ways = WAYS if has_mail else HERE_ONLY
        for field in self.ways:
            is_missable = Topic(field.name) in MISSABLE
            field.choices = choices(
                {way: words for way, words in ways.items() if way is not Way.off or is_missable}
            )

    @property
    def ways(self) -> list[Field]:
        return [self[topic] for topic in Topic]

    def chosen(self) -> Chosen:
        asked = (self.quiet_from.data, self.quiet_to.data) if self.is_quiet.data else None
        quiet = self.kept.quiet if self.kept else asked
        return Chosen({topic: self[topic].data for topic in Topic}, quiet)


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
    state = Pick(labels=INBOX, first=_l("全部"))


class RecipientFilters(Filters):
    state = Pick(_l("回执"), MISSING, first=_l("全部"))
    unit = Pick(_l("组织"), first=_l("全部组织"))

    def __init__(self, units: Iterable[tuple[int | None, str | None]]) -> None:
        super().__init__()
        self.unit.offer({unit_id: name for unit_id, name in units if unit_id})

    def sought(self) -> Sought:
        return Sought(self.state.data or "", self.unit.data)
