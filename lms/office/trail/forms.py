from wtforms import DateField, StringField
from wtforms.validators import Optional

from lms.office.trail.deeds import DEEDS, TARGETS
from lms.office.trail.queries import Search
from lms.web import Filters, tidy
from lms.web.fields import Pick
from lms.web.i18n import lazy_gettext as _l


class TrailFilters(Filters):
    person = StringField(_l("人员"), filters=[tidy.words], description=_l("姓名、登录名或工号。"))
    deed = Pick(_l("操作"), DEEDS, first=_l("全部"))
    kind = Pick(_l("对象"), TARGETS, first=_l("全部"))
    number = StringField(_l("编号"), filters=[tidy.code])
    first = DateField(_l("从"), [Optional(), tidy.sensible_day])
    last = DateField(_l("到"), [Optional(), tidy.sensible_day])

    def search(self) -> Search:
        """Return what is asked for; a day that is none, or far from any, narrows nothing."""
        is_fine = self.validate()
        first, last = (self.first.data, self.last.data) if is_fine else (None, None)
        return Search(
            person=self.person.data or "",
            deed=self.deed.data or "",
            kind=self.kind.data or "",
            number=self.number.data or "",
            first=first,
            last=last,
        )
