"""What a backup is busy with."""

from lms.web.i18n import lazy_gettext as _l

DOING = {"rows": _l("数据"), "blobs": _l("文件"), "check": _l("核对")}
