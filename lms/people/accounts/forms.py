from collections.abc import Sequence
from datetime import date

from wtforms import DateField, SelectField, StringField
from wtforms.validators import DataRequired, InputRequired, Length, Optional, Regexp

from lms.people.accounts.queries import Search
from lms.people.accounts.services import PersonDraft
from lms.people.labels import ROLES, STATUSES, unit_choices, unit_names
from lms.people.memberships.services import Joining
from lms.people.models import MemberStatus, Person
from lms.people.units.queries import Option
from lms.web import Filters, Form, tidy
from lms.web.fields import Pick, SearchWords, choices
from lms.web.i18n import lazy_gettext as _l

LOGIN = r"^[A-Za-z0-9][A-Za-z0-9._@-]*$"
STATES = {"active": _l("在用"), "closed": _l("已停用"), "all": _l("全部")}


class PersonForm(Form):
    """An account as it stands."""

    name = StringField(_l("姓名"), [DataRequired(), Length(max=64)], filters=[tidy.words])
    login = StringField(
        _l("登录名"),
        [
            DataRequired(),
            Length(2, 64),
            Regexp(LOGIN, message=_l("只能用字母、数字和 . _ @ -，并以字母或数字开头。")),
        ],
        filters=[tidy.code],
        description=_l("字母或数字，2 到 64 个。"),
    )
    staff_number = StringField(
        _l("工号"),
        [Optional(), Length(max=32)],
        filters=[tidy.code],
        description=_l("也可用来登录。"),
    )
    status = SelectField(
        _l("政治面貌"), choices=choices(STATUSES), coerce=MemberStatus, default=MemberStatus.full
    )

    def __init__(self, person: Person | None = None) -> None:
        super().__init__(person)

    def draft(self) -> PersonDraft:
        number = self.staff_number.data or None
        return PersonDraft(self.login.data, number, self.name.data, self.status.data)


class AdmissionForm(PersonForm):
    """A new account with its home unit."""

    unit = SelectField(_l("组织"), [InputRequired()], coerce=tidy.an_id)
    since = DateField(_l("隶属开始"), [InputRequired(), tidy.sensible_day])

    def __init__(self, units: Sequence[Option], day: date) -> None:
        Form.__init__(self, since=day)
        self.unit.choices = unit_choices(units, first=_l("请选择"))

    def joining(self) -> Joining:
        return Joining(self.unit.data, self.since.data, is_primary=True)


class PeopleFilters(Filters):
    q = SearchWords(_l("姓名、登录名或工号"))
    unit = Pick(_l("组织"), first=_l("全部"))
    status = Pick(_l("政治面貌"), STATUSES, first=_l("全部"))
    role = Pick(_l("角色"), ROLES, first=_l("全部"))
    state = Pick(_l("账号"), STATES, default="active")
    sort = StringField(default="unit")

    def __init__(self, units: Sequence[Option]) -> None:
        super().__init__()
        self.unit.offer(unit_names(units))

    def search(self) -> Search:
        return Search(
            words=self.q.data,
            unit_id=self.unit.data,
            status=self.status.data,
            role=self.role.data,
            is_active={"active": True, "closed": False}.get(self.state.data),
            sort=self.sort.data,
        )
