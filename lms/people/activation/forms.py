from collections.abc import Sequence

from wtforms import PasswordField, SelectField, StringField
from wtforms.validators import DataRequired, EqualTo, InputRequired, Length

from lms.people.activation.queries import Wanted
from lms.people.labels import unit_choices, unit_names
from lms.people.units.queries import Option
from lms.web import Filters, Form, tidy
from lms.web.fields import Pick, SearchWords
from lms.web.i18n import lazy_gettext as _l

STATES = {"waiting": _l("未激活"), "active": _l("已激活")}


class CodeForm(Form):
    code = StringField(
        _l("激活码"),
        [DataRequired(), Length(max=40)],
        filters=[tidy.code],
        description=_l("激活单或链接末尾的 16 个字母和数字，横线可以不输入。"),
    )


class ForgottenForm(Form):
    login = StringField(_l("登录名或工号"), [DataRequired(), Length(max=64)], filters=[tidy.code])


class NewPasswordForm(Form):
    new = PasswordField(
        _l("新密码"), [InputRequired(), Length(max=128)], description=_l("至少 8 个字符。")
    )
    again = PasswordField(
        _l("再次输入新密码"), [InputRequired(), EqualTo("new", _l("两次输入的新密码不一致。"))]
    )


class LinkFilters(Filters):
    q = SearchWords(_l("姓名、登录名或工号"))
    unit = Pick(_l("组织"), first=_l("全部"))
    state = Pick(_l("账号"), STATES, first=_l("全部"), default="waiting")

    def __init__(self, units: Sequence[Option]) -> None:
        super().__init__()
        self.unit.offer(unit_names(units))

    def wanted(self) -> Wanted:
        is_active = {"waiting": False, "active": True}.get(self.state.data or "")
        return Wanted(self.q.data, self.unit.data, is_active)


class SlipsForm(Form):
    """Whose sheet is to be printed."""

    unit = SelectField(_l("组织"), [InputRequired()], coerce=tidy.an_id)

    def __init__(self, units: Sequence[Option], **values: object) -> None:
        super().__init__(**values)
        self.unit.choices = unit_choices(units, first=_l("请选择"))
