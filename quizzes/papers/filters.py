from wtforms import SearchField, SelectField
from wtforms.fields.choices import SelectChoice

from lms.web import Filters
from lms.web.i18n import lazy_gettext as _l
from quizzes.papers.queries import Order, Standing, Wanted


class QuizFilters(Filters):
    q = SearchField(_l("测试名称"))
    state = SelectField(
        _l("状态"),
        choices=[
            SelectChoice("", _l("全部")),
            SelectChoice(str(Standing.draft), _l("草稿")),
            SelectChoice(str(Standing.published), _l("已发布")),
            SelectChoice(str(Standing.retired), _l("已下线")),
        ],
    )
    sort = SelectField(
        _l("排序"),
        choices=[
            SelectChoice(str(Order.newest), _l("最近新建")),
            SelectChoice(str(Order.by_title), _l("测试名称")),
            SelectChoice(str(Order.closing), _l("截止时间")),
        ],
    )

    def wanted(self) -> Wanted:
        standing, order = self.state.data, self.sort.data
        return Wanted(
            text=(self.q.data or "").strip(),
            standing=Standing(standing) if standing in set(Standing) else None,
            order=Order(order) if order in set(Order) else Order.newest,
        )
