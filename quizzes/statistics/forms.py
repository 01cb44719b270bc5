from wtforms import SearchField, SelectField, StringField
from wtforms.fields.choices import SelectChoice

from lms.exports.models import Format
from lms.exports.words import FORMATS
from lms.web import Filters, Form
from lms.web.i18n import lazy_gettext as _l
from quizzes.statistics.queries import Wanted

OFFERED = (Format.xlsx, Format.csv)
RESULTS = {"": None, "passed": True, "failed": False}


class LearnerFilters(Filters):
    q = SearchField(_l("姓名或工号"))
    result = SelectField(
        _l("结果"),
        choices=[
            SelectChoice("", _l("全部")),
            SelectChoice("passed", _l("通过")),
            SelectChoice("failed", _l("未通过")),
        ],
    )
    sort = StringField(default="unit")

    def wanted(self) -> Wanted:
        return Wanted(
            text=(self.q.data or "").strip(),
            is_passed=RESULTS.get(self.result.data or ""),
            sort=self.sort.data or "unit",
        )


class ExportForm(Form):
    format = SelectField(choices=[SelectChoice(str(one), FORMATS[one]) for one in OFFERED])
