from collections.abc import Callable, Sequence

from lms.jobs.models import State
from lms.web import Filters
from lms.web.fields import Pick
from lms.web.i18n import lazy_gettext as _l

STATES = {
    State.queued: _l("等待"),
    State.running: _l("运行中"),
    State.done: _l("已完成"),
    State.failed: _l("失败"),
    State.cancelled: _l("已取消"),
}


class JobFilters(Filters):
    state = Pick(_l("状态"), STATES, first=_l("全部"))
    kind = Pick(_l("种类"), first=_l("全部"))

    def __init__(self, kinds: Sequence[str], label: Callable[[str], str]) -> None:
        super().__init__()
        self.kind.offer({kind: label(kind) for kind in kinds})
