from wtforms import PasswordField, StringField
from wtforms.validators import DataRequired, EqualTo, InputRequired, Length

from lms.web import Form, tidy
from lms.web.i18n import lazy_gettext as _l


class SignInForm(Form):
    login = StringField(_l("登录名或工号"), [DataRequired(), Length(max=64)], filters=[tidy.code])
    password = PasswordField(_l("密码"), [InputRequired(), Length(max=128)])


class PasswordForm(Form):
    old = PasswordField(_l("现在的密码"), [InputRequired(), Length(max=128)])
    new = PasswordField(_l("新密码"), [InputRequired(), Length(max=128)])
    again = PasswordField(
        _l("再次输入新密码"),
        [InputRequired(), EqualTo("new", _l("两次输入的新密码不一致。"))],
    )
