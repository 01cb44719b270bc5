from collections.abc import Sequence

from wtforms import SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, Length

from lms.people.labels import KINDS
from lms.people.models import OrgUnit, UnitKind
from lms.people.policy import root_of
from lms.people.units.policy import kinds_under
from lms.people.units.queries import Option
from lms.people.units.services import UnitDraft
from lms.web import Form, tidy
from lms.web.fields import choices
from lms.web.i18n import lazy_gettext as _l

NAME_CHECKS = [DataRequired(), Length(max=80)]


class UnitForm(Form):
    name = StringField(_l("名称"), NAME_CHECKS, filters=[tidy.words])
    kind = SelectField(_l("类别"), coerce=UnitKind)

    def __init__(self, above: OrgUnit) -> None:
        super().__init__()
        self.kind.choices = choices({kind: KINDS[kind] for kind in kinds_under(above.kind)})

    def draft(self) -> UnitDraft:
        return UnitDraft(self.name.data, self.kind.data)


class NameForm(Form):
    name = StringField(_l("名称"), NAME_CHECKS, filters=[tidy.words])


class RootForm(Form):
    """The head of a tree."""

    name = StringField(
        _l("单位名称"), NAME_CHECKS, filters=[tidy.words], description=_l("例如公司全称。")
    )


class PlaceForm(Form):
    above = SelectField(_l("上级组织"), coerce=int)

    def __init__(self, unit: OrgUnit, options: Sequence[Option]) -> None:
        super().__init__(above=unit.parent_id)
        tree = root_of(unit.path)
        same = (item for item in options if item.path.startswith(tree))
        elsewhere = (item for item in same if not item.path.startswith(unit.path))
        self.above.choices = [SelectChoice(item.id, item.label) for item in elsewhere]
