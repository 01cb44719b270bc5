from wtforms import StringField, TextAreaField
from wtforms.validators import DataRequired, Length

from courses.certificates.models import LONGEST_REASON
from courses.certificates.numbers import LONGEST_TYPED
from lms.web import Filters, Form, tidy
from lms.web.fields import Pick, SearchWords
from lms.web.i18n import lazy_gettext as _l


class NumberForm(Form):
    number = StringField(
        _l("证书编号"),
        [DataRequired(), Length(max=LONGEST_TYPED)],
        filters=[tidy.words],
        description=_l("印在证书左下角，例如 2026-7KQ4M-XN2PA。"),
    )


class NameForm(Form):
    """The whole name is said to nobody who does not know it already."""

    name = StringField(
        _l("证书上的姓名"),
        [DataRequired(), Length(max=64)],
        filters=[tidy.words],
        description=_l("填写完整姓名，可核对证书是否属于此人。"),
    )


class ReasonForm(Form):
    reason = TextAreaField(
        _l("撤销原因"),
        [DataRequired(), Length(max=LONGEST_REASON)],
        filters=[tidy.words],
        description=_l("本人会看到原因；查验证书的人只看到已撤销。"),
    )


class GivenFilters(Filters):
    q = SearchWords(_l("姓名或证书编号"))


class GatheredFilters(Filters):
    """Which of a unit's certificates to show: those of one course, or all."""

    course = Pick(_l("课程"), first=_l("全部"))

    def __init__(self, courses: list[tuple[int, str]]) -> None:
        super().__init__()
        self.course.offer(dict(courses))
