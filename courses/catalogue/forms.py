from collections.abc import Iterable
from typing import Final

from wtforms import SearchField, SelectField
from wtforms.fields import SelectChoice
from wtforms.validators import Length, Optional

from courses.catalogue.queries import Order, Standing, Wanted
from lms.web import Filters
from lms.web.i18n import lazy_gettext as _l

LONGEST_SEARCH = 60
STANDINGS: Final = [
    SelectChoice("", _l("全部")),
    SelectChoice(Standing.not_enrolled, _l("未报名")),
    SelectChoice(Standing.learning, _l("学习中")),
    SelectChoice(Standing.done, _l("已完成")),
]
ORDERS: Final = [
    SelectChoice(Order.newest, _l("最近发布")),
    SelectChoice(Order.most_taken, _l("报名人数")),
    SelectChoice(Order.shortest, _l("讲数最少")),
]


class CatalogueFilters(Filters):
    q = SearchField(_l("课程名称或简介"), [Optional(), Length(max=LONGEST_SEARCH)])
    category = SelectField(_l("分类"), [Optional()])
    state = SelectField(_l("学习状态"), [Optional()], choices=STANDINGS)
    sort = SelectField(_l("排序"), [Optional()], choices=ORDERS, default=Order.newest)

    def __init__(self, categories: Iterable[str]) -> None:
        super().__init__()
        self.category.choices = [
            SelectChoice("", _l("全部")),
            *(SelectChoice(name, name) for name in categories),
        ]
        self.validate()

    def wanted(self) -> Wanted:
        standing, order = self._fit("state"), self._fit("sort")
        return Wanted(
            text=self._fit("q"),
            category=self._fit("category"),
            standing=Standing(standing) if standing else None,
            order=Order(order) if order else Order.newest,
        )

    def _fit(self, name: str) -> str:
        field = self[name]
        return "" if field.errors else (field.data or "").strip()
