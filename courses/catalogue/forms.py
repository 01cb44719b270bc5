from collections.abc import Iterable
from typing import Final

from courses.catalogue.queries import Order, Standing, Wanted
from lms.web import Filters
from lms.web.fields import Pick, SearchWords
from lms.web.i18n import lazy_gettext as _l

STANDINGS: Final = {
    Standing.not_enrolled: _l("未报名"),
    Standing.learning: _l("学习中"),
    Standing.done: _l("已完成"),
}
ORDERS: Final = {
    Order.newest: _l("最近发布"),
    Order.most_taken: _l("报名人数"),
    Order.shortest: _l("讲数最少"),
}


class CatalogueFilters(Filters):
    q = SearchWords(_l("课程名称或简介"))
    category = Pick(_l("分类"), first=_l("全部"))
    state = Pick(_l("学习状态"), STANDINGS, first=_l("全部"))
    sort = Pick(_l("排序"), ORDERS, default=Order.newest)

    def __init__(self, categories: Iterable[str]) -> None:
        super().__init__()
        self.category.offer({name: name for name in categories})

    def wanted(self) -> Wanted:
        return Wanted(
            text=self.q.data,
            category=self.category.data or "",
            standing=self.state.data,
            order=self.sort.data,
        )
