"""How the trail calls each deed. A test finds every deed that the code records in this list."""

from lms.web.i18n import lazy_gettext as _l

DEEDS = {
    "session.open": _l("登录"),
    "session.revoke": _l("退出登录"),
    "token.create": _l("建立程序令牌"),
    "password.change": _l("修改密码"),
    "password.reset": _l("重置密码"),
    "person.admit": _l("新建账号"),
    "person.revise": _l("修改资料"),
    "person.deactivate": _l("停用账号"),
    "person.reactivate": _l("恢复账号"),
    "membership.join": _l("增加隶属"),
    "membership.transfer": _l("转接组织关系"),
    "membership.leave": _l("结束隶属"),
    "post.appoint": _l("登记任职"),
    "post.end": _l("结束任职"),
    "unit.found": _l("增设党组织"),
    "unit.rename": _l("党组织改名"),
    "unit.move": _l("调整上级党组织"),
    "unit.order": _l("调整党组织顺序"),
    "unit.close": _l("撤销党组织"),
    "unit.reopen": _l("恢复党组织"),
    "school.found": _l("建立学校"),
    "job.retry": _l("重试后台任务"),
    "job.cancel": _l("取消后台任务"),
    "audit.read": _l("查阅审计记录"),
    "audit.verify": _l("核验审计链"),
}
