from lms.web import Filters
from lms.web.fields import Pick, SearchWords
from lms.web.i18n import lazy_gettext as _l
from quizzes.papers.queries import Order, Standing, Wanted

STANDINGS = {
    Standing.draft: _l("草稿"),
    Standing.published: _l("已发布"),
    Standing.retired: _l("已下线"),
}
ORDERS = {
    Order.newest: _l("最近新建"),
    Order.by_title: _l("测试名称"),
    Order.closing: _l("截止时间"),
}


class QuizFilters(Filters):
    q = SearchWords(_l("测试名称"))
    state = Pick(_l("状态"), STANDINGS, first=_l("全部"))
    sort = Pick(_l("排序"), ORDERS, default=Order.newest)

    def wanted(self) -> Wanted:
        return Wanted(text=self.q.data, standing=self.state.data, order=self.sort.data)
