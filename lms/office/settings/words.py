"""The rules as sentences. A sentence is a message with the value in it, as people say it."""

from datetime import time
from decimal import Decimal
from typing import Any, NamedTuple

from lms.config import FACTS
from lms.people.labels import ROLES
from lms.people.roles import Role
from lms.web.filters import plain, size
from lms.web.i18n import gettext as _
from lms.web.i18n import lazy_gettext as _l


class Wording(NamedTuple):
    """How a rule is called, what it says with a value in it, what a change leaves alone."""

    name: Any
    sentence: str
    spares: Any
    unit: Any = ""


SEEN = _l("所有页面和之后的邮件随即改用新的；已颁发的证书不变。")
KEPT = _l("下一次备份之后，超出的备份会删除。")
WORDINGS = {
    "school_name": Wording(_l("学校名称"), "学校名称是“%(value)s”。", SEEN, _l("学校名称")),
    "organisation": Wording(_l("单位名称"), "单位名称是“%(value)s”。", SEEN, _l("单位名称")),
    "contact": Wording(
        _l("求助联系人"),
        "需要帮助时，请联系%(value)s。",
        _l("登录页、帮助和出错的页面随即改用新的。"),
        _l("部门或人员，可以写上电话"),
    ),
    "watched_share": Wording(
        _l("视频讲次的完成条件"),
        "看满视频时长的 %(value)s 即完成，讲次另有规定的除外。",
        _l("只用于之后新建的讲次；已有讲次的条件和已取得的完成都不变。"),
        "%",
    ),
    "answer_grace_seconds": Wording(
        _l("答题宽限"),
        "测试到时后 %(value)s 秒内送达的答案仍然计入。",
        _l("已交的答卷和已评的成绩不变。"),
        _l("秒"),
    ),
    "idle_minutes": Wording(
        _l("无操作退出"),
        "登录后 %(value)s 分钟没有操作，自动退出。",
        _l("对已登录的人同样适用，已保存的内容不受影响。"),
        _l("分钟"),
    ),
    "session_hours": Wording(
        _l("登录时长"),
        "每次登录最长 %(value)s 小时。",
        _l("已登录的人仍按登录时的时长。"),
        _l("小时"),
    ),
    "link_days": Wording(
        _l("设置密码的链接"),
        "激活账号和重置密码的链接 %(value)s 天内有效。",
        _l("已经发出的链接仍按发出时的期限。"),
        _l("天"),
    ),
    "second_factor_roles": Wording(
        _l("两步验证"),
        "%(value)s必须启用两步验证。",
        _l("已启用的仍然有效；还没有启用的人，下次打开页面时先启用。"),
    ),
    "digest_hour": Wording(
        _l("每日汇总邮件"),
        "选择每日汇总的人，每天 %(value)s:30 收到一封。",
        _l("已经寄出的邮件不受影响。"),
        _l("点"),
    ),
    "reminder_days": Wording(
        _l("学习提醒的间隔"),
        "同一项任务，每人 %(value)s 天内最多收到 1 次提醒。",
        _l("已经发出的提醒不受影响。"),
        _l("天"),
    ),
    "file_days": Wording(
        _l("导出文件的保留"),
        "导出的文件保留 %(value)s 天。",
        _l("已经导出的文件仍按导出时的期限。"),
        _l("天"),
    ),
    "backup_at": Wording(
        _l("每天备份的时间"),
        "每天 %(value)s 自动备份。",
        _l("已有的备份不受影响。"),
        _l("时间（不填表示不自动备份）"),
    ),
    "backup_daily": Wording(
        _l("每天一份的备份"), "保留最近 %(value)s 天的备份，每天一份。", KEPT, _l("份")
    ),
    "backup_weekly": Wording(
        _l("每周一份的备份"), "另外保留最近 %(value)s 周的备份，每周一份。", KEPT, _l("份")
    ),
    "backup_monthly": Wording(
        _l("每月一份的备份"), "另外保留最近 %(value)s 个月的备份，每月一份。", KEPT, _l("份")
    ),
}


class Group(NamedTuple):
    """Rules that stand together under a heading."""

    name: Any
    rules: tuple[str, ...]


GROUPS = {
    "school": Group(_l("学校信息"), ("school_name", "organisation", "contact")),
    "rules": Group(_l("学校的规则"), tuple(name for name in WORDINGS if name not in FACTS)),
    "backup": Group(_l("备份"), ("backup_at", "backup_daily", "backup_weekly", "backup_monthly")),
}
NEVER = _l("不自动备份，只在有人操作时备份。")
NO_ROLE = _l("所有角色都不强制启用两步验证。")


def sentence(name: str, value: Any) -> str:
    """Say a rule with a value of its own kind: Decimal("0.90") is 90%."""
    if name == "second_factor_roles" and not value:
        return str(NO_ROLE)
    if value is None:
        return str(NEVER)
    return _(WORDINGS[name].sentence, value=_told(value))


def _told(value: Any) -> str:
    if isinstance(value, Decimal):
        return f"{plain(value * 100)}%"
    if isinstance(value, frozenset):
        return _("、").join(str(ROLES[role]) for role in Role if role in value)
    return f"{value:%H:%M}" if isinstance(value, time) else str(value)


def place(name: str, text: str) -> str:
    """Write a setting of the machine as `Config.shown` gives it for people to read."""
    if name in {"largest_upload_bytes", "largest_material_bytes"}:
        return size(int(text))
    return {"True": _("是"), "False": _("否"), "None": ""}.get(text, text)


PLACES = {
    "database_url": _l("数据库"),
    "data_dir": _l("数据目录"),
    "site_url": _l("学员访问的网址"),
    "https": _l("只用 HTTPS"),
    "trusted_proxies": _l("前置代理层数"),
    "zone": _l("时区"),
    "backup_dir": _l("备份目录"),
    "largest_upload_bytes": _l("上传文件的上限"),
    "largest_material_bytes": _l("只供下载的资料的上限"),
    "mail_url": _l("邮件服务器"),
    "mail_from": _l("发件地址"),
    "redis_url": _l("任务队列"),
    "access_log": _l("访问日志"),
}
