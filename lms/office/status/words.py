"""What the parts of a school are called that it needs to serve."""

from lms.web.i18n import lazy_gettext as _l

PARTS = {
    "database": _l("数据库"),
    "blobs": _l("文件存储"),
    "worker": _l("后台任务进程"),
    "search": _l("检索索引"),
}
