from collections.abc import Callable, Sequence

from wtforms import SelectField

from lms.jobs.models import State
from lms.people.labels import choices
from lms.web import Filters, tidy
from lms.web.i18n import lazy_gettext as _l

STATES = {
    State.queued: _l("等待"),
    State.running: _l("运行中"),
    State.done: _l("已完成"),
    State.failed: _l("失败"),
    State.cancelled: _l("已取消"),
}


class JobFilters(Filters):
    state = SelectField(
        _l("状态"),
        choices=choices(STATES, first=_l("全部")),
        coerce=tidy.optional(State),
    )
    kind = SelectField(_l("种类"), default="")

    def __init__(self, kinds: Sequence[str], label: Callable[[str], str]) -> None:
        super().__init__()
        self.kind.choices = choices({kind: label(kind) for kind in kinds}, first=_l("全部"))
