from wtforms import PasswordField, StringField
from wtforms.validators import DataRequired, InputRequired, Length

from lms.web import Form, tidy
from lms.web.i18n import lazy_gettext as _l


class AskForm(Form):
    code = StringField(
        _l("验证码"),
        [DataRequired(), Length(max=40)],
        filters=[tidy.code],
        description=_l("手机验证器上的 6 位数字；手机不在身边时，输入一个恢复码。"),
    )


class SetUpForm(Form):
    code = StringField(
        _l("验证码"),
        [DataRequired(), Length(max=40)],
        filters=[tidy.code],
        description=_l("添加之后，输入手机上显示的 6 位数字。"),
    )


class OwnerForm(Form):
    password = PasswordField(_l("现在的密码"), [InputRequired(), Length(max=128)])
