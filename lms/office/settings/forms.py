from datetime import timedelta
from decimal import Decimal
from typing import Any

from wtforms import (
    DateField,
    Field,
    IntegerField,
    SelectMultipleField,
    StringField,
    TimeField,
)
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from lms.config import BACKUPS, BOUNDS, FACTS, TEXTS
from lms.office.settings.services import Basis, Draft
from lms.office.settings.words import WORDINGS
from lms.people.labels import ROLES
from lms.web import Form, tidy
from lms.web.fields import DecimalField, choices
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
    is_fact = False

    def text(self) -> str:
        """Write the value as the settings' file has it."""
        raise NotImplementedError

    def draft(self) -> Draft:
        last = self.last_day.data
        basis = Basis(self.document.data or "", self.article.data or "")
        until = last + DAY if last else None
        return Draft(self.rule, self.text(), self.valid_from.data, until, basis)


class FactForm(RuleForm):
    """What a school just knows about itself; a document may be behind it."""

    is_fact = True
    document = StringField(_l("依据文件"), [Optional(), Length(max=100)], filters=[tidy.words])


class ClockForm(FactForm):
    value = TimeField(_l("时间（不填表示不自动备份）"), [Optional()])

    def text(self) -> str:
        return f"{self.value.data:%H:%M}" if self.value.data else "off"


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
    shown = Decimal(plain(value * 100)) if isinstance(value, Decimal) else value
    form = _kind(rule)(value=shown, **values)
    form.rule = rule
    return form


def _kind(rule: str) -> type[RuleForm]:
    if rule in TEXTS:
        return _text_form(rule)
    if rule in BOUNDS | BACKUPS:
        return _number_form(rule)
    return {"watched_share": ShareForm, "backup_at": ClockForm}.get(rule, RolesForm)


def _text_form(rule: str) -> type[RuleForm]:
    class TextForm(FactForm):
        value: Field = StringField(
            WORDINGS[rule].unit, [InputRequired(), Length(max=TEXTS[rule])], filters=[tidy.words]
        )

        def text(self) -> str:
            return str(self.value.data)

    return TextForm


def _number_form(rule: str) -> type[RuleForm]:
    class NumberForm(FactForm if rule in FACTS else RuleForm):  # type: ignore[misc]
        value: Field = IntegerField(
            WORDINGS[rule].unit, [InputRequired(), NumberRange(*(BOUNDS | BACKUPS)[rule])]
        )

        def text(self) -> str:
            return str(self.value.data)

    return NumberForm
