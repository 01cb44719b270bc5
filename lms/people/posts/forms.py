from collections.abc import Sequence
from datetime import date, timedelta

from wtforms import DateField, SelectField, StringField
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from lms.people.labels import ROLES, unit_choices, unit_names
from lms.people.models import Person
from lms.people.posts.queries import Wanted
from lms.people.posts.services import Appointment
from lms.people.roles import STAFF, Role
from lms.people.units.queries import Option
from lms.web import Filters, Form, tidy
from lms.web.fields import Pick, choices
from lms.web.i18n import lazy_gettext as _l

TERMS = {
    "now": _l("在任"),
    "soon": _l("即将到期"),
    "coming": _l("未到任"),
    "over": _l("已离任"),
    "any": _l("全部"),
}
STAFF_ROLES = {role: ROLES[role] for role in STAFF}


class AppointmentForm(Form):
    person = StringField(_l("登录名或工号"), [DataRequired(), Length(max=64)], filters=[tidy.code])
    role = SelectField(
        _l("角色"),
        choices=choices(STAFF_ROLES),
        coerce=Role,
        description=_l("角色只在所选组织及其下级之内有效，任期结束自动失效。"),
    )
    title = StringField(
        _l("职务"),
        [DataRequired(), Length(max=40)],
        filters=[tidy.words],
        description=_l("例如：支部书记、组织委员。"),
    )
    unit = SelectField(_l("组织"), [InputRequired()], coerce=tidy.an_id)
    valid_from = DateField(_l("任期开始"), [InputRequired(), tidy.sensible_day])
    last_day = DateField(_l("任期最后一天"), [Optional(), tidy.sensible_day])

    on_behalf_of = StringField(
        _l("代理谁的职务"),
        [Optional(), Length(max=64)],
        filters=[tidy.code],
        description=_l("代理时填写被代理人的登录名或工号，并填写最后一天；到期自动结束。"),
    )

    def __init__(self, units: Sequence[Option], day: date, **values: object) -> None:
        super().__init__(valid_from=day, **values)
        self.unit.choices = unit_choices(units, first=_l("请选择"))

    def appointment(self, person: Person, original: Person | None) -> Appointment:
        last = self.last_day.data
        return Appointment(
            person_id=person.id,
            unit_id=self.unit.data,
            role=self.role.data,
            title=self.title.data,
            valid_from=self.valid_from.data,
            valid_to=last and last + timedelta(days=1),
            on_behalf_of=original.id if original else None,
        )


class EndForm(Form):
    day = DateField(_l("从这一天起不再任职"), [InputRequired(), tidy.sensible_day])

    def __init__(self, day: date) -> None:
        super().__init__(day=day)


class PostFilters(Filters):
    when = Pick(_l("任期"), TERMS, default="now")
    role = Pick(_l("角色"), STAFF_ROLES, first=_l("全部"))
    unit = Pick(_l("组织"), first=_l("全部"))

    def __init__(self, units: Sequence[Option]) -> None:
        super().__init__()
        self.unit.offer(unit_names(units))

    def wanted(self) -> Wanted:
        return Wanted(self.when.data, self.role.data, self.unit.data)
