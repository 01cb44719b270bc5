from datetime import timedelta
from decimal import Decimal
from typing import Any

from wtforms import DateField, Field, IntegerField, SelectMultipleField, StringField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from lms.config import BOUNDS
from lms.office.settings.services import Basis, Draft
from lms.office.settings.words import WORDINGS
from lms.people.labels import ROLES, choices
from lms.web import Form, tidy
from lms.web.fields import DecimalField
from lms.web.filters import plain
from lms.web.i18n import lazy_gettext as _l

DAY = timedelta(days=1)
LEAST_SHARE, MOST_SHARE = 1, 100


class RuleForm(Form):
    """A decision about one rule; the kind of value is the rule's."""

    valid_from = DateField(_l("从哪一天起"), [InputRequired(), tidy.sensible_day])
    last_day = DateField(_l("到哪一天"), [Optional(), tidy.sensible_day])
    document = StringField(
        _l("依据文件"),
        [InputRequired(), Length(max=100)],
        filters=[tidy.words],
        description=_l("文件名称和文号，例如单位的通知或会议纪要。"),
    )
    article = StringField(_l("条款"), [Optional(), Length(max=40)], filters=[tidy.words])
    rule: str

    def text(self) -> str:
        """Write the value as the settings' file has it."""
        raise NotImplementedError

    def draft(self) -> Draft:
        last = self.last_day.data
        basis = Basis(self.document.data or "", self.article.data or "")
        until = last + DAY if last else None
        return Draft(self.rule, self.text(), self.valid_from.data, until, basis)


class ShareForm(RuleForm):
    value = DecimalField(
        _l("百分比"), [InputRequired(), NumberRange(LEAST_SHARE, MOST_SHARE)], places=None
    )

    def text(self) -> str:
        return f"{self.value.data / 100:f}"


class RolesForm(RuleForm):
    value = SelectMultipleField(_l("角色"), choices=choices(ROLES))

    def text(self) -> str:
        return ",".join(sorted(self.value.data))


def form_for(rule: str, value: Any, **values: Any) -> RuleForm:
    """Return the form of a rule, filled in with its value today."""
    kind = {"watched_share": ShareForm, "second_factor_roles": RolesForm}.get(rule)
    if kind is None:
        kind = _number_form(rule)
    shown = Decimal(plain(value * 100)) if isinstance(value, Decimal) else value
    form = kind(value=shown, **values)
    form.rule = rule
    return form


def _number_form(rule: str) -> type[RuleForm]:
    class NumberForm(RuleForm):
        value: Field = IntegerField(
            WORDINGS[rule].unit, [InputRequired(), NumberRange(*BOUNDS[rule])]
        )

        def text(self) -> str:
            return str(self.value.data)

    return NumberForm
