from collections.abc import Sequence
from datetime import date

from wtforms import DateField, SelectField
from wtforms.validators import InputRequired

from lms.people.labels import unit_choices
from lms.people.memberships.services import Joining
from lms.people.units.queries import Option
from lms.web import Form, tidy
from lms.web.i18n import lazy_gettext as _l


class JoiningForm(Form):
    """Where to and since when."""

    unit = SelectField(_l("组织"), [InputRequired()], coerce=tidy.an_id)
    since = DateField(_l("生效日期"), [InputRequired(), tidy.sensible_day])

    def __init__(self, units: Sequence[Option], day: date) -> None:
        super().__init__(since=day)
        self.unit.choices = unit_choices(units, first=_l("请选择"))

    def joining(self, *, is_primary: bool) -> Joining:
        return Joining(self.unit.data, self.since.data, is_primary)


class DayForm(Form):
    """The first day on which something does not hold any more."""

    day = DateField(_l("从这一天起不再隶属"), [InputRequired(), tidy.sensible_day])

    def __init__(self, day: date) -> None:
        super().__init__(day=day)
