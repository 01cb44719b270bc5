from wtforms import SelectField, StringField

from lms.exports.models import Format
from lms.exports.words import FORMATS
from lms.web import Filters, Form
from lms.web.fields import Pick, SearchWords, choices
from lms.web.i18n import lazy_gettext as _l
from quizzes.statistics.queries import Wanted

OFFERED = (Format.xlsx, Format.csv)
RESULTS = {"passed": True, "failed": False}


class LearnerFilters(Filters):
    q = SearchWords(_l("姓名或工号"))
    result = Pick(_l("结果"), {"passed": _l("通过"), "failed": _l("未通过")}, first=_l("全部"))
    sort = StringField(default="unit")

    def wanted(self) -> Wanted:
        return Wanted(
            text=self.q.data,
            is_passed=RESULTS.get(self.result.data),
            sort=self.sort.data or "unit",
        )


class ExportForm(Form):
    format = SelectField(choices=choices({one: FORMATS[one] for one in OFFERED}))
