from lms.mail.models import LetterState
from lms.web import Filters
from lms.web.fields import Pick
from lms.web.i18n import lazy_gettext as _l

STATES = {
    LetterState.waiting: _l("等待投递"),
    LetterState.sent: _l("已投递"),
    LetterState.delayed: _l("投递延迟"),
    LetterState.bounced: _l("被退回"),
    LetterState.refused: _l("被拒收"),
    LetterState.given_up: _l("多次未成"),
    LetterState.dropped: _l("不再需要"),
}
KINDS = {
    "notice": _l("通知"),
    "digest": _l("每日汇总"),
    "address": _l("邮箱验证"),
    "password": _l("设置新密码"),
    "security": _l("账号安全"),
}
# why we ourselves did not send it; what servers say is shown as they said it
REASONS = {
    "通知已撤回": _l("通知已撤回"),
    "已在站内阅读": _l("已在站内阅读"),
    "没有启用邮件": _l("没有启用邮件"),
    "验证码已过期": _l("验证码已过期"),
    "不再需要": _l("不再需要"),
}


class LetterFilters(Filters):
    state = Pick(_l("状态"), STATES, first=_l("全部"))
